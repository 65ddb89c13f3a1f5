package org.pesadb.it.sim;

import java.util.Locale;
import org.pesadb.api.SyncMode;

/** Plays the scripts of many seeds. Threads share it. */
final class Campaign {
    private final Product product;
    private final long first;
    private final SyncMode sync;
    private final int replays;
    private final Totals totals = new Totals();
    private long next;
    private Failure failure;

    /**
     * A script that fails.
     *
     * @param seed      what it was made of
     * @param steps     how long it was
     * @param violation how its shortest form fails
     * @param shortest  the shortest form found
     */
    record Failure(long seed, int steps, Violation violation, Script shortest) {
        /** The failure for people, with the script. */
        String text() {
            return "seed " + seed + ", " + violation.kind() + " " + violation.getMessage()
                    + "\nrepeat it with: pesadb-it/bin/faults --scripts 1 --sync "
                    + shortest.sync().name().toLowerCase(Locale.ROOT) + " --seed " + seed
                    + "\nof its " + steps + " steps these " + shortest.actions().size() + " fail alike:\n"
                    + shortest.lines();
        }
    }

    /**
     * @param product what is put to the test
     * @param first   the first seed; those that follow it are the next
     * @param sync    when commits are forced, or null for what each seed says
     * @param replays how many scripts to try at most to find the shortest one that fails
     */
    Campaign(Product product, long first, SyncMode sync, int replays) {
        this.product = product;
        this.first = first;
        this.sync = sync;
        this.replays = replays;
    }

    /**
     * Plays the script of the next seed. After a failure nothing more is played.
     *
     * @return whether nothing has failed yet
     */
    boolean playNext() {
        long seed;
        synchronized (this) {
            if (failure != null) {
                return false;
            }
            seed = first + next++;
        }
        Totals own = new Totals();
        Script made = Workload.of(seed, product.indexes());
        Script script = sync == null ? made : new Script(sync, made.chance(), made.actions());
        Failure failed = null;
        try {
            new Simulation(script, product, own).run();
        } catch (Violation violation) {
            Shrinker shrinker = new Shrinker(product, script, violation, replays);
            Script shortest = shrinker.shrink();
            failed = new Failure(seed, script.actions().size(), shrinker.violation(), shortest);
        }
        synchronized (this) {
            totals.add(own);
            failure = failure == null ? failed : failure;
            return failure == null;
        }
    }

    /** The first failure, or null while there is none. */
    synchronized Failure failure() {
        return failure;
    }

    /** What was tried so far. */
    synchronized Totals totals() {
        Totals copy = new Totals();
        copy.add(totals);
        return copy;
    }
}
