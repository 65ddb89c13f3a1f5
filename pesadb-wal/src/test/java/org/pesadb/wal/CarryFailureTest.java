package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.MemoryFiles.Call;

/** Rule L12 where a carry is cut short: by a crash, a failing device, a full disk, or damage afterwards. */
class CarryFailureTest {
    private static final int FEW_PAGES = 8;
    private static final int PAGES = 6;

    /** A log that a checkpoint will carry: pages 1 to 6 committed, an old snapshot, many versions, one commit not forced. */
    private static final class Scene {
        private final MemoryFiles files = new MemoryFiles();
        private final TestMain main = new TestMain();
        private final Log log = TestLog.create(files, SyncMode.FULL, FEW_PAGES);
        private final LogSnapshot old;
        private final LogSnapshot young;
        private final long unforced;

        Scene() {
            put(10);
            old = log.register();
            for (int value = 11; value <= 13; value++) {
                put(value);
            }
            young = log.register();
            put(14);
            List<TestPage> both = List.of(TestPage.of(1, 15), TestPage.of(2, 15));
            unforced = log.commit(log.begin(), both, PAGES + 1);
        }

        private void put(long value) {
            for (int page = 1; page <= PAGES; page++) {
                TestLog.put(log, page, value);
            }
        }

        private void checkSnapshots() {
            for (int page = 1; page <= PAGES; page++) {
                assertEquals(10, main.read(log, old, page));
                assertEquals(13, main.read(log, young, page));
            }
        }
    }

    /** Opens what is left, and sees that every forced commit is there, and the last one wholly or not at all. */
    private static void checkLeft(MemoryFiles left, TestMain main, String when) {
        Log open = TestLog.open(left, SyncMode.FULL, FEW_PAGES);
        assertNull(left.bytes(TestLog.UNNAMED), when);
        long first = TestLog.get(open, main, 1);
        assertTrue(first == 14 || first == 15, when + ": page 1 has " + first);
        assertEquals(first == 15 ? 5 * PAGES + 1 : 5 * PAGES, TestLog.newest(open), when);
        for (int page = 2; page <= PAGES; page++) {
            assertEquals(page == 2 ? first : 14, TestLog.get(open, main, page), when + ": page " + page);
        }
        TestMain after = main.crash(new Random(1));
        open.checkpoint(after);
        assertEquals(0, open.stats().bytes());
        assertEquals(first, after.value(2), when);
        assertEquals(14, after.value(PAGES), when);
    }

    @Test
    @DisplayName("L12: a crash or kill at any call of a carry leaves every forced commit, and nothing else")
    void crashAnywhere() {
        for (int allowed = 0; ; allowed++) {
            Scene scene = new Scene();
            int[] left = {allowed};
            List<String> calls = new ArrayList<>();
            scene.files.hook((call, path, position, length) -> {
                calls.add(call + " " + path);
                if (left[0]-- <= 0) {
                    throw new IOException("power is gone");
                }
            });
            boolean done = false;
            try {
                assertTrue(scene.log.checkpoint(scene.main).cut());
                done = true;
                scene.log.force(scene.unforced);
            } catch (PesaDbException cutShort) {
                assertEquals(ErrorCode.IO, cutShort.code());
            }
            scene.files.hook(null);
            String when = "after " + allowed + " calls";
            scene.checkSnapshots();
            for (int seed = 0; seed < 12; seed++) {
                TestMain main = scene.main.crash(new Random(seed));
                checkLeft(scene.files.crash(new Random(seed)), main, when + ", crash " + seed);
            }
            checkLeft(scene.files.killed(), scene.main.crash(new Random(0)), when + ", killed");
            if (done) {
                for (Call call : List.of(Call.OPEN, Call.WRITE, Call.FORCE)) {
                    assertTrue(calls.contains(call + " " + TestLog.UNNAMED), calls.toString());
                }
                assertTrue(calls.contains(Call.RENAME + " " + TestLog.PATH), calls.toString());
                assertEquals(Call.FORCE_FOLDER + " /db", calls.get(calls.size() - 1));
                assertTrue(allowed > 15);
                return;
            }
        }
    }

    @Test
    @DisplayName(
            "L12: one failing call of a carry before the fresh file gets its name costs the carry; from then on, all writing")
    void oneCallFails() {
        int costCarry = 0;
        int costWriting = 0;
        for (int at = 0; ; at++) {
            Scene scene = new Scene();
            int[] left = {at};
            boolean[] naming = {false};
            boolean[] fresh = {false};
            scene.files.hook((call, path, position, length) -> {
                fresh[0] |= path.equals(TestLog.UNNAMED);
                naming[0] |= call == Call.RENAME;
                if (fresh[0] && call != Call.DELETE && !isLog(call, path) && left[0]-- == 0) {
                    throw new IOException("the device failed");
                }
            });
            boolean cut = false;
            try {
                cut = scene.log.checkpoint(scene.main).cut();
            } catch (PesaDbException failed) {
                assertTrue(failed.getMessage().contains("the device failed"), failed.toString());
            }
            scene.files.hook(null);
            scene.checkSnapshots();
            if (cut) {
                assertTrue(costCarry > 5, "failed before the name " + costCarry);
                assertEquals(2, costWriting);
                return;
            }
            if (naming[0]) {
                costWriting++;
                assertEquals(
                        ErrorCode.READ_ONLY,
                        assertThrows(PesaDbException.class, scene.log::begin).code());
                assertTrue(scene.log.stats().failure().contains("the device failed"));
                checkLeft(scene.files.killed(), scene.main.crash(new Random(at)), "call " + at);
            } else {
                costCarry++;
                assertNull(scene.log.stats().failure(), "call " + at);
                assertNull(scene.files.bytes(TestLog.UNNAMED), "call " + at);
                scene.log.force(scene.unforced);
                scene.main.forget();
                assertTrue(scene.log.checkpoint(scene.main).cut(), "the next checkpoint carries");
                scene.checkSnapshots();
                checkLeft(scene.files.crash(new Random(at)), scene.main.crash(new Random(at)), "call " + at);
            }
        }
    }

    /** Whether a call is one on the log's file itself, whose failures are those of rule L6. */
    private static boolean isLog(Call call, java.nio.file.Path path) {
        return path.equals(TestLog.PATH) && call != Call.RENAME;
    }

    @Test
    @DisplayName(
            "L12: no room for the fresh file is DISK_FULL; the log stays as it is, sound, and no file is left behind")
    void fullDisk() {
        Scene scene = new Scene();
        long generation = scene.log.generation();
        scene.files.hook((call, path, position, length) -> {
            if (call == Call.WRITE && path.equals(TestLog.UNNAMED) && position + length > 20_000) {
                throw new IOException("No space left on device");
            }
        });
        PesaDbException full = assertThrows(PesaDbException.class, () -> scene.log.checkpoint(scene.main));
        assertEquals(ErrorCode.DISK_FULL, full.code());
        assertTrue(full.getMessage().contains(TestLog.UNNAMED.toString()), full.getMessage());
        assertNull(scene.files.bytes(TestLog.UNNAMED));
        assertNull(scene.log.stats().failure());
        assertEquals(generation, scene.log.generation());
        scene.checkSnapshots();
        TestLog.put(scene.log, 1, 16);
        scene.files.hook(null);
        scene.main.forget();
        assertTrue(scene.log.checkpoint(scene.main).cut());
        assertEquals(16, TestLog.get(scene.log, scene.main, 1));
        scene.checkSnapshots();
    }

    @ParameterizedTest
    @EnumSource(
            value = Call.class,
            names = {"RENAME", "FORCE_FOLDER"})
    @DisplayName("L12: where nobody knows which file has the log's name, nothing is written any more; reading goes on")
    void nameInDoubt(Call failing) {
        Scene scene = new Scene();
        scene.files.hook((call, path, position, length) -> {
            if (call == failing) {
                throw new IOException("the device failed");
            }
        });
        assertThrows(PesaDbException.class, () -> scene.log.checkpoint(scene.main));
        assertTrue(!scene.main.calls.contains("cut"), "the pager is not told");
        scene.files.hook((call, path, position, length) -> assertEquals(Call.READ, call));
        for (Runnable writing : List.<Runnable>of(scene.log::begin, () -> scene.log.checkpoint(scene.main))) {
            assertEquals(
                    ErrorCode.READ_ONLY,
                    assertThrows(PesaDbException.class, writing::run).code());
        }
        scene.log.force(scene.unforced); // it was forced in the old file, before anything went wrong
        scene.checkSnapshots();
        scene.log.close();
        scene.files.hook(null);
        for (int seed = 0; seed < 10; seed++) {
            checkLeft(
                    scene.files.crash(new Random(seed)),
                    scene.main.crash(new Random(seed)),
                    failing + " failed, crash " + seed);
        }
    }

    @Test
    @DisplayName("L12: a name that a killed process gave and never forced is forced before anything builds on it")
    void nameNotForcedBeforeTheKill() {
        Scene scene = new Scene();
        scene.files.hook((call, path, position, length) -> {
            if (call == Call.FORCE_FOLDER) {
                throw new IOException("killed here");
            }
        });
        assertThrows(PesaDbException.class, () -> scene.log.checkpoint(scene.main));
        MemoryFiles left = scene.files.killed();
        TestMain main = scene.main.crash(new Random(0));
        try (Log open = TestLog.open(left, SyncMode.FULL, FEW_PAGES)) {
            open.checkpoint(main);
            TestLog.put(open, 1, 99);
        }
        assertEquals(99, TestLog.get(TestLog.open(left.crash(null), SyncMode.FULL, FEW_PAGES), main, 1));
    }

    @Test
    @DisplayName(
            "L12: a pager that cannot take in the cut ends all writing; readers see the carried versions all the same")
    void failingCut() {
        Scene scene = new Scene();
        scene.main.failCut = new OutOfMemoryError("none left");
        assertThrows(PesaDbException.class, () -> scene.log.checkpoint(scene.main));
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, scene.log::begin).code());
        scene.checkSnapshots();
        assertEquals(15, TestLog.get(scene.log, scene.main, 1));
        checkLeft(scene.files.crash(null), scene.main.crash(new Random(0)), "failed cut");
    }

    @Test
    @DisplayName("L8, L12: damage of any carried byte is CORRUPT, also where nothing stands behind it; so is its loss")
    void damageIsNotATornEnd() {
        Scene scene = new Scene();
        assertTrue(scene.log.checkpoint(scene.main).cut());
        long end = LogFormat.RECORDS + scene.log.stats().bytes();
        byte[] whole = scene.files.bytes(TestLog.PATH);
        for (long at = LogFormat.RECORDS; at < end; at++) {
            MemoryFiles damaged = new MemoryFiles();
            damaged.set(TestLog.PATH, whole);
            damaged.flip(TestLog.PATH, at, (int) (at % 8));
            long record =
                    LogFormat.RECORDS + (at - LogFormat.RECORDS) / TestLog.CARRIED_RECORD * TestLog.CARRIED_RECORD;
            CorruptException found = assertThrows(CorruptException.class, () -> TestLog.open(damaged), "byte " + at);
            assertTrue(found.getMessage().contains("file offset " + record + ")"), found.getMessage());
            assertTrue(found.getMessage().contains("up to " + (5 * PAGES + 1) + " "), found.getMessage());
        }
        for (byte[] lost : List.of(
                zeroed(whole, (int) LogFormat.RECORDS, whole.length),
                zeroed(whole, (int) end - TestLog.CARRIED_RECORD, whole.length),
                Arrays.copyOf(whole, (int) end - 1),
                Arrays.copyOf(whole, (int) LogFormat.RECORDS))) {
            MemoryFiles damaged = new MemoryFiles();
            damaged.set(TestLog.PATH, lost);
            assertThrows(CorruptException.class, () -> TestLog.open(damaged));
        }
        MemoryFiles cut = new MemoryFiles();
        cut.set(TestLog.PATH, Arrays.copyOf(whole, (int) end));
        assertEquals(15, TestLog.get(TestLog.open(cut), scene.main, 2), "zeros behind it do not matter");
    }

    private static byte[] zeroed(byte[] whole, int from, int to) {
        byte[] bytes = whole.clone();
        Arrays.fill(bytes, from, to, (byte) 0);
        return bytes;
    }

    @Test
    @DisplayName(
            "L8, L9: behind carried records a torn end is a torn end, and only what is behind them is written again")
    void tornBehind() {
        Scene scene = new Scene();
        assertTrue(scene.log.checkpoint(scene.main).cut());
        long carried = LogFormat.RECORDS + scene.log.stats().bytes();
        TestLog.put(scene.log, 1, 16);
        TestLog.put(scene.log, 2, 17);
        MemoryFiles left = scene.files.crash(null);
        left.flip(TestLog.PATH, carried + TestLog.PAGE_RECORD + LogFormat.COMMIT_BYTES + 20, 1);
        List<String> writes = new ArrayList<>();
        left.hook((call, path, position, length) -> {
            if (call == Call.WRITE) {
                writes.add(position + " " + length);
            }
        });
        Log open = TestLog.open(left);
        assertEquals(List.of(carried + " " + (TestLog.PAGE_RECORD + LogFormat.COMMIT_BYTES)), writes);
        assertEquals(16, TestLog.get(open, scene.main, 1));
        assertEquals(15, TestLog.get(open, scene.main, 2));
    }

    @Test
    @DisplayName("L13: what was carried and has no record behind it is cut into a file that is given the name anew")
    void nameOfACarriedLog() {
        Scene scene = new Scene();
        int[] namings = new int[1];
        scene.files.hook((call, path, position, length) -> {
            if (call == Call.FORCE_FOLDER) {
                throw new IOException("the folder cannot be forced");
            }
        });
        assertThrows(PesaDbException.class, () -> scene.log.checkpoint(scene.main));
        MemoryFiles left = scene.files.killed();
        left.hook((call, path, position, length) -> {
            if (call == Call.RENAME) {
                namings[0]++;
            }
        });
        Log open = TestLog.open(left, SyncMode.FULL, FEW_PAGES);
        assertTrue(open.needsCheckpoint());
        assertTrue(open.checkpoint(scene.main).cut());
        assertEquals(1, namings[0]);
        TestLog.put(open, 1, 99);
        assertTrue(open.checkpoint(scene.main).cut());
        assertEquals(1, namings[0], "and then in place");
        assertEquals(99, TestLog.get(TestLog.open(left, SyncMode.FULL, FEW_PAGES), scene.main, 1));
    }
}
