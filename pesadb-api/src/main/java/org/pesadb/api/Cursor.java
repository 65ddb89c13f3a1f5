package org.pesadb.api;

import java.util.List;

/**
 * The result of a command: its rows, one after another, and then its outcome. The cursor itself is the current row,
 * valid until the next call of {@link #next()}.
 *
 * <p>A command that changes something has done so, durably unless in an explicit transaction, before its cursor is
 * handed out. One that reads does so while it is read, at the snapshot it began with. Of one thread at a time. To be
 * closed, else its snapshot keeps the log from being cut.
 */
@Stable(since = 1)
public interface Cursor extends Row, AutoCloseable {
    /**
     * The columns of the rows.
     *
     * @return in order; empty where the command has no rows
     */
    List<Column> columns();

    /**
     * Goes on to the next row.
     *
     * @return false after the last one
     * @throws PesaDbException {@link ErrorCode#CANCELLED}, {@link ErrorCode#CORRUPT}, {@link ErrorCode#IO},
     *     {@link ErrorCode#OUT_OF_MEMORY}
     */
    boolean next();

    /**
     * How the command ended.
     *
     * @return rows and transaction; the rows returned are final once {@link #next()} has given false
     */
    Outcome outcome();

    /** Gives the snapshot back. Closing twice does nothing. */
    @Override
    void close();
}
