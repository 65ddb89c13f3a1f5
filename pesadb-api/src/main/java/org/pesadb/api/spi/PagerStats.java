package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * Figures of a pager since it was opened, taken at one moment. Immutable; threads share it. A pager tells those that it has.
 *
 * <p>It may be as short as:
 *
 * <pre>{@code
 * record Figures(long pages, long pageVisits) implements PagerStats {}
 * }</pre>
 */
@Stable(since = 1)
public interface PagerStats {
    /**
     * Pages of the database.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long pages() {
        return -1;
    }

    /**
     * Of them free.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long freePages() {
        return -1;
    }

    /**
     * Pages asked for.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long pageVisits() {
        return -1;
    }

    /**
     * Of them answered by the buffer cache or the transaction's own changes.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long cacheHits() {
        return -1;
    }

    /**
     * Of them read from main file or log.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long fileReads() {
        return -1;
    }

    /**
     * Bytes of pages in the buffer cache now.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long cacheBytes() {
        return -1;
    }

    /**
     * What the cache may hold.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long cacheLimitBytes() {
        return -1;
    }

    /**
     * Checkpoints done.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long checkpoints() {
        return -1;
    }

    /**
     * Why the last checkpoint failed, or null where it did not.
     *
     * @return null by default
     */
    default String checkpointFailure() {
        return null;
    }

    /**
     * The log's own figures; null from a pager that keeps none.
     *
     * @return null by default
     */
    default LogStats log() {
        return null;
    }
}
