package org.pesadb.api.spi;

import java.nio.file.Path;
import java.util.UUID;
import org.pesadb.api.SyncMode;

/**
 * What a log works on.
 *
 * @param files           where its files are
 * @param path            the log's file
 * @param databaseId      the database that it belongs to
 * @param pageBytes       the length of a page image
 * @param sync            when to force
 * @param checkpointPages after how many logged pages the pager checkpoints; bounds how much of its file the log keeps
 * @param readOnly        whether nothing may be written, and no file made
 */
public record LogContext(
        FileLayer files,
        Path path,
        UUID databaseId,
        int pageBytes,
        SyncMode sync,
        int checkpointPages,
        boolean readOnly) {}
