package org.pesadb.api.spi;

import java.nio.file.Path;

/** What a statement may use. Of the statement's thread. */
public interface JoinContext {
    /**
     * How much memory the join may take.
     *
     * @return bytes, 1 or more; {@link RowBuffer#memoryBytes} says what a row takes. Past it, throw OUT_OF_MEMORY or use files
     */
    long memoryBytes();

    /**
     * Where it may put files; they must be gone when the result is closed.
     *
     * @return the layer for every access to them
     */
    FileLayer files();

    /**
     * The folder for its files.
     *
     * @return may not exist yet; {@link FileLayer#createFolders} makes it. File names are to differ among joins that run at once
     */
    Path spillFolder();

    /**
     * To be called now and then, at least every thousand rows.
     *
     * @throws org.pesadb.api.PesaDbException CANCELLED
     */
    void checkCancelled();
}
