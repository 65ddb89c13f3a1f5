package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.pesadb.api.Fault;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;

/** Many pages in files of this machine, and beside them, for each, what was written into it last. Of one thread. */
final class PagerVolume {
    private static final int OPENINGS = 4;
    private static final int LONGEST = 1000;
    private static final int UNDONE = 8;

    /** Of so many operations one changes a page and one gives a page back; all others read. */
    private static final int CHANGED = 50;

    /** Where a page is may be kept in memory for each. */
    private static final long EACH_PAGE_BYTES = 256;

    private static final long BESIDE_BYTES = 6L << 20;

    private final PagerBench bench;
    private final Random random;
    private long[] ids;
    private long[] stamps;
    private long stamp;

    /**
     * Makes the database.
     *
     * @param bench in a folder of this machine; gets little memory
     */
    PagerVolume(PagerBench bench, Random random) {
        this.bench = bench.create();
        this.random = random;
        bench.cacheBytes = 256L * PagerBench.PAGE_BYTES;
        bench.transactionBytes = 64L * PagerBench.PAGE_BYTES;
        bench.checkpointPages = 10_000;
        bench.sync = SyncMode.NORMAL; // this is about volume, and devices take their time to force
    }

    /** Fills so many pages in one transaction, and reads some of them: in it, after it, and after opening anew. */
    PagerVolume fill(int pages) {
        ids = new long[pages];
        stamps = new long[pages];
        int[] some = random.ints(Math.min(pages, 2000), 0, pages).toArray();
        try (Pager pager = bench.open()) {
            PageTransaction transaction = PagerBench.write(pager);
            PageWriter writer = transaction.writer(PagerBench.TYPE, PagerBench.OWNER);
            long before = LiveHeap.bytes();
            for (int i = 0; i < pages; i++) {
                allocate(writer, i);
                transaction.releasePages();
            }
            for (int i : some) {
                assertRight(transaction, i);
            }
            assertTaken(LiveHeap.bytes() - before, pages, "in a transaction of so many pages");
            transaction.commit();
            assertTaken(LiveHeap.bytes() - before, pages, "after its commit");
            assertSome(pager, some);
        }
        try (Pager pager = bench.open()) {
            assertSome(pager, some);
            assertSound(pager);
        }
        return this;
    }

    /** What is held in memory is what was allowed, something for each page, and what else lies about in a JVM. */
    private void assertTaken(long bytes, int pages, String when) {
        long most = bench.cacheBytes + bench.transactionBytes + BESIDE_BYTES + EACH_PAGE_BYTES * pages;
        assertTrue(
                bytes < most || !LiveHeap.canBeMeasured(),
                () -> pages + " pages of " + PagerBench.PAGE_BYTES + " bytes take " + bytes + " bytes of memory " + when
                        + ", and may take " + most);
    }

    private void assertSome(Pager pager, int[] some) {
        try (PageSnapshot snapshot = pager.read()) {
            for (int i : some) {
                assertRight(snapshot, i);
            }
        }
    }

    private void assertRight(PageReader reader, int i) {
        assertNull(PagerFilling.fault(reader.page(ids[i]), stamps[i]));
    }

    private static void assertSound(Pager pager) {
        List<Fault> faults = new ArrayList<>();
        try (PageSnapshot snapshot = pager.read()) {
            pager.verify(snapshot, faults::add);
        }
        assertEquals(List.of(), faults);
    }

    private void allocate(PageWriter writer, int i) {
        MutablePage page = writer.allocate();
        ids[i] = page.id();
        stamps[i] = ++stamp;
        PagerFilling.write(page, stamp);
    }

    /** Reads pages, changes them, gives them back and takes others, in transactions of which some are undone; and reads all of them in the end. */
    void work(int operations) {
        int done = 0;
        for (int opening = 1; opening <= OPENINGS; opening++) {
            try (Pager pager = bench.open()) {
                while (done < (long) operations * opening / OPENINGS) {
                    int next = Math.min(1 + random.nextInt(LONGEST), operations - done);
                    transaction(pager, next);
                    done += next;
                }
            }
        }
        try (Pager pager = bench.open()) {
            try (PageSnapshot snapshot = pager.read()) {
                for (int i = 0; i < ids.length; i++) {
                    assertRight(snapshot, i);
                }
            }
            assertSound(pager);
        }
    }

    private void transaction(Pager pager, int operations) {
        boolean undone = random.nextInt(UNDONE) == 0;
        long[] idsBefore = undone ? ids.clone() : ids;
        long[] stampsBefore = undone ? stamps.clone() : stamps;
        PageTransaction transaction = PagerBench.write(pager);
        try (PageSnapshot before = pager.read()) {
            PageWriter writer = transaction.writer(PagerBench.TYPE, PagerBench.OWNER);
            int beside = random.nextInt(ids.length);
            long id = ids[beside];
            long content = stamps[beside];
            for (int left = operations; left > 0; left--) {
                int i = random.nextInt(ids.length);
                int dice = random.nextInt(CHANGED);
                if (dice == 0) {
                    writer.free(ids[i]);
                    allocate(writer, i);
                } else if (dice == 1) {
                    stamps[i] = ++stamp;
                    PagerFilling.write(writer.edit(ids[i]), stamp);
                } else {
                    assertRight(transaction, i);
                }
                transaction.releasePages();
            }
            if (!undone) {
                transaction.commit();
            }
            assertNull(PagerFilling.fault(before.page(id), content), "in a snapshot from before the transaction");
        } finally {
            transaction.rollback();
            ids = idsBefore;
            stamps = stampsBefore;
        }
    }
}
