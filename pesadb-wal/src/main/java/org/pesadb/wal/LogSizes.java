package org.pesadb.wal;

import org.pesadb.api.spi.LogContext;

/**
 * How long the log is to be, all in bytes.
 *
 * @param threshold the records of as many pages as the pager logs between two checkpoints
 */
record LogSizes(long threshold) {
    /** The first step of preallocation; later ones double. */
    static final long FIRST_STEP = 64L << 10;

    private static final long LARGEST_STEP = 8L << 20;

    static LogSizes of(LogContext context) {
        return new LogSizes(
                (long) context.checkpointPages() * LogFormat.length(LogFormat.TYPE_PAGE, context.pageBytes()));
    }

    /** The longest step in which the file grows, so that it is never much longer than its records. */
    long lastStep() {
        return Math.min(Math.max(threshold / 2, FIRST_STEP), LARGEST_STEP);
    }

    /** The length that a file is given, and cut back to: what comes until the next cut should fit. */
    long file() {
        return LogFormat.RECORDS + Math.max(FIRST_STEP, 2 * threshold);
    }

    /** The length at which a file is cut back. */
    long tooLong() {
        return file() + Math.max(FIRST_STEP, threshold);
    }

    /** Whether so many bytes beyond the limit are worth another round of the checkpoint. */
    boolean isLarge(long beyond) {
        return beyond > threshold / 4;
    }

    /** Whether so many bytes beyond the oldest snapshot may be brought while nobody commits. */
    boolean worthHolding(long beyond) {
        return beyond <= threshold / 2;
    }

    /**
     * Whether the log becomes so much shorter that a fresh file pays.
     *
     * @param log     bytes of its records
     * @param carried what they would be in the fresh file
     */
    boolean worthCarrying(long log, long carried) {
        return log - carried >= threshold / 2 && (carried <= 2 * threshold || carried <= log / 2);
    }
}
