package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStats;
import org.pesadb.it.fault.SimulatedDisk;

/** Checkpoints and cuts. */
abstract class LogCheckpointRules extends LogCommitRules {
    /** What a log may have beside its records, such as room that it has made in advance. */
    private static final long ROOM = 128L << 10;

    LogCheckpointRules() {}

    @Test
    @DisplayName(
            "a checkpoint brings the newest version of each page, in page order, then calls finish, and only then cuts")
    void bringsAndCuts() {
        LogBench bench = bench().create();
        Map<Long, Long> expected = new HashMap<>();
        Random random = random();
        for (long value = 1; value <= 30; value++) {
            long page = random.nextInt(2) * (1L << 31) + random.nextInt(4);
            bench.put(page, value);
            expected.put(page, value);
        }
        assertTrue(bench.checkpoint().cut(), "where nothing is in the way the log is cut");
        assertTrue(bench.main().finishes() > 0, "finish was called");
        expected.forEach((page, value) -> assertEquals(value, bench.main().value(page), "page " + page));
        try (LogSnapshot snapshot = bench.log().register()) {
            for (long page : expected.keySet()) {
                assertEquals(
                        0, bench.log().locate(page, snapshot.position()), "what was cut is in the main file alone");
            }
        }
        bench.put(1, 100);
        bench.reopen();
        assertEquals(100, bench.see(1));
    }

    @Test
    @DisplayName("a checkpoint brings nothing beyond the oldest registered snapshot, and all that is not")
    void upToTheOldest() {
        LogBench bench = bench().create();
        bench.put(5, 50);
        bench.put(2, 20);
        try (LogSnapshot old = bench.log().register()) {
            bench.put(2, 21);
            try (LogSnapshot newer = bench.log().register()) {
                bench.put(9, 90);
                bench.checkpoint();
                assertEquals(20, bench.main().value(2), "the version that the oldest snapshot sees");
                assertEquals(50, bench.main().value(5), "the version that the oldest snapshot sees");
                assertEquals(LogPage.NOTHING, bench.main().value(9), "a version that no snapshot sees yet");
                assertEquals(21, bench.see(newer, 2));
                assertEquals(LogPage.NOTHING, bench.see(newer, 9));
            }
            assertEquals(20, bench.see(old, 2));
            assertEquals(LogPage.NOTHING, bench.see(old, 9));
        }
        assertTrue(bench.checkpoint().cut(), "once the snapshots are closed nothing is in the way");
        assertEquals(21, bench.main().value(2));
        assertEquals(90, bench.main().value(9));
    }

    @Test
    @DisplayName(
            "a snapshot of the newest commit does not forbid the cut, and sees in the main file what it saw in the log")
    void cutUnderASnapshot() {
        LogBench bench = bench().create();
        byte[] image = new byte[bench.pageBytes()];
        for (long value = 1; value < 20; value++) {
            bench.put(1, value);
            try (LogSnapshot snapshot = bench.log().register()) {
                long located = bench.log().locate(1, snapshot.position());
                assertTrue(bench.checkpoint().cut());
                assertFalse(bench.log().read(1, located, image), "the main file has it now");
                assertEquals(value, bench.see(snapshot, 1));
                bench.put(1, -value);
                bench.checkpoint();
                assertEquals(value, bench.see(snapshot, 1), "a snapshot does not change");
            }
        }
    }

    @Test
    @DisplayName("nothing comes to the main file before it is durable in the log")
    void durableFirst() {
        LogBench bench = bench().withFiles().create();
        List<SimulatedDisk> moments = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        bench.main(new LogMainFile(LogBench.BEGINNING.stamp()) {
            @Override
            public synchronized void page(long id, long position, byte[] image) throws IOException {
                super.page(id, position, image);
                moments.add(bench.disk().copy());
                values.add(value(id));
            }
        });
        for (long value = 1; value <= 20; value++) {
            if (value % 2 == 0) {
                bench.put(1, value);
            } else {
                bench.commit(1, value);
            }
            if (value % 4 == 1) {
                bench.checkpoint();
            }
        }
        for (int i = 0; i < moments.size(); i++) {
            LogBench left =
                    bench.on(moments.get(i).crash(null), new LogMainFile(0)).open();
            long seen = left.see(1);
            long brought = values.get(i);
            assertTrue(
                    seen >= brought,
                    () -> "a checkpoint brought value " + brought + ", and a loss of power leaves a log with " + seen);
        }
    }

    @Test
    @DisplayName(
            "a cut makes the generation rise, and the stamp what finish returned; both outlive closing and crashes")
    void generationAndStamp() {
        LogBench bench = bench().create();
        for (long value = 1; value < 10; value++) {
            bench.put(value % 3, value);
            bench.checkpoint(); // which is judged there
            long generation = bench.log().generation();
            long stamp = bench.log().stamp();
            bench.put(5, value);
            if (value % 2 == 0 || !usesFileLayer()) {
                bench.log().close();
            } else {
                LogMainFile main = bench.main();
                bench = bench.afterPowerLoss().main(main);
            }
            bench.open();
            assertEquals(stamp, bench.log().stamp(), "the stamp after opening it again");
            assertTrue(bench.log().generation() >= generation, "the generation after opening it again");
            if (bench.log().needsCheckpoint()) {
                assertTrue(bench.checkpoint().cut());
            }
        }
    }

    @Test
    @DisplayName("the log is not cut while a transaction has appended pages in it, and they count with its commit")
    void unfinished() {
        LogBench bench = bench().create();
        bench.put(1, 10);
        long transaction = bench.log().begin();
        bench.log().append(transaction, List.of(bench.page(2, 20)));
        assertFalse(bench.checkpoint().cut(), "a cut would take what the transaction has appended");
        bench.log().force(bench.commit(transaction, List.of(bench.page(3, 30))));
        for (int opening = 0; opening < 2; opening++) {
            assertEquals(10, bench.see(1));
            assertEquals(20, bench.see(2));
            assertEquals(30, bench.see(3));
            bench.reopen();
        }
        long other = bench.log().begin();
        bench.log().append(other, List.of(bench.page(2, 21)));
        bench.log().abandon(other);
        bench.put(1, 11);
        assertTrue(bench.checkpoint().cut(), "what was abandoned is not in the way");
        assertEquals(20, bench.see(2));
    }

    /** Fails once, as it is told to. */
    private static final class Failing extends LogMainFile {
        private IOException ofPage;
        private Exception ofFinish;

        Failing() {
            super(LogBench.BEGINNING.stamp());
        }

        @Override
        public synchronized void page(long id, long position, byte[] image) throws IOException {
            if (ofPage != null) {
                throw ofPage;
            }
            super.page(id, position, image);
        }

        @Override
        public synchronized long finish() throws IOException {
            if (ofFinish instanceof IOException failed) {
                throw failed;
            } else if (ofFinish instanceof PesaDbException failed) {
                throw failed;
            }
            return super.finish();
        }
    }

    @Test
    @DisplayName(
            "a sink that fails ends the checkpoint without a cut; where it says that nothing is in doubt the log goes on, "
                    + "and where its force failed the log takes nothing more")
    void failingSink() {
        Failing sink = new Failing();
        LogBench bench = bench().main(sink).create();
        bench.put(1, 10);
        sink.ofFinish = new PesaDbException(ErrorCode.DISK_FULL, "no room for the last pages");
        requireFailed(bench, "finish() had no room");
        sink.ofFinish = null;
        bench.put(1, 11);
        assertTrue(bench.checkpoint().cut(), "once there is room");
        bench.put(1, 12);
        sink.ofFinish = new IOException("the device failed");
        requireFailed(bench, "finish() failed");
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, bench.log()::begin, "begin after finish() failed")
                        .code());
        sink.ofFinish = null;
        assertThrows(PesaDbException.class, () -> bench.log().checkpoint(sink), "a checkpoint after finish() failed");
        assertEquals(12, bench.see(1), "reading goes on");
        bench.reopen();
        assertEquals(12, bench.see(1));
        bench.put(1, 13);
        sink.ofPage = new IOException("the device failed");
        requireFailed(bench, "page() failed");
        sink.ofPage = null;
        assertEquals(13, bench.see(1), "reading goes on");
        bench.reopen();
        assertEquals(13, bench.see(1));
    }

    private static void requireFailed(LogBench bench, String what) {
        long generation = bench.log().generation();
        long cuts = bench.main().cuts();
        assertThrows(PesaDbException.class, bench::checkpoint, what);
        assertEquals(generation, bench.log().generation(), () -> what + ": no cut");
        assertEquals(cuts, bench.main().cuts(), () -> what + ": no cut");
    }

    @Test
    @DisplayName("after hold returned true release follows, and only then")
    void holdAndRelease() {
        Random random = random();
        int[] asked = new int[1];
        LogMainFile sink = new LogMainFile(LogBench.BEGINNING.stamp()) {
            @Override
            public synchronized boolean hold() {
                super.hold();
                asked[0]++;
                if (random.nextBoolean()) {
                    holding();
                    return true;
                }
                return false;
            }
        };
        LogBench bench = bench().main(sink).checkpointPages(8).create();
        Map<Long, Long> expected = new HashMap<>();
        for (long value = 1; value < 60; value++) {
            bench.put(value % 6, value);
            expected.put(value % 6, value);
            try (LogSnapshot snapshot = bench.log().register()) {
                bench.put(value % 5, -value);
                expected.put(value % 5, -value);
                bench.checkpoint(); // judges the calls
                assertEquals(value, bench.see(snapshot, value % 6), () -> "after " + asked[0] + " calls of hold");
            }
        }
        bench.reopen();
        expected.forEach((page, value) -> assertEquals(value, bench.see(page), "page " + page));
    }

    @Test
    @DisplayName(
            "a log that was left with commits asks for a checkpoint when it is opened, can be read before it, and takes records after it")
    void afterRecovery() {
        LogBench bench = bench().create();
        assertFalse(bench.log().needsCheckpoint(), "a new log takes records");
        bench.put(1, 10);
        bench.put(2, 20);
        bench.log().close();
        bench.open();
        assertTrue(bench.log().needsCheckpoint(), "it was not empty");
        assertEquals(10, bench.see(1), "before the checkpoint");
        try (LogSnapshot snapshot = bench.log().register()) {
            assertTrue(bench.checkpoint().cut(), "the checkpoint that must come cuts");
            assertEquals(20, bench.see(snapshot, 2), "a snapshot from before the checkpoint");
        }
        assertFalse(bench.log().needsCheckpoint(), "after the checkpoint");
        bench.put(1, 11);
        assertEquals(11, bench.see(1));
        assertEquals(20, bench.see(2));
    }

    @Test
    @DisplayName("the log stays bounded while every reader ends, however they overlap")
    void bounded() {
        LogBench bench = bench().pageBytes(512).checkpointPages(8).create();
        Deque<LogSnapshot> readers = new ArrayDeque<>();
        int commits = size("log-bounded-commits", 2_000);
        long most = 0;
        for (int i = 0; i < commits; i++) {
            bench.put(i % 6, i + 1);
            readers.add(bench.log().register());
            if (readers.size() > 3) {
                readers.remove().close();
            }
            if (i % 8 == 7) {
                bench.checkpoint();
                most = Math.max(most, length(bench));
            }
        }
        assumeTrue(most >= 0, "this log does not tell how long it is");
        long committed = (long) commits * bench.pageBytes();
        long longest = most;
        assertTrue(
                longest < committed / 3 + ROOM,
                () -> "of " + committed + " bytes committed by and by, " + longest + " were in the log at once");
        readers.forEach(LogSnapshot::close);
        assertTrue(bench.checkpoint().cut(), "once all readers are gone");
    }

    private long length(LogBench bench) {
        LogStats stats = bench.log().stats();
        if (usesFileLayer()) {
            return bench.disk().used();
        }
        return stats.fileBytes() >= 0 ? stats.fileBytes() : stats.bytes();
    }

    @Test
    @DisplayName(
            "verify gives every committed version that is in the log, once, and finds nothing wrong with a sound one")
    void verification() {
        LogBench bench = bench().create();
        Map<Long, Long> named = new HashMap<>();
        for (long value = 1; value <= 12; value++) {
            LogPage page = bench.page(value % 5, value);
            long transaction = bench.log().begin();
            if (value % 4 == 0) {
                bench.log().append(transaction, List.of(page));
                bench.log().abandon(transaction);
                continue;
            }
            bench.log().force(bench.commit(transaction, List.of(page)));
            named.put(page.position(), value);
        }
        for (int opening = 0; opening < 2; opening++) {
            requireVerified(bench.log(), named);
            if (opening == 0) {
                bench.log().close();
                bench.open();
            }
        }
    }

    private static void requireVerified(Log log, Map<Long, Long> named) {
        TreeSet<Long> given = new TreeSet<>();
        log.verify(
                version -> {
                    long value = LogPage.value(version.page(), version.position(), version.image());
                    assertEquals(named.get(version.position()), value, "the version named " + version.position());
                    assertTrue(given.add(version.position()), "version " + version.position() + " is given twice");
                },
                fault -> {
                    throw new AssertionError("a sound log has the fault " + fault);
                });
        assertEquals(new TreeSet<>(named.keySet()), given, "the versions that verify gives");
    }
}
