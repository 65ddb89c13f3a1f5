package org.pesadb.api.spi;

/**
 * Figures of a log since it was opened.
 *
 * @param generation     the number of its generation
 * @param bytes          bytes of records in its file, carried ones too
 * @param fileBytes      length of its file
 * @param commits        commits appended
 * @param pages          page records appended
 * @param forces         forces done
 * @param snapshots      registered snapshots
 * @param oldestSnapshot how many bytes of records lie beyond the oldest of them; 0 without any
 * @param failure        why it takes no more records, or null where it does
 */
public record LogStats(
        long generation,
        long bytes,
        long fileBytes,
        long commits,
        long pages,
        long forces,
        int snapshots,
        long oldestSnapshot,
        String failure) {}
