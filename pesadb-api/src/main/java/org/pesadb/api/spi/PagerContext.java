package org.pesadb.api.spi;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executor;
import org.pesadb.api.Stable;

/**
 * What a pager works on.
 *
 * @param files           where its files are
 * @param path            the main file
 * @param header          the {@value #HEADER_BYTES} bytes with which page 0 begins: the engine's; written once
 * @param log             what opens or makes the log
 * @param logContext      where the log is
 * @param cacheBytes      what the buffer cache may hold
 * @param transactionBytes what the changed pages of the write transaction may take; the rest goes to files in the next
 * @param spillFolder     for files that are gone when the transaction ends; may not exist yet
 * @param checkpointPages checkpoint after so many logged pages, 1 or more
 * @param background      runs what goes on beside the callers, such as checkpoints; may also run it at once, in their threads
 * @param readOnly        whether nothing may be written, and no file made
 * @param formatVersion   the version in which the database was made, which never changes; {@link Component#formatVersion()} where it is made now. A pager whose
 *     format goes on keeps its present version in its own part of the main file, and refuses one that is newer with FORMAT_TOO_NEW
 * @param settings        what was set for this part, by the names of {@link Component#settings()}
 */
@Stable(since = 1)
public record PagerContext(
        FileLayer files,
        Path path,
        byte[] header,
        LogProvider log,
        LogContext logContext,
        long cacheBytes,
        long transactionBytes,
        Path spillFolder,
        int checkpointPages,
        Executor background,
        boolean readOnly,
        int formatVersion,
        Map<String, String> settings) {
    /** The length of the engine's part of page 0. */
    public static final int HEADER_BYTES = 512;

    /** Copies the settings. */
    public PagerContext {
        settings = Map.copyOf(settings);
    }

    /**
     * The same for another pager within this one, which is opened by a part of its own.
     *
     * @param version the version of that part's format; where its files tell by themselves, its present one
     * @return a new context without settings
     */
    public PagerContext within(int version) {
        return new PagerContext(
                files,
                path,
                header,
                log,
                logContext,
                cacheBytes,
                transactionBytes,
                spillFolder,
                checkpointPages,
                background,
                readOnly,
                version,
                Map.of());
    }

    /**
     * The same with its files elsewhere; its log stays where it is.
     *
     * @param elsewhere where they are
     * @return a new context
     */
    public PagerContext at(FileLayer elsewhere) {
        return new PagerContext(
                elsewhere,
                path,
                header,
                log,
                logContext,
                cacheBytes,
                transactionBytes,
                spillFolder,
                checkpointPages,
                background,
                readOnly,
                formatVersion,
                settings);
    }

    /**
     * The same on another log.
     *
     * @param other what opens or makes it
     * @param where where it is
     * @return a new context
     */
    public PagerContext with(LogProvider other, LogContext where) {
        return new PagerContext(
                files,
                path,
                header,
                other,
                where,
                cacheBytes,
                transactionBytes,
                spillFolder,
                checkpointPages,
                background,
                readOnly,
                formatVersion,
                settings);
    }
}
