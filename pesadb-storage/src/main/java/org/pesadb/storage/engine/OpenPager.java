package org.pesadb.storage.engine;

import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerProvider;

/**
 * An open pager, guarded, and what it was opened by.
 *
 * @param header   what the main file says of it, and of its log
 * @param provider what opened it
 * @param pager    the pager
 */
record OpenPager(FileHeader header, PagerProvider provider, Pager pager) {
    /** The layer for files that statements put beside the database; a pager may have one of its own for them. */
    FileLayer temporaryFiles(FileLayer files) {
        return pager.temporaryFiles(files);
    }
}
