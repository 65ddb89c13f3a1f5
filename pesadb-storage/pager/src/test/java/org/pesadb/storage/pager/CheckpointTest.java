package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.when;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.InOrder;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.testing.MemoryFiles.Call;

/** Checkpoints: their order of calls, what they write, and that no reader notices them. */
@Timeout(30)
class CheckpointTest {
    private final Fixture db = new Fixture().create();

    /** Fills pages in one commit. */
    private static void fill(Pager pager, int pages) {
        PageTransaction transaction = pager.write(Fixture.NOW);
        PageWriter writer = transaction.writer(Fixture.TYPE, Fixture.OWNER);
        for (int i = 0; i < pages; i++) {
            writer.allocate();
        }
        transaction.commit();
    }

    private static void setAll(Pager pager, int pages, long value) {
        PageTransaction transaction = pager.write(Fixture.NOW);
        PageWriter writer = transaction.writer(Fixture.TYPE, Fixture.OWNER);
        for (long id = 1; id <= pages; id++) {
            MutablePage page = writer.edit(id);
            page.putLong(0, value);
            page.putLong(page.size() - 8, value);
        }
        transaction.commit();
    }

    @Test
    void logIsForcedBeforeTheMainFileIsWrittenAndCutOnlyAfterTheMainFileIsForced() {
        Pager pager = db.open();
        fill(pager, 10);
        List<String> calls = new ArrayList<>();
        db.files.hook((call, path, position, length) -> calls.add(call + " " + path.getFileName()));
        setAll(pager, 10, 1);
        pager.checkpoint();
        int logForced = calls.indexOf("FORCE data.pesa-wal");
        int mainWritten = calls.indexOf("WRITE data.pesa");
        int mainForced = calls.indexOf("FORCE data.pesa");
        int cut = calls.indexOf("RENAME data.pesa-wal");
        assertTrue(calls.indexOf("WRITE data.pesa-wal") < logForced, calls::toString);
        assertTrue(logForced < mainWritten && mainWritten < mainForced && mainForced < cut, calls::toString);
        assertEquals(calls.lastIndexOf("WRITE data.pesa"), mainWritten, "neighbours are one write");
    }

    @Test
    void neighboursAreOneWriteAndTheImagesTravelUnchanged() throws Exception {
        FileLayer files = mock(FileLayer.class);
        DataFile file = mock(DataFile.class);
        when(files.open(any(), any())).thenReturn(file);
        when(file.length()).thenReturn(1L << 40);
        List<String> writes = new ArrayList<>();
        doAnswer(write -> {
                    ByteBuffer bytes = write.getArgument(0);
                    writes.add(bytes.remaining() / 4096 + " at " + (long) write.getArgument(1) / 4096);
                    byte[] image = new byte[4096];
                    while (bytes.hasRemaining()) {
                        bytes.get(image);
                        assertEquals(0x5A, image[100]);
                    }
                    return null;
                })
                .when(file)
                .write(any(), anyLong());
        MainFile main = new MainFile(files, Fixture.MAIN, false);
        CheckpointWriter sink = new CheckpointWriter(main, new BufferCache(0), new WriterPlace(new Overlay()), 7);
        sink.start(() -> true);
        byte[] image = new byte[4096];
        Arrays.fill(image, (byte) 0x5A);
        for (long id : new long[] {1, 2, 3, 9, 11, 12}) {
            sink.page(id, id * 16, image);
        }
        for (long id = 1000; id < 1300; id++) {
            sink.page(id, id * 16, image);
        }
        assertEquals(7, sink.finish(), "page 0 did not come by");
        assertEquals(List.of("3 at 1", "1 at 9", "2 at 11", "256 at 1000", "44 at 1256"), writes);
        InOrder order = inOrder(file);
        order.verify(file, org.mockito.Mockito.times(5)).write(any(), anyLong());
        order.verify(file).force();
    }

    @Test
    void stampIsTheGenerationThatPageZeroOfTheMainFileNames() {
        Pager pager = db.open();
        fill(pager, 1); // in generation 1
        pager.checkpoint();
        assertEquals(2, pager.stats().log().generation());
        pager.checkpoint(); // nothing to do, nothing cut
        assertEquals(2, pager.stats().log().generation());
        setAll(pager, 1, 5);
        assertEquals(2, pager.stats().log().pages() - 2 - 1, "the page, and page 0 with the new generation");
        pager.checkpoint();
        Root root = Root.of(PageFormat.page(0, Arrays.copyOf(db.files.bytes(Fixture.MAIN), 4096)));
        assertEquals(2, root.generation());
        assertFalse(root.clean());
    }

    @Test
    void committersCheckpointByThemselvesAndTheLogStaysBounded() {
        db.checkpointPages = 20;
        Pager pager = db.open();
        fill(pager, 5);
        for (int i = 0; i < 100; i++) {
            setAll(pager, 5, i);
            assertTrue(pager.stats().log().bytes() < 50 * 4200, "commit " + i);
        }
        assertTrue(pager.stats().checkpoints() >= 20);
        assertEquals(99, Fixture.get(pager, 5));
    }

    @Test
    void writersMakeThemWhereTheBackgroundDoesNotFollow() throws Exception {
        db.checkpointPages = 20;
        db.background = task -> {};
        Pager pager = db.open();
        fill(pager, 5);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(threads.submit(() -> {
                for (int n = 0; n < 200; n++) {
                    PageTransaction transaction = pager.write(Duration.ofSeconds(20));
                    MutablePage page =
                            transaction.writer(Fixture.TYPE, Fixture.OWNER).edit(3);
                    page.putLong(0, page.getLong(0) + 1);
                    transaction.commit();
                }
            }));
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        threads.shutdown();
        assertEquals(800, Fixture.get(pager, 3));
        // One for every 30 pages at least, but for the few that four writers log while one of them is at it.
        assertTrue(pager.stats().checkpoints() >= 800 / (30 + 4), pager.stats().checkpoints() + " checkpoints");
        pager.close();
        assertEquals(800, Fixture.get(db.open(), 3));
    }

    @Test
    void writerWaitsNoLongerThanItMayForTheCheckpointOfAFullLog() throws Exception {
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LogProvider logs = spy(db.logs);
        doAnswer(open -> {
                    Log log = spy((Log) open.callRealMethod());
                    doAnswer(checkpoint -> {
                                underWay.countDown();
                                goOn.await();
                                return checkpoint.callRealMethod();
                            })
                            .when(log)
                            .checkpoint(any());
                    return log;
                })
                .when(logs)
                .open(any());
        db.logs = logs;
        db.checkpointPages = 20;
        db.background = task -> {};
        Pager pager = db.open();
        fill(pager, 5);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> checkpoint = thread.submit(pager::checkpoint);
        underWay.await();
        fill(pager, 30);
        try {
            for (Duration timeout : List.of(Duration.ZERO, Duration.ofMillis(20))) {
                long began = System.nanoTime();
                PesaDbException busy = assertThrows(PesaDbException.class, () -> pager.write(timeout));
                assertEquals(ErrorCode.BUSY, busy.code());
                assertTrue(busy.getMessage().contains("checkpoint"), busy.getMessage());
                assertTrue(busy.getMessage().contains(" " + timeout.toMillis() + " ms"), busy.getMessage());
                assertTrue(System.nanoTime() - began >= timeout.toNanos());
            }
        } finally {
            goOn.countDown();
        }
        pager.write(Fixture.WAIT).rollback();
        checkpoint.get();
        thread.shutdown();
        assertEquals(2, pager.stats().checkpoints(), "the writer made the next one");
    }

    @Test
    void backgroundThatRefusesFailsNoCommit() {
        db.checkpointPages = 5;
        db.background = task -> {
            throw new java.util.concurrent.RejectedExecutionException("full");
        };
        Pager pager = db.open();
        fill(pager, 5);
        for (int i = 0; i < 20; i++) {
            Fixture.set(pager, 3, i);
        }
        assertTrue(pager.stats().checkpoints() >= 2, pager.stats().checkpoints() + " checkpoints");
        assertEquals(19, Fixture.get(pager, 3));
    }

    @Test
    void checkpointIsMadeBesideAnOpenWriteTransaction() {
        Pager pager = db.open();
        fill(pager, 5);
        PageTransaction open = pager.write(Fixture.NOW);
        open.writer(Fixture.TYPE, Fixture.OWNER).edit(3).putLong(0, 7);
        pager.checkpoint();
        assertEquals(1, pager.stats().checkpoints());
        open.commit();
        assertEquals(7, Fixture.get(pager, 3));
        pager.close();
        assertEquals(7, Fixture.get(db.open(), 3));
    }

    @Test
    void longCheckpointForcesFromTimeToTimeUnlessSomebodyWaits() {
        db.checkpointPages = 5_000;
        AtomicReference<Runnable> later = new AtomicReference<>();
        db.background = later::set;
        Pager pager = db.open();
        fill(pager, 6_000);
        int[] forces = new int[1];
        db.files.hook((call, path, position, length) -> {
            if (call == Call.FORCE && path.equals(Fixture.MAIN)) {
                forces[0]++;
            }
        });
        later.get().run();
        assertEquals(1 + 2, forces[0], "every 8 MiB, and at the end");
        setAll(pager, 6_000, 2);
        forces[0] = 0;
        pager.checkpoint();
        assertEquals(1, forces[0]);
    }

    @Test
    void hotPagesStayInTheCacheThroughACheckpoint() {
        Pager pager = db.open();
        fill(pager, 10);
        setAll(pager, 10, 3);
        pager.checkpoint();
        long reads = pager.stats().fileReads();
        for (long id = 1; id <= 10; id++) {
            assertEquals(3, Fixture.get(pager, id));
        }
        assertEquals(reads, pager.stats().fileReads());
    }

    @Test
    void pagesNeverWrittenAreThereAfterACheckpoint() {
        Pager pager = db.open();
        PageTransaction transaction = pager.write(Fixture.NOW);
        PageWriter writer = transaction.writer(Fixture.TYPE, Fixture.OWNER);
        for (int i = 0; i < 5; i++) {
            writer.allocate();
        }
        writer.free(4);
        writer.free(5); // becomes an id of the trunk in page 4: its image is never logged
        transaction.commit();
        pager.checkpoint();
        assertEquals(6 * 4096, db.files.bytes(Fixture.MAIN).length);
        try (PageSnapshot snapshot = pager.read()) {
            assertEquals(PageType.NONE, snapshot.page(5).type());
        }
        db.crash().open().close();
    }

    @Test
    void checkpointBesideOldSnapshotsTakesNothingFromThem() {
        db.cacheBytes = 0;
        Pager pager = db.open();
        fill(pager, 40);
        List<PageSnapshot> old = new ArrayList<>();
        for (int version = 1; version <= 5; version++) {
            setAll(pager, 40, version);
            old.add(pager.read());
            pager.checkpoint();
        }
        for (int version = 1; version <= 5; version++) {
            for (long id = 1; id <= 40; id++) {
                assertEquals(version, old.get(version - 1).page(id).getLong(0));
            }
            old.get(version - 1).close();
            pager.checkpoint();
        }
        assertEquals(0, pager.stats().log().snapshots());
    }

    @Test
    void readersNeverSeeAMixtureDuringCheckpointsAndCuts() throws Exception {
        int pages = 40;
        db.cacheBytes = 20 * PageFormat.PAGE_BYTES; // fewer than pages: reads, evictions and cuts meet
        db.checkpointPages = 100;
        Pager pager = db.open();
        fill(pager, pages);
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<Long>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int step = 1 + i * 6;
            readers.add(threads.submit(() -> {
                long rounds = 0;
                long last = 0;
                while (!stop.get()) {
                    try (PageSnapshot snapshot = pager.read()) {
                        long expected = snapshot.page(1).getLong(0);
                        assertTrue(expected >= last, "time never goes back");
                        last = expected;
                        for (int n = 0; n < pages; n++) {
                            long id = 1 + (long) n * step % pages;
                            assertEquals(expected, snapshot.page(id).getLong(0));
                            assertEquals(expected, snapshot.page(id).getLong(4064));
                        }
                    }
                    rounds++;
                }
                return rounds;
            }));
        }
        for (int value = 1; value <= 300; value++) {
            setAll(pager, pages, value);
        }
        stop.set(true);
        for (Future<Long> reader : readers) {
            assertTrue(reader.get() > 0);
        }
        threads.shutdown();
        assertTrue(pager.stats().checkpoints() > 10);
        pager.close();
        try (Pager again = db.open()) {
            assertEquals(300, Fixture.get(again, pages));
        }
    }

    @Test
    void snapshotMadeBesideTheMarkOfUseReadsAWholePageZero() throws Exception {
        for (int round = 0; round < 30; round++) {
            Pager pager = db.open();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit(() -> {
                    try (PageSnapshot snapshot = pager.read()) {
                        return snapshot.pageCount();
                    }
                }));
            }
            Fixture.add(pager, round);
            for (Future<Long> reader : readers) {
                long count = reader.get();
                assertTrue(count == round + 1 || count == round + 2, "pages " + count);
            }
            threads.shutdown();
            pager.close();
        }
    }

    @Test
    void everyCallThatFailsLeavesADatabaseThatRecovers() {
        for (int failing = 0; failing < 40; failing++) {
            Fixture fresh = new Fixture().create();
            Pager pager = fresh.open();
            fill(pager, 4);
            setAll(pager, 4, 1);
            int[] left = {failing};
            fresh.files.hook((call, path, position, length) -> {
                if (call != Call.READ && left[0]-- <= 0) {
                    throw new java.io.IOException("crash");
                }
            });
            long acknowledged = 1;
            try {
                setAll(pager, 4, 2);
                acknowledged = 2;
                pager.checkpoint();
                setAll(pager, 4, 3);
                acknowledged = 3;
                pager.close();
            } catch (org.pesadb.api.PesaDbException expected) {
                assertTrue(expected.getMessage().contains("crash"), expected.getMessage());
            }
            fresh.crash();
            try (Pager again = fresh.open()) {
                long found = Fixture.get(again, 1);
                assertTrue(found == acknowledged || found == acknowledged + 1, "call " + failing + ": " + found);
                for (long id = 2; id <= 4; id++) {
                    assertEquals(found, Fixture.get(again, id), "call " + failing);
                }
                assertEquals(List.of(), Fixture.faults(again));
            }
        }
    }
}
