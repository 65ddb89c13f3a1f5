package org.pesadb.it.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.SyncMode;
import org.pesadb.testing.Seeds;

/**
 * Threads run random transactions beside checkpoints, cuts and carries of the log, with little cache and little memory for a
 * transaction, in every sync mode: whatever they saw is strictly serializable.
 *
 * <p>{@code -Dpesadb.isolation.rounds=N} makes it longer; each round is a new database. A seed gives the same options and the same
 * transactions, but not the same turns of the threads.
 */
class IsolationTest {
    private static final int THREADS = 4;
    private static final int TRANSACTIONS = 150;
    private static final int BUSY_EVERY = 4;

    private final int rounds = Integer.getInteger("pesadb.isolation.rounds", 24);

    private static UnaryOperator<Options.Builder> options(Random random, int round) {
        SyncMode sync = SyncMode.values()[round % SyncMode.values().length];
        int checkpoint = 1 + random.nextInt(round % 2 == 0 ? 10 : 80);
        long cache = 1 + random.nextInt(200_000);
        long memory = random.nextBoolean() ? 1 : 1L << 30;
        boolean inThread = random.nextInt(4) == 0;
        Duration busy = Duration.ofMillis(round % BUSY_EVERY == 3 ? 1 : 60_000);
        return builder -> builder.sync(sync)
                .checkpointPages(checkpoint)
                .cacheBytes(cache)
                .transactionBytes(memory)
                .background(inThread ? Runnable::run : null)
                .busyTimeout(busy);
    }

    @Test
    void whateverThreadsSeeIsStrictlySerializable() throws Exception {
        long first = Seeds.one();
        System.out.println("IsolationTest: repeat with -Dtest=IsolationTest -Dpesadb.seed=" + first);
        long transactions = 0;
        long checkpoints = 0;
        long cuts = 0;
        long carries = 0;
        long busy = 0;
        long cancelled = 0;
        for (int round = 0; round < rounds; round++) {
            long seed = first + round * 1_000L;
            String where = "seed " + first + ", round " + round;
            Workload workload = new Workload(options(new Random(seed), round), session -> session);
            History history;
            try {
                history = workload.run(seed, THREADS, TRANSACTIONS);
            } catch (Exception failed) {
                throw new AssertionError(where, failed);
            }
            List<Anomaly> found = Checker.check(history);
            assertEquals(List.of(), found, () -> where + "\n" + found.get(0) + "\n" + history);
            assertEquals(List.of(), workload.faults(), where);
            transactions += history.transactions().size();
            checkpoints += workload.checkpoints();
            cuts += workload.cuts();
            carries += workload.carries();
            busy += workload.refusals(ErrorCode.BUSY);
            cancelled += workload.refusals(ErrorCode.CANCELLED);
        }
        String done = transactions + " transactions, " + checkpoints + " checkpoints, " + cuts + " cuts, of which "
                + carries + " carried a rest over; " + busy + " statements were too late for the writer's place, "
                + cancelled
                + " cancelled";
        System.out.println("IsolationTest: " + done);
        assertTrue(transactions >= (long) rounds * THREADS * TRANSACTIONS / 2, done);
        assertTrue(checkpoints >= rounds && cuts > rounds && carries >= Math.min(rounds, 3), done);
        assertTrue(rounds < BUSY_EVERY || busy > 0 && cancelled > 0, done);
    }

    /**
     * A force fails in the midst of it, and at the end the power goes: what nobody may rely on is seen by nobody, and all that anybody
     * saw is there afterwards. In the weaker modes the process ends instead.
     */
    @Test
    void whatSomebodySawOutlivesTheFailureOfAForce() throws Exception {
        long first = Seeds.one();
        System.out.println("IsolationTest: repeat with -Dtest=IsolationTest -Dpesadb.seed=" + first);
        long failed = 0;
        int count = Math.max(3, rounds / 2);
        for (int round = 0; round < count; round++) {
            long seed = first + round * 1_000L;
            Random random = new Random(seed);
            String where = "seed " + first + ", round " + round;
            SyncMode sync = SyncMode.values()[round % SyncMode.values().length];
            Workload workload = new Workload(options(random, round), session -> session)
                    .failing(1 + random.nextInt(sync == SyncMode.FULL ? 120 : 10), sync == SyncMode.FULL);
            History history;
            try {
                history = workload.run(seed, THREADS, TRANSACTIONS / 2);
            } catch (Exception unexpected) {
                throw new AssertionError(where, unexpected);
            }
            List<Anomaly> found = Checker.check(history);
            assertEquals(List.of(), found, () -> where + "\n" + found.get(0) + "\n" + history);
            assertEquals(List.of(), workload.faults(), where);
            failed += workload.refusals(ErrorCode.IO) + workload.refusals(ErrorCode.READ_ONLY) > 0 ? 1 : 0;
        }
        assertTrue(failed >= count / 3, failed + " of " + count + " databases have met the failure");
    }
}
