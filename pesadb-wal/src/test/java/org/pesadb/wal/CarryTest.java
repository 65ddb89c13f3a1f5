package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.Seeds;

/** Rule L12: what snapshots still need is carried over into a fresh file, and the log stays short. */
class CarryTest {
    private static final int FEW_PAGES = 8;

    private final MemoryFiles files = new MemoryFiles();
    private final TestMain main = new TestMain();
    private Log log = TestLog.create(files, SyncMode.FULL, FEW_PAGES);

    /** Grows the log by so many commits of page 1, the last of them with this value. */
    private void grow(int commits, long value) {
        for (int i = commits - 1; i >= 0; i--) {
            TestLog.put(log, 1, value - i);
        }
    }

    private boolean checkpoint() {
        boolean cut = log.checkpoint(main).cut();
        main.forget();
        return cut;
    }

    /** What a snapshot sees of the pages 1 to 3. */
    private List<Long> sees(LogSnapshot snapshot) {
        return List.of(main.read(log, snapshot, 1), main.read(log, snapshot, 2), main.read(log, snapshot, 3));
    }

    private void reopen(MemoryFiles left) {
        log = TestLog.open(left, SyncMode.FULL, FEW_PAGES);
    }

    private int carriedVersions() {
        return ByteBuffer.wrap(files.bytes(TestLog.PATH))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt(LogHeader.AT_CARRIED);
    }

    /** While it brings pages, commits go on, for as long as it does not hold them. */
    private class Busy extends TestMain {
        private final boolean canHold;
        private boolean holds;

        Busy(boolean canHold) {
            this.canHold = canHold;
        }

        @Override
        public synchronized long finish() throws IOException {
            if (!holds) {
                TestLog.put(log, 2, stamp);
            }
            return super.finish();
        }

        @Override
        public synchronized boolean hold() {
            holds = canHold;
            return holds;
        }

        @Override
        public synchronized void release() {
            assertTrue(holds, "only what is held is released");
            holds = false;
            calls.add("release");
        }
    }

    @Test
    @DisplayName("L12: where nothing but commits is in the way, they are held for a moment and the log is cut in place")
    void holdsCommits() {
        grow(FEW_PAGES, 1);
        Busy busy = new Busy(true);
        assertTrue(log.checkpoint(busy).cut());
        assertEquals(List.of("finish", "cut", "release"), busy.calls.subList(busy.calls.size() - 3, busy.calls.size()));
        assertEquals(0, carriedVersions());
        assertEquals(0, log.stats().bytes(), "nothing is left in the log");
    }

    @Test
    @DisplayName("L12: where they cannot be held, what they changed meanwhile is carried over")
    void cannotHoldCommits() {
        grow(FEW_PAGES, 1);
        assertTrue(log.checkpoint(new Busy(false)).cut());
        assertEquals(1, carriedVersions());
    }

    @Test
    @DisplayName("L12: what is held is released where the last round fails")
    void releasesAfterAFailure() {
        grow(FEW_PAGES, 1);
        Busy busy = new Busy(true) {
            @Override
            public synchronized boolean hold() {
                noRoomAtFinish = new PesaDbException(ErrorCode.DISK_FULL, "full");
                return super.hold();
            }
        };
        assertThrows(PesaDbException.class, () -> log.checkpoint(busy));
        assertEquals("release", busy.calls.get(busy.calls.size() - 1));
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    @DisplayName("L12: snapshots of every age read their own state before and after carries and cuts in place")
    void agesOfSnapshots(SyncMode sync) {
        MemoryFiles own = new MemoryFiles();
        log = TestLog.create(own, sync, FEW_PAGES);
        Map<LogSnapshot, List<Long>> held = new HashMap<>();
        ArrayDeque<LogSnapshot> order = new ArrayDeque<>();
        int carries = 0;
        int inPlace = 0;
        for (int round = 1; round <= 60; round++) {
            TestLog.put(log, 2, round * 1000L);
            LogSnapshot snapshot = log.register();
            held.put(snapshot, sees(snapshot));
            order.add(snapshot);
            grow(6, round * 100L);
            TestLog.put(log, 3, round * 1000L + 1);
            // Up to five snapshots at a time, and now and then none that is older than the newest commit.
            while (order.size() > 5 || round % 10 == 0 && !order.isEmpty()) {
                LogSnapshot closed = order.remove();
                held.remove(closed);
                closed.close();
            }
            long generation = log.generation();
            if (checkpoint()) {
                assertEquals(generation + 1, log.generation());
                assertEquals(main.stamp, log.stamp());
                if (log.stats().bytes() > 0) {
                    carries++;
                } else {
                    inPlace++;
                }
            }
            held.forEach((each, expected) -> assertEquals(expected, sees(each)));
            assertEquals(round * 100L, TestLog.get(log, main, 1));
            assertEquals(round * 1000L, TestLog.get(log, main, 2));
            assertEquals(round * 1000L + 1, TestLog.get(log, main, 3));
        }
        assertTrue(carries > 20, "carried " + carries);
        assertEquals(6, inPlace);
        log.close();
        log = TestLog.open(own.killed(), sync, FEW_PAGES);
        assertEquals(6000, TestLog.get(log, main, 1));
    }

    @Test
    @DisplayName("L12: of a page with thousands of versions each snapshot's one is carried, and no other")
    void onlyWhatIsSeen() {
        grow(10, 10);
        LogSnapshot old = log.register();
        grow(1000, 2000);
        LogSnapshot middle = log.register();
        LogSnapshot sameAge = log.register();
        grow(1000, 4000);
        assertTrue(checkpoint());
        // What the old one sees is in the main file; middle's version and the newest are carried.
        assertEquals(2 * TestLog.CARRIED_RECORD, log.stats().bytes());
        assertEquals(2 * TestLog.CARRIED_RECORD, log.stats().oldestSnapshot());
        assertEquals(10, main.read(log, old, 1));
        assertEquals(2000, main.read(log, middle, 1));
        assertEquals(2000, main.read(log, sameAge, 1));
        assertEquals(4000, TestLog.get(log, main, 1));
        old.close();
        assertEquals(TestLog.CARRIED_RECORD, log.stats().oldestSnapshot());
        middle.close();
        sameAge.close();
        assertTrue(checkpoint());
        assertEquals(0, log.stats().bytes());
        assertEquals(4000, main.value(1));
    }

    @Test
    @DisplayName("L12: a version keeps its name, however often it is carried; recovery finds it under that name")
    void carriedTwice() {
        LogSnapshot old = log.register();
        TestLog.put(log, 2, 22);
        LogSnapshot held = log.register();
        long name = log.locate(2, held.position());
        long transaction = held.transaction();
        for (int round = 1; round <= 3; round++) {
            grow(20, 100L * round);
            assertTrue(checkpoint(), "round " + round);
            assertEquals(name, log.locate(2, held.position()));
            byte[] image = new byte[TestPage.SMALL];
            assertTrue(log.read(2, name, image));
            assertEquals(name, TestPage.position(image));
            assertEquals(22, TestPage.value(image));
            assertEquals(0, main.read(log, old, 2));
            assertEquals(List.of(0L, 22L, 0L), sees(held));
            assertEquals(transaction, held.transaction());
        }
        long newest = TestLog.newest(log);
        List<Long> names = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        log.verify(version -> names.add(version.position()), faults::add);
        assertEquals(2, names.size());
        assertEquals(name, names.get(0));
        assertEquals(List.of(), faults);

        assertEquals(300, TestLog.get(TestLog.openReadOnly(files.crash(null)), main, 1));
        reopen(files.crash(null));
        assertTrue(log.needsCheckpoint());
        assertEquals(newest, TestLog.newest(log), "what is carried is no transaction");
        try (LogSnapshot again = log.register()) {
            assertEquals(name, log.locate(2, again.position()));
            assertEquals(List.of(300L, 22L, 0L), sees(again));
            assertEquals(2, again.pages());
        }
        assertTrue(checkpoint());
        assertEquals(22, main.value(2));
        assertEquals(300, main.value(1));
        assertTrue(TestLog.put(log, 1, 301) > name);
        assertEquals(newest + 1, TestLog.newest(log));
    }

    @Test
    @DisplayName("L12: header and carried records have the fields and lengths that the documentation draws")
    void layout() {
        LogSnapshot old = log.register();
        grow(20, 20);
        long name = log.locate(1, Long.MAX_VALUE);
        assertTrue(checkpoint());
        assertEquals(0, main.read(log, old, 1));
        ByteBuffer file = ByteBuffer.wrap(files.bytes(TestLog.PATH)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(2, file.getLong(32), "generation");
        assertEquals(1, file.getInt(88), "carried records");
        int at = (int) LogFormat.RECORDS;
        assertEquals(List.of(4, 0, 1), List.of(file.getInt(at), file.getInt(at + 4), file.getInt(at + 8)));
        assertEquals(name, file.getLong(at + 16));
        assertEquals(0, file.getLong(at + 24));
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(file.getLong(40))
                .putLong(file.getLong(48))
                .flip());
        crc.update(file.array(), at, 12);
        crc.update(file.array(), at + 16, 16 + TestPage.SMALL);
        assertEquals((int) crc.getValue(), file.getInt(at + 12));
        assertTrue(file.getLong(48) > name, "the fresh file begins beyond the old one's end");
        TestLog.put(log, 1, 21);
        assertEquals(1, files.bytes(TestLog.PATH)[at + TestLog.CARRIED_RECORD], "then come page records");
    }

    @Test
    @DisplayName("L12: records that came early forbid the carry too; an open transaction without records does not")
    void unfinished() {
        LogSnapshot old = log.register();
        grow(20, 20);
        long transaction = log.begin();
        log.append(transaction, List.of(TestPage.of(2, 22)));
        assertFalse(checkpoint());
        log.force(log.commit(transaction, List.of(), 3));
        long idle = log.begin();
        assertTrue(checkpoint());
        log.force(log.commit(idle, List.of(TestPage.of(3, 33)), 4));
        assertEquals(0, main.read(log, old, 1));
        for (MemoryFiles left : List.of(files.crash(null), files.killed())) {
            reopen(left);
            assertEquals(idle, TestLog.newest(log));
            assertEquals(20, TestLog.get(log, main, 1));
            assertEquals(22, TestLog.get(log, main, 2));
            assertEquals(33, TestLog.get(log, main, 3));
        }
    }

    @Test
    @DisplayName("L12: a commit that nobody waits for is carried with the rest, durably; the next one builds on it")
    void appendedOnly() {
        LogSnapshot old = log.register();
        grow(20, 20);
        long end = TestLog.commit(log, 2, 22);
        assertTrue(checkpoint());
        log.force(end);
        assertEquals(22, TestLog.get(log, main, 2));
        assertEquals(0, main.read(log, old, 2));
        long before = log.stats().bytes();
        TestLog.put(log, 3, 33);
        assertEquals(
                before + TestLog.PAGE_RECORD + LogFormat.COMMIT_BYTES,
                log.stats().bytes());
        reopen(files.crash(null));
        assertEquals(List.of(20L, 22L, 33L), sees(log.register()));
    }

    @Test
    @DisplayName("L12: a carry that gains little is left to a later checkpoint")
    void notWorthIt() {
        LogSnapshot old = log.register();
        for (int page = 1; page <= 40; page++) {
            TestLog.put(log, page, page);
        }
        files.hook((call, path, position, length) -> assertFalse(path.equals(TestLog.UNNAMED), "no fresh file"));
        assertFalse(checkpoint(), "every version is the newest of its page");
        files.hook(null);
        for (int page = 1; page <= 40; page++) {
            TestLog.put(log, page, 2 * page);
        }
        assertTrue(checkpoint());
        assertEquals(40 * TestLog.CARRIED_RECORD, log.stats().bytes());
        old.close();
    }

    @Test
    @DisplayName("L12: what a crash left of a fresh file is deleted where the log may be written, and else ignored")
    void leftover() {
        TestLog.put(log, 1, 11);
        files.set(TestLog.UNNAMED, new byte[] {1, 2, 3});
        assertEquals(11, TestLog.get(TestLog.openReadOnly(files), main, 1));
        assertNotNull(files.bytes(TestLog.UNNAMED));
        reopen(files);
        assertNull(files.bytes(TestLog.UNNAMED));
        assertEquals(11, TestLog.get(log, main, 1));
    }

    @Test
    @DisplayName(
            "L10: commits that come while a checkpoint works go to the main file in a second round, and none is carried")
    void secondRound() {
        grow(20, 20);
        int[] more = {20};
        files.hook((call, path, position, length) -> assertFalse(path.equals(TestLog.UNNAMED), "no fresh file"));
        TestMain busy = new TestMain() {
            @Override
            public synchronized long finish() throws IOException {
                if (more[0] > 0) {
                    grow(more[0], 100);
                    more[0] = 0;
                }
                return super.finish();
            }
        };
        assertTrue(log.checkpoint(busy).cut());
        assertEquals(List.of("page 1", "finish", "page 1", "finish", "cut"), busy.calls);
        assertEquals(100, busy.value(1));
        assertEquals(0, log.stats().bytes());
    }

    @Test
    @DisplayName("L12: damage of a carried version is found when it is read, and when all are verified")
    void damagedUnderUs() throws IOException {
        LogSnapshot old = log.register();
        TestLog.put(log, 2, 22);
        grow(20, 20);
        assertTrue(checkpoint());
        assertEquals(0, main.read(log, old, 1));
        long second = LogFormat.RECORDS + TestLog.CARRIED_RECORD;
        byte[] bytes = files.bytes(TestLog.PATH);
        bytes[(int) second + 40] ^= 1;
        try (var file = files.open(TestLog.PATH, FileLayer.Mode.WRITE)) {
            file.write(ByteBuffer.wrap(bytes), 0);
        }
        assertEquals(22, TestLog.get(log, main, 2));
        assertTrue(assertThrows(org.pesadb.api.CorruptException.class, () -> TestLog.get(log, main, 1))
                .getMessage()
                .contains("file offset " + second));
        List<Long> pages = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        log.verify(version -> pages.add(version.page()), faults::add);
        assertEquals(List.of(2L), pages);
        assertEquals(1, faults.size());
        assertTrue(faults.get(0).message().contains("file offset " + second), faults.toString());
    }

    @Test
    @DisplayName(
            "L12: while snapshots always overlap, the file stays shorter than four checkpoints' pages, its zeros included")
    void staysShort() {
        Random random = Seeds.random("CarryTest#staysShort");
        int pages = 2000;
        long threshold = (long) pages * TestLog.PAGE_RECORD;
        log = TestLog.create(files, SyncMode.FULL, pages);
        ArrayDeque<LogSnapshot> readers = new ArrayDeque<>(List.of(log.register()));
        long logged = 0;
        long longest = 0;
        int cuts = 0;
        for (int commit = 0; commit < 20_000; commit++) {
            List<TestPage> changed = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                changed.add(TestPage.of(random.nextInt(3) == 0 ? random.nextInt(5000) : random.nextInt(50), commit));
            }
            long end = log.commit(log.begin(), changed, 5000);
            logged += changed.size();
            if (random.nextInt(8) == 0) {
                log.force(end);
            }
            if (random.nextInt(60) == 0) {
                readers.add(log.register());
                if (readers.size() > 4) {
                    readers.remove().close();
                }
            }
            if (logged >= pages) {
                logged = 0;
                cuts += checkpoint() ? 1 : 0;
            }
            longest = Math.max(longest, log.stats().fileBytes());
        }
        assertTrue(cuts > 15, "cuts " + cuts);
        assertTrue(longest < 4 * threshold, longest + " bytes, threshold " + threshold);
    }

    @Test
    @DisplayName("L12: an old idle snapshot costs as many records as there are pages, not versions")
    void oldIdleSnapshot() {
        int pages = 500;
        long threshold = (long) pages * TestLog.PAGE_RECORD;
        log = TestLog.create(files, SyncMode.FULL, pages);
        for (int page = 0; page < 50; page++) {
            TestLog.put(log, page, page);
        }
        LogSnapshot idle = log.register();
        long longest = 0;
        for (int commit = 1; commit <= 12_000; commit++) {
            TestLog.put(log, commit % 50, 100L + commit);
            if (commit % pages == 0) {
                assertTrue(checkpoint());
                assertEquals(50 * TestLog.CARRIED_RECORD, log.stats().bytes());
            }
            longest = Math.max(longest, log.stats().fileBytes());
        }
        assertTrue(longest < 4 * threshold, longest + " bytes, threshold " + threshold);
        for (int page = 0; page < 50; page++) {
            assertEquals(page, main.read(log, idle, page));
            assertEquals(12_000 - (50 - page) % 50 + 100, TestLog.get(log, main, page));
        }
    }
}
