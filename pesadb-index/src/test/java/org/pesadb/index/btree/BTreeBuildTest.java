package org.pesadb.index.btree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.index.Checked;
import org.pesadb.index.RandomOperations;
import org.pesadb.testing.MemoryPages;

/** Filling from sorted entries gives the same tree as inserts, fuller and with each page written once. */
class BTreeBuildTest {
    private record Pair(byte[] key, long row) {}

    /** Gives pairs; forbids that a page got before is changed after. */
    private static final class Source implements Index.EntrySource {
        private final List<Pair> pairs;
        private final boolean sorted;
        private int at = -1;

        Source(List<Pair> pairs, boolean sorted) {
            this.pairs = pairs;
            this.sorted = sorted;
        }

        @Override
        public boolean next() {
            return ++at < pairs.size();
        }

        @Override
        public byte[] key() {
            return pairs.get(at).key();
        }

        @Override
        public long row() {
            return pairs.get(at).row();
        }

        @Override
        public boolean sorted() {
            return sorted;
        }
    }

    /** Counts how often each page is edited. */
    private static final class Counting implements PageWriter {
        final Map<Long, Integer> edits = new HashMap<>();
        private final MemoryPages pages;

        Counting(MemoryPages pages) {
            this.pages = pages;
        }

        @Override
        public Page page(long id) {
            return pages.page(id);
        }

        @Override
        public long pageCount() {
            return pages.pageCount();
        }

        @Override
        public MutablePage edit(long id) {
            edits.merge(id, 1, Integer::sum);
            return pages.edit(id);
        }

        @Override
        public MutablePage allocate() {
            return pages.allocate();
        }

        @Override
        public void free(long id) {
            pages.free(id);
        }
    }

    private static Checked model(boolean unique, Function<Random, byte[]> keys, int count, long seed) {
        Random random = new Random(seed);
        Checked checked = new Checked(new BTreeProvider(), unique, seed);
        for (int i = 0; i < count; i++) {
            NavigableSet<Long> rows =
                    checked.model.computeIfAbsent(Checked.name(keys.apply(random)), name -> new java.util.TreeSet<>());
            if (!unique || rows.isEmpty()) {
                rows.add((long) random.nextInt(1000) << random.nextInt(50));
            }
        }
        return checked;
    }

    private static List<Pair> pairs(Checked checked) {
        List<Pair> pairs = new ArrayList<>();
        checked.model.forEach((key, rows) -> rows.forEach(row -> pairs.add(new Pair(Checked.bytes(key), row))));
        return pairs;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 300, 5_000})
    void sortedEntriesOfEverySortAreBuiltAndThenUsed(int count) {
        long seed = Checked.seed();
        RandomOperations.keys().forEach((sort, keys) -> {
            for (boolean unique : new boolean[] {true, false}) {
                Checked checked = model(unique, keys, count, seed);
                assertEquals(-1, checked.index.build(checked.pages, new Source(pairs(checked), true)), sort);
                checked.verify();
                checked.range(checked.pages, checked.model, null, null);
                Random random = new Random(seed + 1);
                for (int i = 0; i < 500; i++) {
                    byte[] key = keys.apply(random);
                    checked.find(key);
                    checked.insert(key, random.nextInt(100));
                    byte[] other = keys.apply(random);
                    checked.delete(other, random.nextInt(100));
                }
                checked.verify();
            }
        });
    }

    @Test
    void itFillsLeavesAndWritesEachPageOnce() {
        Checked checked = model(true, random -> KeyEncoding.ofLong(random.nextInt()), 200_000, 1);
        Counting counting = new Counting(checked.pages);
        assertEquals(-1, checked.index.build(counting, new Source(pairs(checked), true)));
        checked.verify();
        counting.edits.forEach((page, edits) -> assertEquals(1, edits, "page " + page));
        int fill = BTreeSpaceTest.fill(checked);
        assertTrue(fill >= 95, fill + " %");
    }

    @Test
    void whatIsNotSortedOrNotFirstIsInserted() {
        Checked checked = model(false, random -> KeyEncoding.ofLong(random.nextInt(5_000)), 3_000, 2);
        List<Pair> pairs = pairs(checked);
        assertEquals(-1, checked.index.build(checked.pages, new Source(pairs.subList(0, 1_000), true)));
        List<Pair> rest = new ArrayList<>(pairs.subList(1_000, pairs.size()));
        assertEquals(-1, checked.index.build(checked.pages, new Source(rest.subList(0, 500), true)));
        List<Pair> last = rest.subList(500, rest.size());
        java.util.Collections.shuffle(last, new Random(2));
        assertEquals(-1, checked.index.build(checked.pages, new Source(last, false)));
        checked.verify();
    }

    @Test
    void aKeyThatComesTwiceEndsIt() {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            pairs.add(new Pair(KeyEncoding.ofLong(i), i));
        }
        pairs.add(700, new Pair(KeyEncoding.ofLong(699), 5_000));
        for (boolean sorted : new boolean[] {true, false}) {
            Checked checked = new Checked(new BTreeProvider(), true, 3);
            assertEquals(5_000, checked.index.build(checked.pages, new Source(pairs, sorted)));
            assertEquals(
                    700,
                    Checked.list(checked.index.range(checked.pages, null, null, false))
                            .size());
        }
    }

    @Test
    void entriesThatAreNotSortedThoughTheySaySoAreRefused() {
        Checked checked = new Checked(new BTreeProvider(), false, 4);
        List<Pair> pairs = List.of(new Pair(KeyEncoding.ofLong(2), 1), new Pair(KeyEncoding.ofLong(1), 2));
        assertThrows(IllegalArgumentException.class, () -> checked.index.build(checked.pages, new Source(pairs, true)));
    }
}
