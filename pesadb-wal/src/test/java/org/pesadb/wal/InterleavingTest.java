package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.api.spi.PageImage;
import org.pesadb.testing.MemoryFiles;

/**
 * Committers, readers, checkpoints and a close, interleaved at every file call and between their own steps, each run judged
 * against a model: what every snapshot sees, and what a crash or kill at any moment leaves. Run one seed again with {@code
 * -Dpesadb.seed=N}.
 */
@Timeout(120)
class InterleavingTest {
    private static final int SEEDS = 200;
    private static final int PAGES = 5;
    private static final int COMMITTERS = 2;
    private static final int COMMITS = 10;
    private static final int READERS = 3;
    private static final int SNAPSHOTS = 4;
    private static final int CHECKPOINTS = 6;
    private static final int CHECKPOINT_PAGES = 6;
    private static final AtomicLong CARRIES = new AtomicLong();
    private static final AtomicLong CUTS = new AtomicLong();
    private static final AtomicLong HELD = new AtomicLong();

    static LongStream seeds() {
        String one = System.getProperty("pesadb.seed");
        return one != null ? LongStream.of(Long.parseLong(one)) : LongStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @DisplayName("L5, L10, L11, L12: whatever comes first, snapshots never change and no forced commit is lost")
    void agreesWithModel(long seed) throws Exception {
        Run run = new Run(seed);
        try {
            run.run();
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError("seed " + seed + " (-Dpesadb.seed=" + seed + ")", failed);
        }
        CARRIES.addAndGet(run.carries);
        CUTS.addAndGet(run.cuts);
        HELD.addAndGet(run.held);
    }

    @AfterAll
    static void cutAndCarried() {
        if (System.getProperty("pesadb.seed") == null) {
            assertTrue(CARRIES.get() > SEEDS, "carried " + CARRIES);
            assertTrue(CUTS.get() > SEEDS / 4, "cut in place " + CUTS);
            assertTrue(HELD.get() > SEEDS / 16, "held transactions " + HELD);
        }
    }

    /** Others may go on before each page of a transaction is appended. */
    private record PausingPage(TestPage page, Interleaving turns) implements PageImage {
        @Override
        public long id() {
            return page.id();
        }

        @Override
        public byte[] seal(long position) {
            turns.pause("seal");
            return page.seal(position);
        }
    }

    private static final class Run {
        private final long seed;
        private final Random chance;
        private final Interleaving turns;
        private final MemoryFiles files = new MemoryFiles();
        private final TestMain main = new TestMain();
        private final Log log;
        private final ReentrantLock writersPlace = new ReentrantLock();
        /** The state that each transaction leaves, by its id, from before its commit is appended. */
        private final ConcurrentSkipListMap<Long, Map<Long, Long>> states = new ConcurrentSkipListMap<>();
        /** Guarded by the writer's place. */
        private Map<Long, Long> now = Map.of();
        /** The newest transaction that must survive: its commit was waited for, or a snapshot saw it. */
        private final AtomicLong safe = new AtomicLong();

        private volatile boolean closing;
        private int carries;
        private int cuts;
        private int held;
        private int steps;

        Run(long seed) {
            this.seed = seed;
            chance = new Random(seed);
            turns = new Interleaving(new Random(seed ^ 0x5EED));
            states.put(0L, now);
            log = new WalProvider()
                    .create(
                            TestLog.context(
                                    new PausingFiles(files, turns),
                                    SyncMode.FULL,
                                    seed % 2 == 0 ? CHECKPOINT_PAGES : 3 * CHECKPOINT_PAGES,
                                    false),
                            new LogStart(1, 7, 1, 0, 0));
            for (int i = 0; i < COMMITTERS; i++) {
                actor("committer " + i, this::commits);
            }
            for (int i = 0; i < (seed % 4 == 1 ? 0 : READERS); i++) {
                actor("reader " + i, this::reads);
            }
            actor("checkpointer", this::checkpoints);
            if (chance.nextInt(3) == 0) {
                actor("closer", this::closes);
            }
        }

        private interface Work {
            void run(Random random);
        }

        private void actor(String name, Work work) {
            Random own = new Random(chance.nextLong());
            turns.actor(name, () -> {
                try {
                    work.run(own);
                } catch (PesaDbException | IllegalStateException closed) {
                    if (!closing) {
                        throw closed;
                    }
                }
            });
        }

        void run() throws Exception {
            turns.run(() -> {
                if (++steps % 23 == 0) {
                    judge(files.crash(chance), main.crash(chance), "crash after step " + steps);
                } else if (steps % 61 == 0) {
                    judge(files.killed(), main.crash(chance), "kill after step " + steps);
                }
            });
            log.close();
            long newest = judge(files.crash(null), main, "closed");
            if (!closing) {
                assertEquals(states.lastKey(), newest, "a close loses nothing");
            }
        }

        /** Opens what is left, and compares it with the model. */
        private long judge(MemoryFiles left, TestMain leftMain, String when) {
            long atLeast = safe.get();
            Log open = TestLog.open(left, SyncMode.FULL, CHECKPOINT_PAGES);
            try (LogSnapshot snapshot = open.register()) {
                long newest = snapshot.transaction();
                assertTrue(newest >= atLeast, when + ": " + atLeast + " was durable, the log ends with " + newest);
                Map<Long, Long> state = states.get(newest);
                assertNotNull(state, when + ": transaction " + newest + " was never made");
                for (long page = 0; page < PAGES; page++) {
                    assertEquals(state.getOrDefault(page, 0L), leftMain.read(open, snapshot, page), when);
                }
                return newest;
            }
        }

        private void commits(Random random) {
            for (int i = 0; i < COMMITS; i++) {
                turns.pause("wants to write");
                long[] made = new long[2];
                writersPlace.lock();
                try {
                    commit(random, made);
                } finally {
                    writersPlace.unlock();
                }
                turns.pause("has committed");
                if (made[1] > 0 && random.nextInt(4) > 0) {
                    log.force(made[1]);
                    safe.accumulateAndGet(made[0], Math::max);
                }
            }
        }

        private void commit(Random random, long[] made) {
            long transaction = log.begin();
            Map<Long, Long> state = new HashMap<>(now);
            if (random.nextInt(5) == 0) {
                log.append(transaction, pages(random, transaction, state));
                turns.pause("has appended");
            }
            List<PageImage> last = pages(random, transaction, state);
            turns.pause("is about to commit");
            if (random.nextInt(8) == 0) {
                log.abandon(transaction);
                return;
            }
            states.put(transaction, state);
            made[0] = transaction;
            made[1] = log.commit(transaction, last, PAGES);
            now = state;
        }

        private List<PageImage> pages(Random random, long transaction, Map<Long, Long> state) {
            List<PageImage> pages = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                long page = random.nextInt(3) == 0 ? random.nextInt(PAGES) : 0;
                long value = 100 * transaction + pages.size();
                pages.add(new PausingPage(TestPage.of(page, value), turns));
                state.put(page, value);
            }
            return pages;
        }

        private void reads(Random random) {
            for (int i = 0; i < SNAPSHOTS; i++) {
                turns.pause("wants to read");
                long atLeast = safe.get();
                try (LogSnapshot snapshot = log.register()) {
                    long seen = snapshot.transaction();
                    assertTrue(seen >= atLeast, "a snapshot of " + seen + " after " + atLeast + " was forced");
                    safe.accumulateAndGet(seen, Math::max);
                    Map<Long, Long> state = states.get(seen);
                    assertNotNull(state, "a snapshot stands on a commit");
                    // Some outlast several cuts.
                    for (int reads = random.nextInt(i % 2 == 0 ? 36 : 6); reads >= 0; reads--) {
                        turns.pause("holds " + seen);
                        long page = random.nextBoolean() ? 0 : random.nextInt(PAGES);
                        assertEquals(
                                state.getOrDefault(page, 0L),
                                main.read(log, snapshot, page),
                                "page " + page + " in a snapshot of " + seen);
                    }
                }
            }
        }

        private void checkpoints(Random random) {
            for (int i = 0; i < CHECKPOINTS; i++) {
                for (int wait = random.nextInt(14); wait >= 0; wait--) {
                    turns.pause("wants a checkpoint");
                }
                boolean[] holds = {random.nextBoolean()};
                if (log.checkpoint(sink(holds)).cut()) {
                    if (carried() > 0) {
                        carries++;
                    } else {
                        cuts++;
                    }
                }
                held += holds[0] ? 1 : 0;
                assertFalse(writersPlace.isHeldByCurrentThread(), "what was held is released");
                main.forget();
            }
        }

        private int carried() {
            return ByteBuffer.wrap(files.bytes(TestLog.PATH))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getInt(LogHeader.AT_CARRIED);
        }

        private void closes(Random random) {
            for (int wait = random.nextInt(100); wait >= 0; wait--) {
                turns.pause("wants to close");
            }
            closing = true;
            log.close();
        }

        /** @param holds whether it keeps transactions from beginning if asked to; then, whether it did */
        private CheckpointSink sink(boolean[] holds) {
            boolean mayHold = holds[0];
            holds[0] = false;
            return new CheckpointSink() {
                @Override
                public void page(long id, long position, byte[] image) throws IOException {
                    turns.pause("page to the main file");
                    main.page(id, position, image);
                }

                @Override
                public long finish() throws IOException {
                    turns.pause("force of the main file");
                    return main.finish();
                }

                @Override
                public boolean hold() {
                    holds[0] = mayHold && writersPlace.tryLock();
                    return holds[0];
                }

                @Override
                public void release() {
                    turns.pause("release");
                    writersPlace.unlock();
                }

                @Override
                public void cut() {
                    turns.pause("cut");
                    main.cut();
                }
            };
        }
    }
}
