package org.pesadb.index.btree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.index.Checked;
import org.pesadb.index.Recorder;
import org.pesadb.testing.MemoryPages;

/** What the operations cost in pages, which is what they cost on a disk and in the log. */
class BTreeCostTest {
    private final Checked unique = new Checked(new BTreeProvider(), true, 1);
    private final Checked many = new Checked(new BTreeProvider(), false, 1);

    private static void fill(Checked checked, int from, int to) {
        for (int i = from; i < to; i++) {
            assertTrue(checked.index.insert(checked.pages, KeyEncoding.ofLong(i), i));
        }
    }

    private static long count(RowIdCursor rows) {
        long count = 0;
        while (rows.next() != RowIdCursor.END) {
            count++;
        }
        return count;
    }

    @Test
    void aLookUpVisitsOnePageOfEachLevel() {
        fill(unique, 0, 100_000);
        int levels = Node.level(unique.pages.page(unique.root)) + 1;
        assertEquals(2, levels);
        Random random = new Random(2);
        for (int i = 0; i < 10_000; i++) {
            int key = random.nextInt(100_000);
            long before = unique.pages.visits();
            RowIdCursor rows = unique.index.find(unique.pages, KeyEncoding.ofLong(key));
            assertEquals(key, rows.next());
            assertEquals(RowIdCursor.END, rows.next());
            assertEquals(levels, unique.pages.visits() - before);
        }
    }

    @Test
    void aRangeVisitsTheWayDownAndItsLeavesAlone() {
        fill(unique, 0, 100_000);
        fill(many, 0, 100_000);
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            Checked checked = i % 4 < 2 ? unique : many;
            boolean descending = i % 2 == 0;
            int from = random.nextInt(100_000);
            int length = random.nextInt(i % 10 == 0 ? 20_000 : 200);
            int to = Math.min(100_000, from + length);
            long before = checked.pages.visits();
            RowIdCursor rows =
                    checked.index.range(checked.pages, KeyEncoding.ofLong(from), KeyEncoding.ofLong(to), descending);
            long opened = checked.pages.visits() - before;
            assertTrue(opened <= 3, opened + " visits before the first row");
            assertEquals(to - from, count(rows));
            // A full leaf has more than 300 entries; both ends may be in the midst of one, and one beyond may show the
            // end.
            long visits = checked.pages.visits() - before;
            assertTrue(visits <= 3 + (to - from) / 300 + 2, visits + " visits for " + (to - from) + " entries");
        }
    }

    @Test
    void anInsertDirtiesOnePageAndASplitFew() {
        fill(unique, 0, 50_000);
        Random random = new Random(4);
        int most = 0;
        long sum = 0;
        int inserts = 50_000;
        for (int i = 0; i < inserts; i++) {
            Recorder recorder = new Recorder(unique.pages);
            unique.index.insert(recorder, KeyEncoding.ofLong(random.nextLong()), i);
            most = Math.max(most, recorder.dirty.size());
            sum += recorder.dirty.size();
        }
        assertTrue(sum < inserts * 1.03, sum + " pages dirtied by " + inserts + " inserts");
        assertTrue(most <= 7, most + " pages: at most two on each of three levels, and a neighbour");
    }

    @Test
    void anInsertThatIsRefusedDirtiesNothing() {
        fill(unique, 0, 1000);
        Recorder recorder = new Recorder(unique.pages);
        assertFalse(unique.index.insert(recorder, KeyEncoding.ofLong(5), 77));
        assertFalse(unique.index.delete(recorder, KeyEncoding.ofLong(5), 77));
        assertFalse(unique.index.delete(recorder, KeyEncoding.ofLong(5_000), 77));
        assertEquals(0, recorder.dirty.size());
    }

    @Test
    void manyRowsOfOneKeyTakeLittleAndAreFoundOneByOne() {
        byte[] key = KeyEncoding.ofText("a key that is not short at all, and stands here very often indeed");
        int rows = 100_000;
        for (int i = 0; i < rows; i++) {
            assertTrue(many.index.insert(many.pages, key, i));
        }
        long bytesEach = many.pages.used() * 4096 / rows;
        assertTrue(bytesEach <= 12, bytesEach + " bytes a row");
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            long row = random.nextInt(rows);
            long before = many.pages.visits();
            Recorder recorder = new Recorder(many.pages);
            assertTrue(many.index.delete(recorder, key, row));
            assertTrue(many.index.insert(recorder, key, row));
            assertTrue(many.pages.visits() - before <= 20, (many.pages.visits() - before) + " visits");
            assertTrue(recorder.dirty.size() <= 7);
        }
        long before = many.pages.visits();
        many.index.find(many.pages, key).next();
        assertEquals(2, many.pages.visits() - before, "rows are found as they are asked for");
        assertEquals(rows, count(many.index.find(many.pages, key)));
    }

    @Test
    void rowsOfOneLongKeyShareItsPages() {
        byte[] key = Checked.longKey(100_000, 1);
        for (int i = 0; i < 5_000; i++) {
            assertTrue(many.index.insert(many.pages, key, i));
        }
        long pages = many.pages.used();
        assertTrue(pages < 25 + 60, pages + " pages");
        assertEquals(5_000, count(many.index.find(many.pages, key)));
        for (int i = 0; i < 5_000; i++) {
            assertTrue(many.index.delete(many.pages, key, i));
        }
        assertEquals(1, many.pages.used());
    }

    @Test
    void aCursorInASnapshotWalksOnBesideAWriter() {
        for (int i = 0; i < 40_000; i++) {
            many.insert(KeyEncoding.ofLong(i / 2), i);
        }
        MemoryPages snapshot = many.pages.copy();
        RowIdCursor up = many.index.range(snapshot, null, null, false);
        RowIdCursor down = many.index.range(snapshot, null, null, true);
        Random random = new Random(6);
        for (int i = 0; i < 40_000; i++) {
            assertEquals(i, up.next());
            assertEquals(39_999 - i, down.next());
            int row = random.nextInt(40_000);
            many.delete(KeyEncoding.ofLong(row / 2), row);
            many.insert(KeyEncoding.ofLong(random.nextInt(100_000)), 50_000 + i);
        }
        assertEquals(RowIdCursor.END, up.next());
        assertEquals(RowIdCursor.END, down.next());
        many.verify();
    }

    @Test
    void anEstimateIsExactInALeafAndNearBeyond() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            many.index.insert(many.pages, KeyEncoding.ofLong(random.nextInt(1_000_000)), i);
        }
        for (int i = 0; i < 500; i++) {
            int length = 1 << random.nextInt(19);
            int from = random.nextInt(1_000_000 - length);
            byte[] low = KeyEncoding.ofLong(from);
            byte[] high = KeyEncoding.ofLong(from + length);
            long actual = count(many.index.range(many.pages, low, high, false));
            long before = many.pages.visits();
            long estimate = many.index.estimate(many.pages, low, high);
            assertTrue(many.pages.visits() - before <= 5, "two ways down");
            assertTrue(
                    estimate <= 10 + 2 * actual && actual <= 10 + 2 * estimate,
                    "estimate " + estimate + " where there are " + actual);
        }
        assertEquals(0, many.index.estimate(many.pages, KeyEncoding.ofLong(2_000_000), KeyEncoding.ofLong(3_000_000)));
        long all = many.index.estimate(many.pages, null, null);
        assertTrue(all > 65_000 && all < 135_000, all + " of 100,000");
    }
}
