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
        named.put("pages", pager.pages());
        named.put("free_pages", pager.freePages());
        named.put("page_visits", pager.pageVisits());
        named.put("cache_hits", pager.cacheHits());
        named.put("file_reads", pager.fileReads());
        named.put("cache_bytes", pager.cacheBytes());
        named.put("cache_limit_bytes", pager.cacheLimitBytes());
        named.put("checkpoints", pager.checkpoints());
        named.put("checkpoint_failure", pager.checkpointFailure());
        LogStats log = pager.log();
        if (log != null) {
            named.put("log_generation", log.generation());
            named.put("log_bytes", log.bytes());
            named.put("log_file_bytes", log.fileBytes());
            named.put("log_commits", log.commits());
            named.put("log_pages", log.pages());
            named.put("log_forces", log.forces());
            named.put("log_failure", log.failure());
            named.put("snapshots", log.snapshots());
            named.put("oldest_snapshot_bytes", log.oldestSnapshot());
        }
        HeldSnapshot oldest = snapshots.oldest();
        named.put(
                "oldest_snapshot_ms", oldest == null ? 0 : snapshots.age(oldest).toMillis());
        named.put("oldest_snapshot_holder", oldest == null ? null : oldest.holder());
        return named;
    }
}
