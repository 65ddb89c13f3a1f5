package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A set of page numbers does what a sorted set does. */
class PageBitsTest {
    private static final long SEED = Long.getLong("pesadb.seed", System.nanoTime());

    private static long orNone(Long found) {
        return found == null ? PageBits.NONE : found;
    }

    @Test
    void agreesWithASortedSet() {
        Random random = new Random(SEED);
        String repeat = "-Dpesadb.seed=" + SEED;
        PageBits bits = new PageBits();
        TreeSet<Long> model = new TreeSet<>();
        for (int step = 0; step < 50_000; step++) {
            long id = random.nextInt(step < 25_000 ? 200 : 100_000);
            if (random.nextInt(5) < 3) {
                assertEquals(model.add(id), bits.add(id), repeat);
            } else if (model.remove(id)) {
                bits.remove(id);
            }
            if (random.nextInt(4) == 0 && !model.isEmpty()) {
                assertEquals(model.first(), bits.lowest(), repeat);
                bits.remove(model.pollFirst());
            }
            long below = random.nextInt(100_100);
            assertEquals(orNone(model.lower(below)), bits.highest(below), repeat + " below " + below);
            assertEquals(model.contains(id), bits.contains(id), repeat);
            assertEquals(model.size(), bits.size(), repeat);
        }
    }

    @Test
    void holdsTheLastPageThatThereCanBe() {
        PageBits bits = new PageBits();
        assertEquals(PageBits.NONE, bits.lowest());
        assertEquals(PageBits.NONE, bits.highest(PageFormat.MAX_PAGES));
        long last = PageFormat.MAX_PAGES - 1;
        assertTrue(bits.add(last));
        assertFalse(bits.add(last));
        assertTrue(bits.add(1));
        assertEquals(last, bits.highest(PageFormat.MAX_PAGES));
        assertEquals(1, bits.highest(last));
        bits.remove(1);
        assertEquals(last, bits.lowest());
        bits.remove(last);
        assertEquals(PageBits.NONE, bits.lowest());
        assertTrue(bits.add(5), "below where the search for the lowest has come to");
        assertEquals(5, bits.lowest());
    }
}
