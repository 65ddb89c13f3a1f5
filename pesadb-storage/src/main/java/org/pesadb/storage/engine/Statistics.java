package org.pesadb.storage.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PagerStats;

/** Gives the figures their stable names. */
final class Statistics {
    private Statistics() {}

    static Map<String, Object> of(PagerStats pager, HeldSnapshots snapshots) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("pages", known(pager.pages()));
        named.put("free_pages", known(pager.freePages()));
        named.put("page_visits", known(pager.pageVisits()));
        named.put("cache_hits", known(pager.cacheHits()));
        named.put("file_reads", known(pager.fileReads()));
        named.put("cache_bytes", known(pager.cacheBytes()));
        named.put("cache_limit_bytes", known(pager.cacheLimitBytes()));
        named.put("checkpoints", known(pager.checkpoints()));
        named.put("checkpoint_failure", pager.checkpointFailure());
        LogStats log = pager.log();
        if (log != null) {
            named.put("log_generation", known(log.generation()));
            named.put("log_bytes", known(log.bytes()));
            named.put("log_file_bytes", known(log.fileBytes()));
            named.put("log_commits", known(log.commits()));
            named.put("log_pages", known(log.pages()));
            named.put("log_forces", known(log.forces()));
            named.put("log_failure", log.failure());
            named.put("snapshots", known(log.snapshots()));
            named.put("oldest_snapshot_bytes", known(log.oldestSnapshot()));
        }
        HeldSnapshot oldest = snapshots.oldest();
        named.put(
                "oldest_snapshot_ms", oldest == null ? 0 : snapshots.age(oldest).toMillis());
        named.put("oldest_snapshot_holder", oldest == null ? null : oldest.holder());
        return named;
    }

    /** What is not known is NULL. */
    private static Long known(long figure) {
        return figure < 0 ? null : (Long) figure;
    }
}
