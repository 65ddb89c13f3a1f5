package org.pesadb.storage.guard;

import org.pesadb.api.spi.LogStats;

/** Figures of a log, asked for where it is known whom to blame if they cannot be had. The components are those of {@link LogStats}. */
record GivenLogStats(
        long generation,
        long bytes,
        long fileBytes,
        long commits,
        long pages,
        long forces,
        int snapshots,
        long oldestSnapshot,
        String failure)
        implements LogStats {
    /** Asks for all of them; null where there are none. */
    static LogStats of(LogStats stats) {
        return stats == null || stats instanceof GivenLogStats
                ? stats
                : new GivenLogStats(
                        stats.generation(),
                        stats.bytes(),
                        stats.fileBytes(),
                        stats.commits(),
                        stats.pages(),
                        stats.forces(),
                        stats.snapshots(),
                        stats.oldestSnapshot(),
                        stats.failure());
    }
}
