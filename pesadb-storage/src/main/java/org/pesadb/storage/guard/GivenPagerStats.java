package org.pesadb.storage.guard;

import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PagerStats;

/**
 * Figures of a pager, asked for where it is known whom to blame if they cannot be had: its own are its own code. The components are those
 * of {@link PagerStats}.
 */
record GivenPagerStats(
        long pages,
        long freePages,
        long pageVisits,
        long cacheHits,
        long fileReads,
        long cacheBytes,
        long cacheLimitBytes,
        long checkpoints,
        String checkpointFailure,
        LogStats log)
        implements PagerStats {
    /** Asks for all of them; null where there are none. */
    static PagerStats of(PagerStats stats) {
        return stats == null
                ? null
                : new GivenPagerStats(
                        stats.pages(),
                        stats.freePages(),
                        stats.pageVisits(),
                        stats.cacheHits(),
                        stats.fileReads(),
                        stats.cacheBytes(),
                        stats.cacheLimitBytes(),
                        stats.checkpoints(),
                        stats.checkpointFailure(),
                        GivenLogStats.of(stats.log()));
    }
}
