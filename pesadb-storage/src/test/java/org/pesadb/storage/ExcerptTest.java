package org.pesadb.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void showsAShortTextWholeAndTheBeginningOfALongOne() {
        assertEquals("", Excerpt.of("", 3));
        assertEquals("abc", Excerpt.of("abc", 3));
        assertEquals("abc…", Excerpt.of("abcd", 3));
    }

    @Test
    void cutsNoSurrogatePairInHalf() {
        String face = "\uD83D\uDE00";
        assertEquals("ab…", Excerpt.of("ab" + face + "c", 3));
        assertEquals("a" + face + "…", Excerpt.of("a" + face + "c", 3));
        assertEquals("…", Excerpt.of(face, 1));
        assertEquals(face, Excerpt.of(face, 2));
    }
}
