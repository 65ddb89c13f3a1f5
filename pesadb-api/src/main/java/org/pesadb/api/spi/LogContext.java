package org.pesadb.api.spi;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.pesadb.api.Stable;
import org.pesadb.api.SyncMode;

/**
 * What a log works on.
 *
 * @param files           where its files are
 * @param path            the log's file
 * @param databaseId      the database that it belongs to
 * @param pageBytes       the length of a page image: a multiple of 16, 64 or more
 * @param sync            when to force
 * @param checkpointPages after how many logged pages the pager checkpoints; bounds how much of its file the log keeps
 * @param readOnly        whether nothing may be written, and no file made
 * @param formatVersion   the version in which the database was made, which never changes; {@link Component#formatVersion()} where it is made now. Between that
 *     and the log's present version lies what its files may be in: they tell by themselves, and where one is newer than the part that opens it, that
 *     refuses with FORMAT_TOO_NEW
 * @param settings        what was set for this part, by the names of {@link Component#settings()}
 */
@Stable(since = 1)
public record LogContext(
        FileLayer files,
        Path path,
        UUID databaseId,
        int pageBytes,
        SyncMode sync,
        int checkpointPages,
        boolean readOnly,
        int formatVersion,
        Map<String, String> settings) {
    /** Copies the settings. */
    public LogContext {
        settings = Map.copyOf(settings);
    }

    /**
     * The same at another place, for a log that is made of others.
     *
     * @param elsewhere where files are
     * @param file      the other log's file
     * @return a new context
     */
    public LogContext at(FileLayer elsewhere, Path file) {
        return new LogContext(
                elsewhere, file, databaseId, pageBytes, sync, checkpointPages, readOnly, formatVersion, settings);
    }

    /**
     * The same for another log within this one, which is opened by a part of its own.
     *
     * @param version the version of that part's format; where its files tell by themselves, its present one
     * @return a new context without settings
     */
    public LogContext within(int version) {
        return new LogContext(files, path, databaseId, pageBytes, sync, checkpointPages, readOnly, version, Map.of());
    }

    /**
     * The same log with page images of another length, for a pager that adds something to each, such as a seal.
     *
     * @param bytes the length of a page image in it, a multiple of 16
     * @return a new context
     */
    public LogContext withPageBytes(int bytes) {
        return new LogContext(files, path, databaseId, bytes, sync, checkpointPages, readOnly, formatVersion, settings);
    }

    /**
     * The same log, to be read alone.
     *
     * @return a new context
     */
    public LogContext toRead() {
        return new LogContext(files, path, databaseId, pageBytes, sync, checkpointPages, true, formatVersion, settings);
    }
}
