package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.testing.MemoryFiles;

/**
 * Random work against a plain model: commits, early appends, abandoned transactions, snapshots, checkpoints, failing calls,
 * power losses and kills. Run one seed again with {@code -Dpesadb.seed=N}.
 */
class ModelTest {
    private static final int SEEDS = 30;
    private static final int STEPS = 1000;
    private static final int PAGES = 12;

    static LongStream seeds() {
        String one = System.getProperty("pesadb.seed");
        return one != null ? LongStream.of(Long.parseLong(one)) : LongStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @DisplayName("every forced commit survives; others whole or not at all, in order; a snapshot never changes")
    void agreesWithModel(long seed) {
        Run run = new Run(seed, seed % 4 == 3 ? SyncMode.NORMAL : SyncMode.FULL);
        try {
            for (run.step = 0; run.step < STEPS; run.step++) {
                run.step();
            }
            assertTrue(run.crashes > 10, "the run must crash often: " + run.crashes);
            assertTrue(run.cuts > 3, "the run must cut often: " + run.cuts);
            assertTrue(run.carries > 0 || run.checkpointPages > 10, "the run must carry: " + run.carries);
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError("seed " + seed + " (-Dpesadb.seed=" + seed + ") step " + run.step, failed);
        }
    }

    /** A registered snapshot and what it must see. */
    private record Held(LogSnapshot snapshot, Map<Long, Long> sees) {}

    private static final class Run {
        private final Random random;
        private final SyncMode sync;
        private final int checkpointPages;
        /** The state after each commit that may exist, by transaction. */
        private final TreeMap<Long, Map<Long, Long>> states = new TreeMap<>();

        private final List<Held> held = new ArrayList<>();
        private MemoryFiles files = new MemoryFiles();
        private TestMain main = new TestMain();
        private Log log;
        private Map<Long, Long> now = new HashMap<>();
        private long value;
        /** The newest transaction that must survive. */
        private long safe;

        private long unforced;
        private long highest;
        private int step;
        private int crashes;
        private int cuts;
        private int carries;

        Run(long seed, SyncMode sync) {
            this.random = new Random(seed);
            this.sync = sync;
            this.checkpointPages = seed % 3 == 0 ? 100 : 6;
            states.put(0L, Map.of());
            log = TestLog.create(files, sync, checkpointPages);
        }

        void step() {
            int choice = random.nextInt(100);
            if (choice < 50) {
                transaction();
            } else if (choice < 62) {
                force();
            } else if (choice < 74) {
                hold();
            } else if (choice < 82) {
                release();
            } else if (choice < 91) {
                checkpoint();
            } else if (choice < 93) {
                close();
            } else if (choice < 96) {
                failAndCrash();
            } else {
                crash();
            }
        }

        private void transaction() {
            long transaction = log.begin();
            assertTrue(transaction > states.lastKey(), "ids grow");
            Map<Long, Long> state = new HashMap<>(now);
            if (random.nextInt(4) == 0) {
                log.append(transaction, pages(state));
                if (random.nextInt(3) == 0) {
                    assertFalse(log.checkpoint(main).cut(), "a cut under an unfinished transaction");
                }
            }
            List<TestPage> last = pages(state);
            if (random.nextInt(6) == 0) {
                log.abandon(transaction);
                return;
            }
            long end = log.commit(transaction, last, PAGES);
            assertTrue(end > highest, "positions grow");
            highest = end;
            unforced = end;
            now = state;
            states.put(transaction, state);
        }

        private List<TestPage> pages(Map<Long, Long> state) {
            List<TestPage> pages = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                long page = random.nextInt(PAGES);
                pages.add(TestPage.of(page, ++value));
                state.put(page, value);
            }
            return pages;
        }

        private void force() {
            if (unforced > 0) {
                log.force(unforced);
                unforced = 0;
            }
            if (sync == SyncMode.FULL) {
                safe = states.lastKey();
            }
            assertEquals(states.lastKey(), TestLog.newest(log), "a forced commit is seen");
        }

        private void hold() {
            LogSnapshot snapshot = log.register();
            Map<Long, Long> sees = states.get(snapshot.transaction());
            assertNotNull(sees, "a snapshot stands on a commit");
            assertTrue(snapshot.transaction() >= safe, "a snapshot sees what was forced");
            Held one = new Held(snapshot, sees);
            verify(one);
            held.add(one);
        }

        private void release() {
            held.forEach(this::verify);
            if (!held.isEmpty()) {
                held.remove(random.nextInt(held.size())).snapshot.close();
            }
        }

        private void verify(Held one) {
            for (long page = 0; page < PAGES; page++) {
                long expected = one.sees.getOrDefault(page, 0L);
                assertEquals(expected, main.read(log, one.snapshot, page), "page " + page);
            }
        }

        private void checkpoint() {
            if (random.nextBoolean()) {
                held.forEach(one -> one.snapshot.close());
                held.clear();
                force();
            }
            long generation = log.generation();
            boolean cut = log.checkpoint(main).cut();
            cuts += cut ? 1 : 0;
            carries += cut && log.stats().bytes() > 0 ? 1 : 0;
            assertEquals(generation + (cut ? 1 : 0), log.generation());
            if (cut) {
                safe = states.lastKey();
                assertEquals(main.stamp, log.stamp());
            }
            held.forEach(this::verify);
        }

        private void close() {
            held.clear();
            log.close();
            safe = states.lastKey();
            files = random.nextBoolean() ? files.crash(random) : files.killed();
            reopen();
        }

        /** Lets one call of the file layer fail in the middle of some work, and then the machine. */
        private void failAndCrash() {
            int[] left = {random.nextInt(12)};
            files.hook((call, path, position, length) -> {
                if (call != MemoryFiles.Call.READ && left[0]-- <= 0) {
                    throw new IOException("the device failed");
                }
            });
            try {
                for (int i = 0; i < 6; i++) {
                    transaction();
                    force();
                    checkpoint();
                }
            } catch (PesaDbException failed) {
                assertTrue(failed.getMessage().contains("the device failed"), failed.toString());
                held.forEach(this::verify);
            }
            crash();
        }

        private void crash() {
            crashes++;
            held.clear();
            main = main.crash(random);
            files = random.nextInt(3) == 0 ? files.killed() : files.crash(random);
            reopen();
        }

        private void reopen() {
            log = TestLog.open(files, sync, checkpointPages);
            if (random.nextInt(4) == 0) {
                // The machine fails again during recovery.
                files = files.crash(random);
                log = TestLog.open(files, sync, checkpointPages);
            }
            long newest = TestLog.newest(log);
            assertTrue(newest >= safe, "transaction " + safe + " was durable, the log ends with " + newest);
            assertTrue(states.containsKey(newest), "the log ends with a commit that was made: " + newest);
            states.tailMap(newest, false).clear();
            safe = newest;
            now = new HashMap<>(states.get(newest));
            unforced = 0;
            hold();
            highest = held.get(0).snapshot.position();
            if (log.needsCheckpoint()) {
                if (random.nextInt(3) == 0) {
                    main = main.crash(random);
                    files = files.crash(random);
                    held.clear();
                    reopen();
                    return;
                }
                assertTrue(log.checkpoint(main).cut(), "a checkpoint after recovery cuts");
                held.forEach(this::verify);
            }
        }
    }
}
