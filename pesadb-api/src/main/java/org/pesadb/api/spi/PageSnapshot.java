package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * The database as it was at one commit. Threads share it. While it is open, what it sees stays readable; close it, else the
 * log cannot be cut.
 *
 * <p>It may be closed by another thread while one reads in it, as where it has grown too old. From then on {@link #page}
 * throws IllegalStateException; so does one under way that may no longer find the right version, and never calls that
 * damage. Pages handed out before stay as they are.
 *
 * <p>Two reads of one state:
 *
 * <pre>{@code
 * try (PageSnapshot snapshot = pager.read()) {
 *     long root = snapshot.root();
 *     Page first = snapshot.page(root);
 *     Page again = snapshot.page(root);        // the same bytes, whatever was committed meanwhile
 * }
 * }</pre>
 */
@Stable(since = 1)
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
