package org.pesadb.wal;

import org.pesadb.api.spi.LogStats;

/** Every figure of a log. Immutable. */
record LogFigures(
        long generation,
        long bytes,
        long fileBytes,
        long commits,
        long pages,
        long forces,
        int snapshots,
        long oldestSnapshot,
        String failure)
        implements LogStats {}
