package org.pesadb.storage.engine;

import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;

/**
 * An open pager, guarded, and what it was opened by.
 *
 * @param header   what the main file says of it, and of its log
 * @param provider what opened it
 * @param pager    the pager
 * @param context  what it was opened with
 */
record OpenPager(FileHeader header, PagerProvider provider, Pager pager, PagerContext context) {
    /** What lies in the log's file, or null where the log does not show it. To be closed. */
    LogEntries logEntries() {
        return context.log().entries(context.logContext().toRead());
    }

    /** The layer for files that statements put beside the database; a pager may have one of its own for them. */
    FileLayer temporaryFiles(FileLayer files) {
        return pager.temporaryFiles(files);
    }
}
