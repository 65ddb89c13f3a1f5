package org.pesadb.api.spi;

import java.nio.file.Path;

/** What a statement may use. Of the statement's thread. */
public interface JoinContext {
    /**
     * How much memory the join may take.
     *
     * @return bytes
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
     * @return may not exist yet
     */
    Path spillFolder();

    /**
     * To be called now and then, at least every thousand rows.
     *
     * @throws org.pesadb.api.PesaDbException CANCELLED
     */
    void checkCancelled();
}
