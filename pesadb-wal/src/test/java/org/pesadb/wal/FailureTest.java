package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Log;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.MemoryFiles.Call;

/** Devices that fail, disks that are full, and files that are cut off anywhere. */
class FailureTest {
    private final MemoryFiles files = new MemoryFiles();
    private final TestMain main = new TestMain();

    @Test
    @DisplayName(
            "L6: whichever write or force fails, what was acknowledged is there after a crash, and nothing is written any more")
    void everyCallFails() {
        for (int allowed = 0; ; allowed++) {
            MemoryFiles own = new MemoryFiles();
            TestMain ownMain = new TestMain();
            Log log = TestLog.create(own);
            int[] left = {allowed};
            int[] after = {0};
            own.hook((call, path, position, length) -> {
                if (call != Call.READ && left[0]-- <= 0) {
                    after[0]++;
                    throw new IOException("the device failed");
                }
            });
            long acknowledged = 0;
            boolean failed = false;
            try {
                for (int value = 1; value <= 12; value++) {
                    TestLog.put(log, 1, value);
                    acknowledged = value;
                    if (value % 5 == 0) {
                        log.checkpoint(ownMain);
                    }
                }
            } catch (PesaDbException poisoned) {
                failed = true;
                assertEquals(1, after[0], "nothing is retried");
                assertThrows(PesaDbException.class, log::begin);
                assertThrows(PesaDbException.class, () -> log.checkpoint(ownMain));
                assertEquals(1, after[0], "nothing more is written");
                assertTrue(TestLog.get(log, ownMain, 1) >= acknowledged);
            }
            for (int seed = 0; seed < 10; seed++) {
                long found = TestLog.get(TestLog.open(own.crash(new Random(seed))), ownMain, 1);
                assertTrue(found == acknowledged || found == acknowledged + 1, acknowledged + " became " + found);
            }
            if (!failed) {
                assertTrue(allowed > 24);
                return;
            }
        }
    }

    @Test
    @DisplayName("L8: a log cut off at any byte holds the commits that are whole, and no other")
    void cutOffAnywhere() {
        Log log = TestLog.create(files);
        List<Long> ends = new ArrayList<>();
        for (int value = 1; value <= 4; value++) {
            long transaction = log.begin();
            log.append(transaction, List.of(TestPage.of(2, value)));
            ends.add(log.commit(transaction, List.of(TestPage.of(1, value)), 3));
        }
        log.force(ends.get(3));
        byte[] whole = files.bytes(TestLog.PATH);
        for (int length = (int) LogFormat.RECORDS; length <= TestLog.offset(ends.get(3)); length++) {
            MemoryFiles left = new MemoryFiles();
            left.set(TestLog.PATH, java.util.Arrays.copyOf(whole, length));
            Log open = TestLog.open(left);
            long at = length;
            long expected =
                    ends.stream().filter(end -> TestLog.offset(end) <= at).count();
            assertEquals(expected, TestLog.newest(open), "cut off at " + length);
            assertEquals(expected, TestLog.get(open, main, 1));
            assertEquals(expected, TestLog.get(open, main, 2));
        }
    }

    @Test
    @DisplayName("What the log took from a disk that then was full, it gives back: a checkpoint may need it")
    void fullDiskGetsBackWhatWasTaken() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        long before = files.bytes(TestLog.PATH).length;
        files.hook((call, path, position, length) -> {
            if (call == Call.WRITE && position + length > before + 300_000) {
                throw new IOException(path + ": No space left on device");
            }
        });
        List<TestPage> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(TestPage.of(i, 99));
        }
        long committing = log.begin();
        assertEquals(
                ErrorCode.DISK_FULL,
                assertThrows(PesaDbException.class, () -> log.commit(committing, many, 10_000))
                        .code());
        assertEquals(before, files.bytes(TestLog.PATH).length);
        TestLog.put(log, 1, 11);
        assertEquals(11, TestLog.get(log, main, 1));
    }

    @Test
    @DisplayName("L3: no room to grow is DISK_FULL before anything is appended; the log stays sound")
    void fullDisk() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        long room = files.bytes(TestLog.PATH).length;
        files.hook((call, path, position, length) -> {
            if (call == Call.WRITE && position + length > room) {
                throw new IOException(path + ": No space left on device");
            }
        });
        List<TestPage> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(TestPage.of(i, 99));
        }
        long used = log.stats().bytes();
        long committing = log.begin();
        assertEquals(
                ErrorCode.DISK_FULL,
                assertThrows(PesaDbException.class, () -> log.commit(committing, many, 1000))
                        .code());
        long appending = log.begin();
        PesaDbException full = assertThrows(PesaDbException.class, () -> log.append(appending, many));
        assertEquals(ErrorCode.DISK_FULL, full.code());
        assertFalse(full.outcomeUnknown());
        assertThrows(
                IllegalStateException.class, () -> log.commit(appending, List.of(), 1), "it can only be abandoned");
        assertEquals(used, log.stats().bytes(), "nothing was appended");
        assertNull(log.stats().failure());
        log.abandon(appending);
        TestLog.put(log, 1, 11);
        assertTrue(log.checkpoint(main).cut());
        assertEquals(11, TestLog.get(log, main, 1));
    }

    @Test
    @DisplayName("L3: no room to preallocate is no error where what is needed fits")
    void almostFullDisk() {
        Log log = TestLog.create(files);
        long room = files.bytes(TestLog.PATH).length + 4000;
        files.hook((call, path, position, length) -> {
            if (call == Call.WRITE && position + length > room) {
                throw new IOException(path + ": No space left on device");
            }
        });
        long end = 0;
        int commits = 0;
        while (true) {
            long transaction = log.begin();
            try {
                end = log.commit(transaction, List.of(TestPage.of(1, ++commits)), 2);
                log.force(end);
            } catch (PesaDbException full) {
                assertEquals(ErrorCode.DISK_FULL, full.code());
                break;
            }
        }
        int record = TestLog.PAGE_RECORD + LogFormat.COMMIT_BYTES;
        assertTrue(room - TestLog.offset(end) < record + LogFormat.MARK_BYTES, "all of the room is used");
        assertEquals(commits - 1, TestLog.get(TestLog.open(files.crash(null)), main, 1));
        log.close();
    }

    @Test
    @DisplayName("a page that cannot be sealed leaves a log without the transaction, sound")
    void failingSeal() {
        Log log = TestLog.create(files);
        long transaction = log.begin();
        List<TestPage> wrong = List.of(TestPage.of(1, 10), new TestPage(2, 20, 80));
        assertThrows(IllegalArgumentException.class, () -> log.commit(transaction, wrong, 3));
        TestLog.put(log, 3, 30);
        Log again = TestLog.open(files.crash(null));
        assertEquals(0, TestLog.get(again, main, 1));
        assertEquals(30, TestLog.get(again, main, 3));
    }

    @Test
    @DisplayName("a log opened to read takes nothing, and a closed one neither")
    void readOnlyAndClosed() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        log.close();
        log.close();
        assertThrows(IllegalStateException.class, log::begin);
        Log read = TestLog.openReadOnly(files);
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, read::begin).code());
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, () -> read.checkpoint(main)).code());
        byte[] before = files.bytes(TestLog.PATH);
        read.close();
        assertEquals(java.util.Arrays.hashCode(before), java.util.Arrays.hashCode(files.bytes(TestLog.PATH)));
    }

    @Test
    @DisplayName("an empty log is left empty by a close, and takes records when it is opened again")
    void emptyStaysEmpty() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        assertTrue(log.checkpoint(main).cut());
        log.close();
        Log again = TestLog.open(files);
        assertFalse(again.needsCheckpoint(), "the leftovers of the generation before count for nothing");
        TestLog.put(again, 1, 11);
        assertEquals(11, TestLog.get(TestLog.open(files.crash(null)), main, 1));
    }
}
