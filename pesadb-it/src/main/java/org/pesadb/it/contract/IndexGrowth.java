package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.RowIdCursor;

/** A unique index with many entries, and what it costs. Of one thread. */
final class IndexGrowth {
    private static final int LOOK_UPS = 2000;
    private static final int FEW = 10_000;

    private final IndexProvider kind;
    private final int[] order;

    /**
     * Entries with the keys 0, 3, 6 and so on, in an order of chance.
     *
     * @param kind    of the index
     * @param entries how many
     * @param random  decides about their order
     */
    IndexGrowth(IndexProvider kind, int entries, Random random) {
        this.kind = kind;
        order = new int[entries];
        for (int i = 0; i < entries; i++) {
            int at = random.nextInt(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
    }

    private static byte[] key(int number) {
        return IndexKeys.number(3L * number);
    }

    private void insert(IndexCase index, int from, int to) {
        IndexWork work = index.write();
        for (int i = from; i < to; i++) {
            byte[] key = key(order[i]);
            assertTrue(
                    index.index().insert(work.pages(), key, order[i]),
                    () -> "inserting key " + IndexModel.name(key) + ", which is not there, gives false");
            work.releasePages();
        }
        work.commit();
    }

    /** Page visits of one look-up among the first so many entries, each of which must be right. */
    private double find(IndexCase index, int among, Random random) {
        try (PageSnapshot snapshot = index.bench().pager().read()) {
            CountedReader pages = index.read(snapshot);
            for (int i = 0; i < LOOK_UPS; i++) {
                int number = order[random.nextInt(among)];
                RowIdCursor rows = index.index().find(pages, key(number));
                assertEquals(number, rows.next(), () -> "the row of key " + IndexModel.name(key(number)));
                assertEquals(RowIdCursor.END, rows.next(), "behind the only row");
            }
            return (double) pages.visits() / LOOK_UPS;
        }
    }

    /**
     * Lets an index grow, and looks how many more pages a look-up visits then.
     *
     * @param random decides what is looked up
     * @return a line about it
     */
    String grow(Random random) {
        long start = System.nanoTime();
        try (IndexBench bench = IndexBench.roomy()) {
            IndexCase index = IndexCase.create(bench, kind, true);
            int few = Math.min(FEW, Math.max(1, order.length / 10));
            insert(index, 0, few);
            double before = find(index, few, random);
            int parts = 4;
            for (int part = 0; part < parts; part++) {
                long rest = order.length - few;
                insert(index, few + (int) (rest * part / parts), few + (int) (rest * (part + 1) / parts));
            }
            double after = find(index, order.length, random);
            long pages = verified(index);
            String line = String.format(
                    "%s: %,d entries in random order in %,d ms: %.1f pages a look-up, %.1f among %,d; %,d pages",
                    kind.name(), order.length, (System.nanoTime() - start) / 1_000_000, after, before, few, pages);
            assertTrue(after <= 4 * before + 1, line);
            return line;
        }
    }

    private long verified(IndexCase index) {
        long[] count = new long[2];
        try (PageSnapshot snapshot = index.bench().pager().read()) {
            index.index().verify(index.read(snapshot), (key, row) -> count[0]++, page -> count[1]++, fault -> {
                throw new AssertionError("the verification of a sound index finds " + fault);
            });
        }
        assertEquals(order.length, count[0], "entries that the verification gives");
        return count[1];
    }

    /** One line of a table: what an insert, a look-up and an entry of a range take, and the pages. */
    String speed() {
        try (IndexBench bench = IndexBench.roomy()) {
            IndexCase index = IndexCase.create(bench, kind, true);
            long start = System.nanoTime();
            insert(index, 0, order.length);
            long inserted = System.nanoTime();
            find(index, order.length, new Random(1));
            long warm = System.nanoTime();
            find(index, order.length, new Random(2));
            long found = System.nanoTime();
            String range = kind.ordered() ? String.format("%,9.0f", range(index)) : "        -";
            return String.format(
                    "%-20s %,9d %,9d %s %,7d",
                    kind.name(),
                    (inserted - start) / order.length,
                    (found - warm) / LOOK_UPS,
                    range,
                    bench.pagesOf(IndexBench.OWNER).size());
        }
    }

    private double range(IndexCase index) {
        try (PageSnapshot snapshot = index.bench().pager().read()) {
            long start = System.nanoTime();
            RowIdCursor rows = index.index().range(index.read(snapshot), null, null, false);
            int count = 0;
            while (rows.next() != RowIdCursor.END) {
                count++;
            }
            assertEquals(order.length, count, "rows of the range without bounds");
            return (double) (System.nanoTime() - start) / count;
        }
    }
}
