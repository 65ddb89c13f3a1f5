package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * A registered position: no checkpoint goes beyond it and no cut takes what it sees, until it is closed. Threads share it,
 * and may ask for its figures after that too.
 *
 * <p>It is held for as long as somebody reads in it:
 *
 * <pre>{@code
 * try (LogSnapshot snapshot = log.register()) {
 *     long version = log.locate(page, snapshot.position());   // the same however often, whatever is committed
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface LogSnapshot extends AutoCloseable {
    /**
     * The end of the newest commit that it sees; opaque to callers but for its order.
     *
     * @return never negative
     */
    long position();

    /**
     * The id of that commit's transaction.
     *
     * @return 0 before the first
     */
    long transaction();

    /**
     * The number of pages of the database at that commit.
     *
     * @return 1 to 2^32
     */
    long pages();

    /** Gives it back. Closing twice does nothing. */
    @Override
    void close();
}
