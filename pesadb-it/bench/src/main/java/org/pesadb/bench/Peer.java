package org.pesadb.bench;

import java.nio.file.Path;

/** A database under test. Immutable; threads share it. */
interface Peer {
    /** The memory that every database gets for its pages. */
    int CACHE_BYTES = 256 << 20;

    /** Its name in the report, without blanks. */
    String title();

    /**
     * Opens a database, which is made where there is none.
     *
     * @param folder its own
     */
    Store open(Path folder) throws Exception;
}
