package org.pesadb.api.spi;

/**
 * The database as it was at one commit. Threads share it. While it is open, what it sees stays readable; close it, else the
 * log cannot be cut.
 */
public interface PageSnapshot extends PageReader, AutoCloseable {
    /**
     * The value that the engine set last by {@link PageTransaction#setRoot}.
     *
     * @return 0 where it never did
     */
    long root();

    /**
     * The id of the newest transaction that it sees.
     *
     * @return 0 before the first
     */
    long transaction();

    /** Gives it back. Closing twice does nothing. */
    @Override
    void close();
}
