package org.pesadb.it.load;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.pesadb.api.Database;
import org.pesadb.it.Tables;

/** Figures of a running database over time, taken from outside: file lengths, the heap, what it says of itself. Of one
 * thread, apart from {@link #watch}. */
final class Figures {
    private static final double GLANCE_MILLIS = 5;

    private final Database database;
    private final Path log;
    private final long start;
    private final Series logBytes = new Series();
    private final Series heapBytes = new Series();
    private final Series checkpointMoments = new Series();
    private final long firstCheckpoints;
    private final long firstGeneration;
    private long checkpoints;
    private long generation;
    /** Since the last tick. */
    private final AtomicLong highest = new AtomicLong();

    private long longestLog;
    private String failure;

    /**
     * @param start a moment of {@link System#nanoTime}, from which seconds are counted
     */
    Figures(Database database, long start) {
        this.database = database;
        this.log = Db.log(database.path());
        this.start = start;
        firstCheckpoints = Tables.figure(database, "checkpoints");
        firstGeneration = Tables.figure(database, "log_generation");
        checkpoints = firstCheckpoints;
        generation = firstGeneration;
    }

    /** Looks at the log's length over and over, until the crew is stopped: it changes from one moment to the next. */
    void watch(Crew crew) {
        while (!crew.stopped()) {
            glance();
            Pause.millis(GLANCE_MILLIS);
        }
    }

    private void glance() {
        highest.accumulateAndGet(Program.length(log), Math::max);
    }

    /** Ends an interval. */
    void tick() {
        glance();
        double now = Units.since(start);
        Map<String, Object> stats = database.stats();
        long longest = highest.getAndSet(0);
        longestLog = Math.max(longestLog, longest);
        logBytes.add(now, longest);
        Runtime runtime = Runtime.getRuntime();
        heapBytes.add(now, runtime.totalMemory() - runtime.freeMemory());
        long counted = ((Number) stats.get("checkpoints")).longValue();
        if (counted > checkpoints) {
            checkpointMoments.add(now, counted);
        }
        checkpoints = counted;
        generation = ((Number) stats.get("log_generation")).longValue();
        Object failed = stats.get("checkpoint_failure");
        failure = failed != null ? failed.toString() : failure;
    }

    Series logBytes() {
        return logBytes;
    }

    Series heapBytes() {
        return heapBytes;
    }

    double[] checkpointMoments() {
        return checkpointMoments.seconds();
    }

    /** The greatest length of the log's file that was seen, what it keeps in advance included. */
    long longestLog() {
        return longestLog;
    }

    long checkpoints() {
        return checkpoints - firstCheckpoints;
    }

    /** How often the log began anew. */
    long cuts() {
        return generation - firstGeneration;
    }

    /** Why a checkpoint failed, or null where none did. */
    String failure() {
        return failure;
    }

    /** The same, to stand at the end of a line. */
    String failureOrNothing() {
        return failure == null ? "" : ": " + failure;
    }
}
