package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.api.spi.PageImage;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.MemoryFiles.Call;

/** The rules that the package's documentation states, one by one. */
class LogRulesTest {
    private static final int SLOT_GENERATION = 32;

    private final TestMain main = new TestMain();
    private MemoryFiles files = new MemoryFiles();

    private long slotGeneration(int slot) {
        return ByteBuffer.wrap(files.bytes(TestLog.PATH))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong(slot * LogFormat.SLOT_BYTES + SLOT_GENERATION);
    }

    @Test
    @DisplayName("L2, L3: a new log goes on with positions and transaction ids where the one before it ended")
    void goesOnWhereItIsTold() {
        long position = 7_777_777_777L;
        long transaction = 0xFFFF_FFFFL + 5;
        Log log = new WalProvider()
                .create(TestLog.context(files, SyncMode.FULL, false), new LogStart(9, 8, 4, transaction, position));
        try (LogSnapshot start = log.register()) {
            assertEquals(transaction, start.transaction());
            assertEquals(4, start.pages());
            assertTrue(start.position() > position, "position " + start.position());
        }
        assertTrue(TestLog.put(log, 3, 30) > position);
        assertEquals(transaction + 1, TestLog.newest(log));
        try (LogSnapshot snapshot = log.register()) {
            assertTrue(log.locate(3, snapshot.position()) > position, "the version's name");
        }
        Log again = TestLog.open(files);
        assertEquals(transaction + 1, TestLog.newest(again), "after reopening");
        assertEquals(30, TestLog.get(again, main, 3));
    }

    @Test
    @DisplayName("L1: two header slots; one of them is enough, and open writes the other again")
    void oneSlotIsEnough() {
        TestLog.put(TestLog.create(files), 3, 30);
        byte[] whole = files.bytes(TestLog.PATH);
        for (int slot = 0; slot < 2; slot++) {
            files.set(TestLog.PATH, whole);
            files.flip(TestLog.PATH, slot * 4096L + 41, 3);
            assertEquals(30, TestLog.get(TestLog.open(files), main, 3));
            assertArrayEquals(
                    Arrays.copyOf(whole, 8192), Arrays.copyOf(files.bytes(TestLog.PATH), 8192), "slot " + slot);
        }
    }

    @Test
    @DisplayName("L1: both slots damaged is CORRUPT, never an empty log")
    void bothSlotsDamaged() {
        TestLog.put(TestLog.create(files), 3, 30);
        files.flip(TestLog.PATH, 50, 0);
        files.flip(TestLog.PATH, 4096 + 50, 0);
        CorruptException damaged = assertThrows(CorruptException.class, () -> TestLog.open(files));
        assertTrue(damaged.getMessage().contains(TestLog.PATH.toString()), damaged.getMessage());
        files.set(TestLog.PATH, new byte[100]);
        assertThrows(CorruptException.class, () -> TestLog.open(files), "a file too short for a header");
    }

    @Test
    @DisplayName("L1: a reset cut short is completed by open, unless it may not write")
    void halfReset() {
        Log log = TestLog.create(files);
        TestLog.put(log, 3, 30);
        files.hook((call, path, position, length) -> {
            if (call == Call.WRITE && position == LogFormat.SLOT_BYTES) {
                throw new IOException("power is gone");
            }
        });
        assertThrows(PesaDbException.class, () -> log.checkpoint(main));
        files = files.crash(null);
        assertEquals(2, slotGeneration(0));
        assertEquals(1, slotGeneration(1));
        byte[] half = files.bytes(TestLog.PATH);
        assertEquals(2, TestLog.openReadOnly(files).generation());
        assertArrayEquals(half, files.bytes(TestLog.PATH), "nothing is written where nothing may be");
        Log open = TestLog.open(files);
        assertEquals(2, open.generation());
        assertEquals(1, open.stamp(), "the stamp that the sink gave");
        assertEquals(2, files.crash(null).bytes(TestLog.PATH)[LogFormat.SLOT_BYTES + SLOT_GENERATION]);
        assertFalse(open.needsCheckpoint());
        assertEquals(30, TestLog.get(open, main, 3));
    }

    @Test
    @DisplayName("L1: a log of another database is CORRUPT, one of a newer format FORMAT_TOO_NEW")
    void foreignLogs() {
        TestLog.create(files);
        LogContext other = new LogContext(
                files, TestLog.PATH, new UUID(9, 9), TestPage.SMALL, SyncMode.FULL, 100, false, 1, Map.of());
        CorruptException foreign = assertThrows(CorruptException.class, () -> new WalProvider().open(other));
        assertTrue(foreign.getMessage().contains("another database"), foreign.getMessage());
        files.flip(TestLog.PATH, 8, 0);
        files.flip(TestLog.PATH, 4096 + 8, 0);
        PesaDbException newer = assertThrows(PesaDbException.class, () -> TestLog.open(files));
        assertEquals(ErrorCode.FORMAT_TOO_NEW, newer.code());
    }

    @Test
    @DisplayName("L1: a log is made under another name first; a crash on the way leaves none, or a whole one")
    void creation() {
        for (int allowed = 0; ; allowed++) {
            MemoryFiles made = new MemoryFiles();
            int[] left = {allowed};
            made.hook((call, path, position, length) -> {
                if (left[0]-- <= 0) {
                    throw new IOException("power is gone");
                }
            });
            boolean whole = true;
            try {
                TestLog.create(made);
            } catch (PesaDbException cut) {
                assertEquals(ErrorCode.IO, cut.code());
                whole = false;
            }
            for (int seed = 0; seed < 5; seed++) {
                MemoryFiles after = made.crash(new Random(seed));
                boolean exists = new WalProvider().exists(TestLog.context(after, SyncMode.FULL, false));
                assertTrue(exists || !whole, "made and gone");
                if (exists) {
                    assertFalse(TestLog.open(after).needsCheckpoint());
                }
                TestLog.put(TestLog.create(after), 1, 2);
            }
            if (whole) {
                assertTrue(allowed > 5);
                return;
            }
        }
    }

    @Test
    @DisplayName(
            "L2: records have the fields and lengths that the documentation draws, and a checksum over place and content")
    void recordLayout() {
        Log log = TestLog.create(files);
        long end = TestLog.put(log, 0xFFFF_FFFFL, 30);
        ByteBuffer file = ByteBuffer.wrap(files.bytes(TestLog.PATH)).order(ByteOrder.LITTLE_ENDIAN);
        int page = (int) LogFormat.RECORDS;
        int commit = page + 16 + TestPage.SMALL;
        assertEquals(LogFormat.FIRST_POSITION + 16 + TestPage.SMALL + 48, end);
        assertEquals(List.of(1, 1, -1), List.of(file.getInt(page), file.getInt(page + 4), file.getInt(page + 8)));
        assertEquals(
                List.of(2, 1, 0xC0DECAFE),
                List.of(file.getInt(commit), file.getInt(commit + 4), file.getInt(commit + 8)));
        assertEquals(LogFormat.FIRST_POSITION, file.getLong(commit + 16), "first page record");
        assertEquals(1L << 32, file.getLong(commit + 24), "pages of the database");
        assertEquals(1, file.getInt(commit + 32), "page records");
        assertEquals(LogFormat.FIRST_POSITION, file.getLong(commit + 40), "mark");
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        ByteBuffer place = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        crc.update(place.putLong(file.getLong(40))
                .putLong(LogFormat.FIRST_POSITION)
                .flip());
        crc.update(file.array(), page, 12);
        crc.update(file.array(), page + 16, TestPage.SMALL);
        assertEquals((int) crc.getValue(), file.getInt(page + 12));
        assertEquals("PesaDWAL", new String(file.array(), 0, 8, java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    @DisplayName(
            "L2: every generation has a salt of its own, so that a record of another log in the same place is not valid")
    void salts() {
        Log log = TestLog.create(files);
        long first = ByteBuffer.wrap(files.bytes(TestLog.PATH)).getLong(SLOT_GENERATION + 8);
        TestLog.put(log, 1, 10);
        byte[] other = files.bytes(TestLog.PATH);
        assertTrue(log.checkpoint(main).cut());
        assertNotEquals(first, ByteBuffer.wrap(files.bytes(TestLog.PATH)).getLong(SLOT_GENERATION + 8));
        TestLog.create(files);
        byte[] mixed = files.bytes(TestLog.PATH);
        System.arraycopy(other, (int) LogFormat.RECORDS, mixed, (int) LogFormat.RECORDS, 4096);
        files.set(TestLog.PATH, mixed);
        assertEquals(0, TestLog.get(TestLog.open(files), new TestMain(), 1));
    }

    @Test
    @DisplayName("L2: transaction ids grow across generations and reopening, also past an abandoned one")
    void idsGrow() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        log.abandon(log.begin());
        assertTrue(log.checkpoint(main).cut());
        long open = log.begin();
        assertEquals(3, open);
        log.abandon(open);
        log.close();
        Log again = TestLog.open(files);
        assertEquals(1, TestLog.newest(again), "the abandoned ones committed nothing");
        assertEquals(3, again.begin(), "2 is behind the header, 3 left no trace");
    }

    @Test
    @DisplayName("L3: a cut reuses the file in place, positions go on, and a file grown too long is given back")
    void reuse() {
        Log log = TestLog.create(files);
        long before = TestLog.put(log, 1, 10);
        long length = files.bytes(TestLog.PATH).length;
        assertTrue(log.checkpoint(main).cut());
        long after = TestLog.put(log, 1, 11);
        assertTrue(after > before);
        assertEquals(length, files.bytes(TestLog.PATH).length);
        ByteBuffer file = ByteBuffer.wrap(files.bytes(TestLog.PATH)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(
                11,
                file.get((int) LogFormat.RECORDS + LogFormat.CONTENT + 40),
                "the new record stands where the old did");

        List<TestPage> many = new ArrayList<>();
        for (int i = 0; i < 120_000; i++) {
            many.add(TestPage.of(i, i));
        }
        log.force(log.commit(log.begin(), many, many.size()));
        assertTrue(files.bytes(TestLog.PATH).length > 8 << 20);
        assertEquals(120_000, log.checkpoint(main).pages());
        assertEquals(LogFormat.RECORDS + (64 << 10), files.bytes(TestLog.PATH).length);
        TestLog.put(log, 1, 12);
        assertEquals(12, TestLog.get(TestLog.open(files.crash(null)), main, 1));
    }

    @Test
    @DisplayName("L4: an appended commit lets the next writer in before it is durable")
    void earlyRelease() {
        Log log = TestLog.create(files);
        long first = TestLog.commit(log, 1, 10);
        long second = TestLog.commit(log, 1, 11);
        assertEquals(0, TestLog.get(log, main, 1));
        long forces = log.stats().forces();
        log.force(second);
        log.force(first);
        assertEquals(forces + 1, log.stats().forces(), "one force for both");
        assertEquals(11, TestLog.get(log, main, 1));
    }

    @Test
    @DisplayName("L4: one transaction appends at a time, and nobody appends for one that ended")
    void oneWriter() {
        Log log = TestLog.create(files);
        long transaction = log.begin();
        assertThrows(IllegalStateException.class, log::begin);
        log.abandon(transaction);
        assertThrows(IllegalStateException.class, () -> log.commit(transaction, List.of(), 1));
        assertThrows(IllegalArgumentException.class, () -> log.force(1L << 40), "no such commit");
    }

    @Test
    @DisplayName("L5: with sync full nothing is seen before its force; with normal and off, once it is written")
    void visibility() {
        for (SyncMode sync : SyncMode.values()) {
            MemoryFiles own = new MemoryFiles();
            Log log = TestLog.create(own, sync);
            long end = TestLog.commit(log, 1, 10);
            assertEquals(0, TestLog.get(log, main, 1));
            assertEquals(0, log.locate(1, Long.MAX_VALUE), "no page record enters the index early");
            List<Call> calls = new ArrayList<>();
            own.hook((call, path, position, length) -> calls.add(call));
            log.force(end);
            assertEquals(sync == SyncMode.FULL ? List.of(Call.WRITE, Call.FORCE) : List.of(Call.WRITE), calls);
            assertEquals(10, TestLog.get(log, main, 1));
        }
    }

    @Test
    @DisplayName("L5: with sync normal a checkpoint forces the log before the main file gets a page")
    void limitIsForced() {
        Log log = TestLog.create(files, SyncMode.NORMAL);
        TestLog.put(log, 1, 10);
        files.hook((call, path, position, length) -> {
            if (call == Call.FORCE && position == 0) {
                main.calls.add("force");
            }
        });
        log.checkpoint(main);
        assertEquals(List.of("force", "page 1", "finish", "force", "force", "cut"), main.calls);
    }

    @Test
    @DisplayName(
            "L6: a failed force poisons: outcome unknown, read-only from then on, reading goes on, nothing is retried")
    void poison() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        files.hook((call, path, position, length) -> {
            if (call == Call.FORCE) {
                throw new IOException("the device failed");
            }
        });
        long end = TestLog.commit(log, 1, 11);
        UnknownOutcomeException unknown = assertThrows(UnknownOutcomeException.class, () -> log.force(end));
        assertEquals(ErrorCode.IO, unknown.code());
        files.hook((call, path, position, length) -> assertEquals(Call.READ, call, "nothing but reading"));
        assertThrows(UnknownOutcomeException.class, () -> log.force(end));
        for (Runnable writing : List.<Runnable>of(log::begin, () -> log.checkpoint(main))) {
            PesaDbException refused = assertThrows(PesaDbException.class, writing::run);
            assertEquals(ErrorCode.READ_ONLY, refused.code());
            assertTrue(refused.getMessage().contains("the device failed"), refused.getMessage());
        }
        assertEquals(10, TestLog.get(log, main, 1));
        assertTrue(log.stats().failure().contains("the device failed"));
        log.close();
    }

    @Test
    @DisplayName("L6: so does any Throwable in the thread that forces")
    void errorPoisons() {
        Log log = TestLog.create(files);
        long end = TestLog.commit(log, 1, 11);
        files.hook((call, path, position, length) -> {
            if (call == Call.WRITE) {
                throw new OutOfMemoryError("no heap");
            }
        });
        UnknownOutcomeException unknown = assertThrows(UnknownOutcomeException.class, () -> log.force(end));
        assertEquals(OutOfMemoryError.class, unknown.getCause().getClass());
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, log::begin).code());
    }

    @Test
    @DisplayName("L6: a full disk met while forcing is unknown too, and says so")
    void fullWhileForcing() {
        Log log = TestLog.create(files);
        long end = TestLog.commit(log, 1, 11);
        files.hook((call, path, position, length) -> {
            throw new IOException("write: No space left on device");
        });
        assertEquals(
                ErrorCode.DISK_FULL,
                assertThrows(UnknownOutcomeException.class, () -> log.force(end))
                        .code());
    }

    @Test
    @DisplayName("L7: records appended early count only with the commit, and the last one of a page counts")
    void earlyRecords() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        long lost = log.begin();
        log.append(lost, List.of(TestPage.of(1, 11), TestPage.of(2, 21)));
        log.abandon(lost);
        long kept = log.begin();
        log.append(kept, List.of(TestPage.of(1, 12), TestPage.of(2, 22)));
        log.append(kept, List.of(TestPage.of(1, 13)));
        assertEquals(10, TestLog.get(log, main, 1));
        log.force(log.commit(kept, List.of(TestPage.of(3, 33)), 4));
        for (Log each : List.of(log, TestLog.open(files.crash(null)))) {
            assertEquals(13, TestLog.get(each, main, 1));
            assertEquals(22, TestLog.get(each, main, 2));
            assertEquals(33, TestLog.get(each, main, 3));
            assertEquals(kept, TestLog.newest(each));
        }
        assertEquals(3, log.checkpoint(main).pages());
        assertEquals(13, main.value(1));
    }

    @Test
    @DisplayName("L7: a transaction larger than the buffer goes to the file as it grows, unforced")
    void largeTransaction() {
        Log log = TestLog.create(files);
        long transaction = log.begin();
        long forces = log.stats().forces();
        for (int batch = 0; batch < 60; batch++) {
            List<TestPage> pages = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                pages.add(TestPage.of(batch * 1000L + i, batch));
            }
            log.append(transaction, pages);
        }
        assertEquals(forces, log.stats().forces());
        assertTrue(files.bytes(TestLog.PATH).length > 4 << 20);
        log.force(log.commit(transaction, List.of(), 60_000));
        Log again = TestLog.open(files.crash(null));
        assertEquals(59, TestLog.get(again, main, 59_999));
        assertEquals(0, TestLog.get(again, main, 60_000));
    }

    @Test
    @DisplayName("L5, L7: what is only written to make room, or to be read back, is not visible with sync full")
    void writtenIsNotVisible() {
        Log log = TestLog.create(files);
        long end = TestLog.commit(log, 1, 10);
        long transaction = log.begin();
        long[] position = new long[1];
        PageImage page = new PageImage() {
            @Override
            public long id() {
                return 2;
            }

            @Override
            public byte[] seal(long at) {
                position[0] = at;
                return TestPage.of(2, 20).seal(at);
            }
        };
        log.append(transaction, List.of(page));
        byte[] image = new byte[TestPage.SMALL];
        assertTrue(log.read(2, position[0], image), "a transaction reads back what it appended");
        assertEquals(20, TestPage.value(image));
        assertEquals(0, TestLog.get(log, main, 1));
        List<TestPage> many = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            many.add(TestPage.of(100 + i, 1));
        }
        log.append(transaction, many);
        assertEquals(0, TestLog.get(log, main, 1));
        assertEquals(0, log.locate(1, Long.MAX_VALUE));
        log.force(end);
        assertEquals(10, TestLog.get(log, main, 1));
        assertEquals(0, TestLog.get(log, main, 2));
    }

    @Test
    @DisplayName(
            "L8: damage before a mark is CORRUPT, naming position and transactions; behind the last mark it is a torn end")
    void damageIsNotATornEnd() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        long second = TestLog.put(log, 2, 20);
        TestLog.put(log, 3, 30);
        byte[] whole = files.bytes(TestLog.PATH);
        long first = LogFormat.FIRST_POSITION;
        int length = TestLog.PAGE_RECORD + LogFormat.COMMIT_BYTES;
        for (long at = first; at < second; at++) {
            files.set(TestLog.PATH, whole);
            files.flip(TestLog.PATH, TestLog.offset(at), (int) (at % 8));
            CorruptException damaged = assertThrows(CorruptException.class, () -> TestLog.open(files), "byte " + at);
            long transaction = (at - first) / length;
            long inside = (at - first) % length;
            long record = first + transaction * length + (inside < TestLog.PAGE_RECORD ? 0 : TestLog.PAGE_RECORD);
            assertTrue(damaged.getMessage().contains("damaged at position " + record + " "), damaged.getMessage());
            assertTrue(damaged.getMessage().contains("after " + transaction + " "), damaged.getMessage());
        }
        for (long at = second; at < second + length; at++) {
            files.set(TestLog.PATH, whole);
            files.flip(TestLog.PATH, TestLog.offset(at), (int) (at % 8));
            assertEquals(2, TestLog.newest(TestLog.open(files)), "byte " + at);
        }
    }

    @Test
    @DisplayName("L8: after a clean close even the last commit is proved")
    void closeProvesTheLast() {
        Log log = TestLog.create(files);
        long end = TestLog.put(log, 1, 10);
        log.close();
        files.flip(TestLog.PATH, TestLog.offset(end) - 1, 0);
        CorruptException damaged = assertThrows(CorruptException.class, () -> TestLog.open(files));
        assertTrue(damaged.getMessage().contains("after 0 "), damaged.getMessage());
    }

    @Test
    @DisplayName("L9: what is valid beyond the last mark is written again and forced before open returns")
    void rewrites() {
        Log log = TestLog.create(files, SyncMode.NORMAL);
        TestLog.put(log, 1, 10);
        TestLog.put(log, 2, 20);
        files = files.killed();
        byte[] before = files.bytes(TestLog.PATH);
        List<String> calls = new ArrayList<>();
        files.hook((call, path, position, length) -> {
            if (call == Call.WRITE || call == Call.FORCE) {
                calls.add(call + " " + position + " " + length);
            }
        });
        Log open = TestLog.open(files);
        int length = 2 * (TestLog.PAGE_RECORD + LogFormat.COMMIT_BYTES);
        assertEquals(List.of("WRITE 8192 " + length, "FORCE 0 0"), calls);
        assertArrayEquals(before, files.bytes(TestLog.PATH));
        assertEquals(20, TestLog.get(open, main, 2));
        calls.clear();
        files.hook((call, path, position, bytes) -> assertTrue(call == Call.READ || call == Call.OPEN, "" + call));
        assertEquals(20, TestLog.get(TestLog.openReadOnly(files), main, 2));
    }

    @Test
    @DisplayName("L9: no record is appended to a recovered generation, so that nothing behind a torn end comes back")
    void newGenerationAfterRecovery() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        long second = TestLog.put(log, 2, 20);
        long third = TestLog.commit(log, 3, 30);
        log.force(third);
        // The second transaction's commit is torn away; the third, of the same length, stands whole behind it.
        files.hook(null);
        byte[] torn = files.bytes(TestLog.PATH);
        int mark = (int) (TestLog.offset(third) - 8);
        Arrays.fill(torn, mark, mark + 8, (byte) 0);
        MemoryFiles left = new MemoryFiles();
        left.set(TestLog.PATH, reseal(torn, third - LogFormat.COMMIT_BYTES));
        left.flip(TestLog.PATH, TestLog.offset(second) - 1, 0);
        Log open = TestLog.open(left);
        assertEquals(1, TestLog.newest(open));
        assertTrue(open.needsCheckpoint());
        assertThrows(IllegalStateException.class, open::begin);
        long generation = open.generation();
        assertTrue(open.checkpoint(main).cut());
        assertEquals(generation + 1, open.generation());
        assertFalse(open.needsCheckpoint());
        TestLog.put(open, 1, 11);
        TestLog.put(open, 2, 21);
        Log again = TestLog.open(left.crash(null));
        assertEquals(0, TestLog.get(again, main, 3));
        assertEquals(11, TestLog.get(again, main, 1));
        assertEquals(21, TestLog.get(again, main, 2));
    }

    /** Computes the checksum of a commit record again. */
    private static byte[] reseal(byte[] file, long position) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int at = (int) TestLog.offset(position);
        ByteBuffer record = ByteBuffer.allocate(LogFormat.COMMIT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        new RecordCodec()
                .putCommit(
                        record,
                        bytes.getLong(40),
                        position,
                        bytes.getInt(at + LogFormat.TRANSACTION),
                        bytes.getLong(at + LogFormat.COMMIT_FIRST),
                        bytes.getLong(at + LogFormat.COMMIT_DATABASE_PAGES),
                        bytes.getInt(at + LogFormat.COMMIT_COUNT),
                        bytes.getLong(at + LogFormat.COMMIT_MARK));
        bytes.put(at, record.array());
        return file;
    }

    @Test
    @DisplayName("L9: a log whose first record alone is lost is not empty: what stands behind it must not come back")
    void lostBeginning() {
        Log log = TestLog.create(files);
        log.force(log.commit(log.begin(), List.of(TestPage.of(1, 10), TestPage.of(2, 20)), 3));
        byte[] bytes = files.bytes(TestLog.PATH);
        int begin = (int) LogFormat.RECORDS;
        Arrays.fill(bytes, begin, begin + TestLog.PAGE_RECORD, (byte) 0);
        files.set(TestLog.PATH, bytes);
        Log open = TestLog.open(files);
        assertEquals(0, TestLog.newest(open));
        assertTrue(open.needsCheckpoint());
        assertTrue(open.checkpoint(main).cut());
        TestLog.put(open, 1, 11);
        Log again = TestLog.open(files);
        assertEquals(11, TestLog.get(again, main, 1));
        assertEquals(0, TestLog.get(again, main, 2));
    }

    @Test
    @DisplayName(
            "L10: versions up to the oldest snapshot go to the main file, once, in page order; then force, then cut")
    void checkpointUpToTheOldestSnapshot() {
        Log log = TestLog.create(files);
        TestLog.put(log, 5, 50);
        TestLog.put(log, 2, 20);
        LogSnapshot old = log.register();
        TestLog.put(log, 2, 21);
        TestLog.put(log, 9, 90);
        assertFalse(log.checkpoint(main).cut());
        assertEquals(List.of("page 2", "page 5", "finish"), main.calls);
        assertEquals(20, main.value(2));
        main.forget();
        assertEquals(0, log.checkpoint(main).pages());
        assertEquals(List.of(), main.calls, "nothing new up to the limit: nothing is done");
        assertEquals(20, main.read(log, old, 2));
        assertEquals(0, main.read(log, old, 9));
        old.close();
        assertTrue(log.checkpoint(main).cut());
        assertEquals(List.of("page 2", "page 9", "finish", "cut"), main.calls);
        assertEquals(21, TestLog.get(log, main, 2));
        assertEquals(50, TestLog.get(log, main, 5));
        main.forget();
        assertFalse(log.checkpoint(main).cut(), "an empty generation needs no cut");
        assertEquals(List.of(), main.calls);
    }

    @Test
    @DisplayName("L10: a failed force of the main file poisons; so does a failed write, unless the disk is full")
    void failingSink() {
        Log log = TestLog.create(files);
        TestLog.put(log, 5, 50);
        main.failPage = new IOException("No space left on device");
        assertEquals(
                ErrorCode.DISK_FULL,
                assertThrows(PesaDbException.class, () -> log.checkpoint(main)).code());
        main.forget();
        TestLog.put(log, 5, 51);
        main.noRoomAtFinish = new PesaDbException(ErrorCode.DISK_FULL, "no room for the last pages");
        assertEquals(
                ErrorCode.DISK_FULL,
                assertThrows(PesaDbException.class, () -> log.checkpoint(main)).code());
        main.forget();
        TestLog.put(log, 5, 51);
        main.failFinish = new IOException("the device failed");
        assertEquals(
                ErrorCode.IO,
                assertThrows(PesaDbException.class, () -> log.checkpoint(main)).code());
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, log::begin).code());
        assertEquals(1, log.generation(), "no cut");

        Log again = TestLog.open(files.crash(null));
        main.forget();
        main.failPage = new IOException("the device failed");
        assertThrows(PesaDbException.class, () -> again.checkpoint(main));
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, again::begin).code());
    }

    @Test
    @DisplayName("L11: no cut while a transaction has records in the log; a commit not durable yet is forced for it")
    void unfinishedForbidsTheCut() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        long transaction = log.begin();
        log.append(transaction, List.of(TestPage.of(2, 20)));
        assertFalse(log.checkpoint(main).cut());
        log.commit(transaction, List.of(), 3);
        long idle = log.begin();
        assertTrue(log.checkpoint(main).cut(), "a transaction without records forbids nothing");
        log.force(log.commit(idle, List.of(TestPage.of(3, 30)), 4));
        Log again = TestLog.open(files.crash(null));
        assertEquals(idle, TestLog.newest(again));
        assertEquals(30, TestLog.get(again, main, 3));
    }

    @Test
    @DisplayName(
            "L11: whatever goes wrong once the new header may be in the file ends all writing; readers are let in again")
    void failingCut() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        main.failCut = new OutOfMemoryError("none left");
        assertThrows(PesaDbException.class, () -> log.checkpoint(main));
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, log::begin).code());
        assertEquals(10, TestLog.get(log, main, 1));
        assertEquals(10, TestLog.get(TestLog.open(files.crash(null)), main, 1));
    }

    @Test
    @DisplayName("L11: a version named before the cut is not there after it: the main file has it")
    void readAfterCut() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        LogSnapshot snapshot = log.register();
        long position = log.locate(1, snapshot.position());
        assertTrue(log.checkpoint(main).cut(), "a snapshot of the newest commit forbids nothing");
        assertFalse(log.read(1, position, new byte[TestPage.SMALL]));
        TestLog.put(log, 1, 11);
        assertEquals(10, main.read(log, snapshot, 1));
        assertFalse(log.checkpoint(main).cut(), "now it does");
        assertEquals(10, main.read(log, snapshot, 1));
        assertEquals(TestLog.PAGE_RECORD + LogFormat.COMMIT_BYTES, log.stats().oldestSnapshot());
    }

    @Test
    @DisplayName("damage of a record that is read is CORRUPT with its position, and verify goes on behind it")
    void damageIsFound() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        long second = TestLog.put(log, 2, 20) - TestLog.PAGE_RECORD - LogFormat.COMMIT_BYTES;
        TestLog.put(log, 3, 30);
        Log open = TestLog.openReadOnly(files);
        MemoryFiles damaged = files;
        byte[] bytes = damaged.bytes(TestLog.PATH);
        bytes[(int) TestLog.offset(second) + 40] ^= 1;
        overwrite(damaged, bytes);
        CorruptException found =
                assertThrows(CorruptException.class, () -> open.read(2, second, new byte[TestPage.SMALL]));
        assertTrue(found.getMessage().contains("position " + second), found.getMessage());
        List<Fault> faults = new ArrayList<>();
        List<Long> pages = new ArrayList<>();
        open.verify(version -> pages.add(version.page()), faults::add);
        assertEquals(List.of(1L, 3L), pages);
        assertEquals(1, faults.size());
        assertTrue(faults.get(0).message().contains("position " + second), faults.toString());
    }

    /** Changes the file under those who have it open. */
    private static void overwrite(MemoryFiles files, byte[] bytes) {
        try (var file = files.open(TestLog.PATH, org.pesadb.api.spi.FileLayer.Mode.WRITE)) {
            file.write(ByteBuffer.wrap(bytes), 0);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    @DisplayName("a log that holds nothing is as short after its close as a new one")
    void lengthOfAnEmptyLog() {
        TestLog.create(files).close();
        int fresh = files.bytes(TestLog.PATH).length;
        Log log = TestLog.open(files);
        for (int i = 0; files.bytes(TestLog.PATH).length < 3 * fresh; i++) {
            TestLog.put(log, 3, i);
        }
        assertTrue(log.checkpoint(main).cut());
        log.close();
        assertTrue(files.bytes(TestLog.PATH).length < 2 * fresh, "bytes of an empty log");
        Log again = TestLog.open(files);
        TestLog.put(again, 3, 300);
        again.close();
        assertEquals(300, TestLog.get(TestLog.openReadOnly(files), main, 3));
    }

    /** How often a file is given the log's name. */
    private int namings(Runnable work) {
        int[] count = new int[1];
        files.hook((call, path, position, length) -> {
            if (call == MemoryFiles.Call.RENAME && path.equals(TestLog.PATH)) {
                count[0]++;
            }
        });
        work.run();
        files.hook(null);
        return count[0];
    }

    @Test
    @DisplayName(
            "L13: a log whose file never took a record is given its name anew when it is opened to write; one that did is not")
    void nameOfAnEmptyLog() {
        TestLog.create(files).close();
        assertEquals(0, namings(() -> TestLog.openReadOnly(files).close()));
        assertEquals(1, namings(() -> TestLog.open(files).close()));
        Log log = TestLog.open(files);
        TestLog.put(log, 3, 30);
        assertEquals(0, namings(() -> assertTrue(log.checkpoint(main).cut())));
        log.close();
        assertEquals(0, namings(() -> TestLog.put(TestLog.open(files), 3, 31)), "a file that is reused");
        assertEquals(
                0, namings(() -> assertTrue(TestLog.open(files).checkpoint(main).cut())), "one with records");
        assertEquals(31, main.value(3));
    }
}
