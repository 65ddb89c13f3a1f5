package org.pesadb.index.hash;

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
class HashIndexCostTest {
    private static final int MANY = 1_000_000;

    private final Checked many = new Checked(new HashIndexProvider(new SipHash(), new Random(1)::nextLong), true, 1);

    private static void fill(Checked checked, int from, int to) {
        for (int i = from; i < to; i++) {
            assertTrue(checked.index.insert(checked.pages, KeyEncoding.ofLong(i), i));
        }
    }

    /** Page visits of look-ups: all the same, or it fails. */
    private static long visitsPerFind(Checked checked, int count) {
        Random random = new Random(2);
        long each = -1;
        for (int i = 0; i < 10_000; i++) {
            int key = random.nextInt(count);
            long before = checked.pages.visits();
            RowIdCursor rows = checked.index.find(checked.pages, KeyEncoding.ofLong(key));
            assertEquals(key, rows.next());
            assertEquals(RowIdCursor.END, rows.next());
            long visits = checked.pages.visits() - before;
            assertEquals(each < 0 ? visits : each, visits);
            each = visits;
        }
        return each;
    }

    @Test
    void lookUpsVisitThreePagesHoweverManyEntriesThereAre() {
        fill(many, 0, 10);
        assertEquals(3, visitsPerFind(many, 10));
        fill(many, 10, 10_000);
        assertEquals(3, visitsPerFind(many, 10_000));
        fill(many, 10_000, MANY);
        assertEquals(3, visitsPerFind(many, MANY));
        long bytesPerEntry = many.pages.used() * 4096 / MANY;
        assertTrue(bytesPerEntry < 32, bytesPerEntry + " bytes an entry");
    }

    @Test
    void anInsertDirtiesOnePageAndASplitFew() {
        fill(many, 0, 100_000);
        int most = 0;
        long sum = 0;
        int inserts = 100_000;
        for (int i = 0; i < inserts; i++) {
            Recorder recorder = new Recorder(many.pages);
            assertTrue(many.index.insert(recorder, KeyEncoding.ofLong(1_000_000_000L + i), i));
            most = Math.max(most, recorder.dirty.size());
            sum += recorder.dirty.size();
        }
        assertTrue(sum < inserts * 1.03, sum + " pages dirtied by " + inserts + " inserts");
        assertTrue(most <= 5, "bucket, sibling, directory, its sibling, root; not " + most);
    }

    @Test
    void anInsertThatIsRefusedDirtiesNothing() {
        fill(many, 0, 1000);
        Recorder recorder = new Recorder(many.pages);
        assertFalse(many.index.insert(recorder, KeyEncoding.ofLong(5), 77));
        assertEquals(0, recorder.dirty.size());
    }

    @Test
    void aRowAmongManyOfOneKeyCostsAFewPages() {
        Checked few = new Checked(new HashIndexProvider(new SipHash(), new Random(3)::nextLong), false, 3);
        byte[][] keys = {KeyEncoding.ofNull(), KeyEncoding.ofText("Berlin"), Checked.longKey(100_000, 1)};
        long most = 0;
        int rows = 300_000;
        for (int i = 0; i < rows; i++) {
            byte[] key = keys[i % 100 == 0 ? 2 : i % 2];
            long before = few.pages.visits();
            assertTrue(few.index.insert(few.pages, key, i));
            // The long key is compared as a whole, whatever the number of rows.
            most = i % 100 == 0 ? most : Math.max(most, few.pages.visits() - before);
        }
        // Promotion, which happens once for each key, moves its 63 rows.
        assertTrue(most <= 300, most + " visits");
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            int row = random.nextInt(rows / 10) * 10 + 1;
            long before = few.pages.visits();
            Recorder recorder = new Recorder(few.pages);
            boolean there = few.index.delete(recorder, keys[1], row);
            assertTrue(there || few.pages.visits() - before <= 8);
            assertTrue(few.pages.visits() - before <= 40, (few.pages.visits() - before) + " visits");
            assertTrue(few.index.insert(recorder, keys[1], row));
            assertTrue(recorder.dirty.size() <= 6, recorder.dirty.size() + " pages");
        }
        long before = few.pages.visits();
        few.index.find(few.pages, keys[0]).next();
        assertTrue(few.pages.visits() - before <= 8, "rows are found as they are asked for");
        for (int i = 0; i < rows; i++) {
            assertTrue(few.index.delete(few.pages, keys[i % 100 == 0 ? 2 : i % 2], i));
        }
        assertEquals(1, few.pages.used());
    }

    @Test
    void pagesAreUsedAgainAfterDeletingAll() {
        Checked checked = new Checked(new HashIndexProvider(new SipHash(), new Random(5)::nextLong), false, 5);
        int count = 200_000;
        fill(checked, 0, count);
        long used = checked.pages.used();
        long size = checked.pages.pageCount();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < count; i++) {
                assertTrue(checked.index.delete(checked.pages, KeyEncoding.ofLong(i), i));
            }
            assertEquals(1, checked.pages.used());
            fill(checked, 0, count);
        }
        assertTrue(checked.pages.used() <= used * 1.2);
        assertTrue(checked.pages.pageCount() <= size * 1.2);
    }

    @Test
    void pagesAreMergedBeforeTheyAreEmpty() {
        Checked checked = new Checked(new HashIndexProvider(new SipHash(), new Random(6)::nextLong), true, 6);
        int count = 200_000;
        fill(checked, 0, count);
        long full = checked.pages.used();
        for (int i = 0; i < count; i++) {
            if (i % 20 != 0) {
                assertTrue(checked.index.delete(checked.pages, KeyEncoding.ofLong(i), i));
            }
        }
        MemoryPages pages = checked.pages;
        assertTrue(pages.used() < full / 5, pages.used() + " of " + full + " pages hold the last twentieth");
        assertEquals(3, visitsPerFindOfMultiples(checked, count));
    }

    private static long visitsPerFindOfMultiples(Checked checked, int count) {
        long before = checked.pages.visits();
        for (int i = 0; i < count; i += 20) {
            assertEquals(
                    i, checked.index.find(checked.pages, KeyEncoding.ofLong(i)).next());
        }
        return (checked.pages.visits() - before) / (count / 20);
    }
}
