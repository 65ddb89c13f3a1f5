package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.testing.Seeds;

/**
 * Nothing acknowledged is ever lost and nothing else is ever half there, through {@code kill -9} at any moment: while a database is
 * made, while committing, checkpointing, importing, spilling, compacting and copying, and while recovering from the kill before,
 * several times in a row. What each round does and looks at is told in {@link KillRun}.
 *
 * <p>{@code -Dpesadb.seed=N} repeats the moments, {@code -Dpesadb.kill.rounds=N} sets how many kills (50),
 * {@code -Dpesadb.kill.runs=N} how many databases are worked on side by side (2).
 */
class KillIT {
    private static final int ROUNDS = Integer.getInteger("pesadb.kill.rounds", 50);
    private static final int RUNS = Integer.getInteger("pesadb.kill.runs", 2);

    @TempDir
    Path folder;

    @Test
    void killedAtAnyMomentItKeepsWhatItAcknowledged() throws Exception {
        long seed = Seeds.one();
        long begun = System.nanoTime();
        List<KillRun> runs = new ArrayList<>();
        List<Future<?>> under = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(RUNS);
        try {
            for (int i = 0; i < RUNS; i++) {
                int rounds = ROUNDS / RUNS + (i < ROUNDS % RUNS ? 1 : 0);
                KillRun run = new KillRun(
                        folder.resolve("run" + i), new Random(seed + i), "seed " + seed + ", run " + i, rounds);
                runs.add(run);
                under.add(threads.submit(() -> {
                    run.run();
                    return null;
                }));
            }
            for (Future<?> each : under) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        Map<String, Integer> moments = new TreeMap<>();
        long units = 0;
        long backups = 0;
        for (KillRun run : runs) {
            run.moments().forEach((moment, count) -> moments.merge(moment, count, Integer::sum));
            units += run.units();
            backups += run.backups();
        }
        int kills = moments.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf(
                "KillIT: seed %d, %d kills in %d s, 0 violations; %d units kept, %d backups whole; the command under way: %s%n",
                seed, kills, (System.nanoTime() - begun) / 1_000_000_000, units, backups, moments);
        assertTrue(kills == ROUNDS, kills + " kills");
        assertTrue(units >= ROUNDS, "seed " + seed + ": only " + units + " units in " + ROUNDS + " rounds");
    }
}
