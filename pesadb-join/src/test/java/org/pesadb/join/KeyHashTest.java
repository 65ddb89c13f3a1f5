package org.pesadb.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keys that fall together in simpler hashes spread out here. */
class KeyHashTest {
    private static final int KEYS = 1 << 14;

    /** Of as many keys as places, chance leaves 63 % of the places taken. */
    private static void assertSpreads(LongStream hashes, String what) {
        Set<Integer> places = new HashSet<>();
        hashes.forEach(hash -> places.add((int) (hash >>> 32) & KEYS - 1));
        assertTrue(places.size() > 0.60 * KEYS, what + " take " + places.size() + " of " + KEYS + " places");
    }

    @Test
    void numbersInStepsSpread() {
        for (int shift : new int[] {0, 1, 12, 32, 48}) {
            assertSpreads(
                    LongStream.range(0, KEYS).map(i -> KeyHash.with(KeyHash.SEED, i << shift)), "steps of 2^" + shift);
        }
        assertSpreads(LongStream.range(0, KEYS).map(i -> KeyHash.with(KeyHash.SEED, -i)), "negative numbers");
    }

    @Test
    void textsOfOneStringHashCodeSpread() {
        // "Aa" and "BB" have one hashCode; so have all texts made of fourteen of them.
        Stream<String> texts = IntStream.range(0, KEYS).mapToObj(bits -> {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 14; i++) {
                text.append((bits >> i & 1) == 0 ? "Aa" : "BB");
            }
            return text.toString();
        });
        assertSpreads(texts.mapToLong(text -> KeyHash.with(KeyHash.SEED, text)), "texts of one hashCode");
    }

    @Test
    void theOrderOfKeysMatters() {
        Set<Long> hashes = new HashSet<>();
        for (long a = 0; a < 100; a++) {
            for (long b = 0; b < 100; b++) {
                hashes.add(KeyHash.with(KeyHash.with(KeyHash.SEED, a), b));
            }
        }
        assertEquals(10_000, hashes.size());
    }
}
