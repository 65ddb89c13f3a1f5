package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowIdCursor;

/** Asks an index, and compares what it answers with a model. Stateless. */
final class IndexReads {
    private IndexReads() {}

    /** The rows of a key. */
    static void find(Index index, PageReader pages, IndexModel model, byte[] key) {
        Set<Long> wanted = model.rows(key);
        byte[] given = key.clone();
        RowIdCursor rows = index.find(pages, given);
        take(rows, wanted, () -> "key " + IndexModel.name(key));
        end(rows, () -> "key " + IndexModel.name(key));
        IndexWork.requireUnwritten(key, given, "find");
    }

    private static void take(RowIdCursor rows, Set<Long> wanted, Supplier<String> what) {
        Set<Long> found = new HashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            long row = rows.next();
            assertTrue(
                    row >= 0 || row == RowIdCursor.END, () -> what.get() + " has row " + row + ", which is no number");
            assertTrue(
                    row != RowIdCursor.END,
                    () -> what.get() + " has " + found.size() + " rows in place of " + wanted.size());
            assertTrue(wanted.contains(row), () -> what.get() + " has row " + row + ", which is none of its");
            assertTrue(found.add(row), () -> what.get() + " has row " + row + " twice");
        }
    }

    private static void end(RowIdCursor rows, Supplier<String> what) {
        long beyond = rows.next();
        assertTrue(
                beyond == RowIdCursor.END,
                () -> what.get() + " has row " + beyond + " beyond those that it should have");
    }

    /** The rows of a range, upwards and downwards. */
    static void range(Index index, PageReader pages, IndexModel model, byte[] from, byte[] to) {
        for (boolean descending : new boolean[] {false, true}) {
            Supplier<String> what = () -> "the range from " + IndexModel.name(from) + " to " + IndexModel.name(to)
                    + (descending ? ", downwards," : ", upwards,");
            byte[] first = from == null ? null : from.clone();
            byte[] beyond = to == null ? null : to.clone();
            RowIdCursor rows = index.range(pages, first, beyond, descending);
            for (Set<Long> some : model.range(from, to, descending)) {
                take(rows, some, what);
            }
            end(rows, what);
            IndexWork.requireUnwritten(from, first, "range");
            IndexWork.requireUnwritten(to, beyond, "range");
        }
    }

    /** An estimate tells nothing that can be held against it, but for empty ranges. */
    static void estimate(Index index, PageReader pages, byte[] from, byte[] to) {
        long estimate = index.estimate(pages, from, to);
        assertTrue(estimate >= -1, () -> "an estimate is " + estimate);
        if (from != null && to != null && Arrays.compareUnsigned(from, to) >= 0) {
            assertTrue(estimate <= 0, () -> "a range that is empty by its bounds is estimated at " + estimate);
        }
    }

    /** The rows of every key. */
    static void all(Index index, PageReader pages, IndexModel model) {
        model.keys().forEach(key -> find(index, pages, model, key));
    }
}
