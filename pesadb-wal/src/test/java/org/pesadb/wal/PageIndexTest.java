package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index of versions in memory, against sorted maps. */
class PageIndexTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    @DisplayName("finds the newest version before any position, lists pages in order, and what a set of snapshots sees")
    void agreesWithSortedMaps(long seed) {
        Random random = new Random(seed);
        PageIndex index = new PageIndex();
        Map<Long, TreeMap<Long, Long>> model = new HashMap<>();
        long position = 4096;
        assertEquals(0, index.locate(7, Long.MAX_VALUE));
        for (int commit = 0; commit < 3000; commit++) {
            long first = position;
            for (int i = random.nextInt(5); i >= 0; i--) {
                long page = random.nextInt(3) == 0 ? 0xFFFF_FFFFL - random.nextInt(2000) : random.nextInt(6);
                index.add(page, position, first);
                TreeMap<Long, Long> versions = model.computeIfAbsent(page, none -> new TreeMap<>());
                versions.tailMap(first).clear();
                versions.put(position, position);
                position += 16;
            }
        }
        long last = position;
        model.forEach((page, versions) -> {
            for (int i = 0; i < 50; i++) {
                long snapshot = random.nextLong(last + 1);
                Long expected = versions.lowerKey(snapshot);
                assertEquals(expected == null ? 0 : expected, index.locate(page, snapshot), "seed " + seed);
            }
            assertTrue(index.contains(page, versions.lastKey()));
            assertFalse(index.contains(page, versions.lastKey() + 16));
        });
        long from = last / 2;
        long limit = last - 1000;
        long[] expected = model.entrySet().stream()
                .filter(entry -> {
                    Long newest = entry.getValue().lowerKey(limit);
                    return newest != null && newest >= from;
                })
                .mapToLong(Map.Entry::getKey)
                .sorted()
                .toArray();
        assertArrayEquals(expected, index.pages(from, limit), "seed " + seed);
        long[] positions = random.longs(5, from, last + 1).sorted().distinct().toArray();
        TreeMap<Long, Long> seen = new TreeMap<>();
        model.forEach((page, versions) -> {
            for (long stand : positions) {
                Long version = versions.lowerKey(stand);
                if (version != null && version >= from) {
                    seen.put(version, page);
                }
            }
        });
        KeptVersions kept = index.kept(from, positions);
        assertArrayEquals(seen.keySet().stream().mapToLong(Long::longValue).toArray(), kept.names(), "seed " + seed);
        for (int i = 0; i < kept.count(); i++) {
            assertEquals(seen.get(kept.name(i)), kept.page(i), "seed " + seed);
        }
        index.clear();
        assertEquals(0, index.locate(1, Long.MAX_VALUE));
        assertEquals(0, index.pages(0, Long.MAX_VALUE).length);
    }
}
