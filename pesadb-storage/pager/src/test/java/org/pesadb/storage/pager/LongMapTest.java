package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The map agrees with the JDK's on random operations. */
class LongMapTest {
    @ParameterizedTest(name = "{0} keys")
    @ValueSource(ints = {3, 40, 5000})
    void agreesWithTreeMap(int keys) {
        long seed = Long.getLong("pesadb.seed", System.nanoTime());
        Random random = new Random(seed);
        LongMap<Integer> map = new LongMap<>();
        TreeMap<Long, Integer> model = new TreeMap<>();
        for (int i = 0; i < 60_000; i++) {
            // Numbers that follow one another, and some with the highest bits that a page's number has.
            long key = random.nextInt(keys) | (random.nextInt(8) == 0 ? 0xFFFF_0000L : 0);
            if (random.nextInt(5) < (i / 3000 % 2 == 0 ? 3 : 1)) {
                map.put(key, i);
                model.put(key, i);
            } else if (random.nextBoolean()) {
                map.remove(key);
                model.remove(key);
            }
            assertEquals(model.get(key), map.get(key), () -> "-Dpesadb.seed=" + seed);
            assertEquals(model.size(), map.size(), () -> "-Dpesadb.seed=" + seed);
        }
        long[] expected = model.keySet().stream().mapToLong(Long::longValue).toArray();
        assertArrayEquals(expected, map.sortedKeys(), () -> "-Dpesadb.seed=" + seed);
        for (long key : expected) {
            assertEquals(model.get(key), map.get(key), () -> "-Dpesadb.seed=" + seed);
        }
    }
}
