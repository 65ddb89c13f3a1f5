package org.pesadb.api.spi;

/**
 * Figures of a pager since it was opened.
 *
 * @param pages             pages of the database
 * @param freePages         of them free
 * @param pageVisits        pages asked for
 * @param cacheHits         of them answered by the buffer cache or the transaction's own changes
 * @param fileReads         of them read from main file or log
 * @param cacheBytes        bytes of pages in the buffer cache now
 * @param cacheLimitBytes   what the cache may hold
 * @param checkpoints       checkpoints done
 * @param checkpointFailure why the last checkpoint failed, or null where it did not
 * @param log               the log's own figures; null from a pager that keeps none
 */
public record PagerStats(
        long pages,
        long freePages,
        long pageVisits,
        long cacheHits,
        long fileReads,
        long cacheBytes,
        long cacheLimitBytes,
        long checkpoints,
        String checkpointFailure,
        LogStats log) {}
