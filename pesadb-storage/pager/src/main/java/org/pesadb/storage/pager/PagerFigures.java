package org.pesadb.storage.pager;

import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PagerStats;

/** Every figure of a pager. Immutable. */
record PagerFigures(
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
        implements PagerStats {}
