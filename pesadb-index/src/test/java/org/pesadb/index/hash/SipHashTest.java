package org.pesadb.index.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class SipHashTest {
    private static final long KEY0 = 0x0706050403020100L;
    private static final long KEY1 = 0x0F0E0D0C0B0A0908L;

    private final SipHash hash = new SipHash();

    @Test
    void givesThePublishedValueOfTheEmptyInput() {
        assertEquals(0xABAC0158050FC4DCL, hash.hash(KEY0, KEY1, new byte[0], 0, 0));
    }

    @Test
    void dependsOnKeyBytesAndLengthButNotOnWhereTheBytesLie() {
        byte[] bytes = new byte[40];
        bytes[20] = 5;
        byte[] moved = new byte[50];
        moved[30] = 5;
        long one = hash.hash(KEY0, KEY1, bytes, 0, 40);
        assertEquals(one, hash.hash(KEY0, KEY1, moved, 10, 40));
        assertNotEquals(one, hash.hash(KEY0 + 1, KEY1, bytes, 0, 40));
        assertNotEquals(one, hash.hash(KEY0, KEY1 + 1, bytes, 0, 40));
        assertNotEquals(one, hash.hash(KEY0, KEY1, bytes, 0, 39));
        assertNotEquals(one, hash.hash(KEY0, KEY1, bytes, 1, 39));
    }
}
