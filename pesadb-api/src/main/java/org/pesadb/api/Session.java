package org.pesadb.api;

import java.util.function.LongFunction;

/**
 * A conversation with the database: it runs commands one after another, and may hold one open transaction.
 *
 * <p>Outside a transaction every command is one of its own. Of one thread at a time, apart from {@link #cancel()}.
 * Cursors of a write transaction are closed by the next command that changes something; others stay open beside it.
 */
@Stable(since = 1)
public interface Session extends AutoCloseable {
    /**
     * Runs a command.
     *
     * @param command what to do, without parameters
     * @return its result, to be closed
     * @throws PesaDbException with the code of what went wrong; the command has changed nothing then, and an open
     *     transaction goes on without it, apart from a failed COMMIT, which ends its transaction
     */
    Cursor execute(Command command);

    /**
     * Runs a command and reads no rows of it.
     *
     * @param command what to do
     * @return rows changed, and the transaction
     */
    default Outcome run(Command command) {
        try (Cursor cursor = execute(command)) {
            return cursor.outcome();
        }
    }

    /**
     * Checks a command, to run it many times.
     *
     * @param command what to do, with parameters
     * @return to be closed
     */
    Prepared prepare(Command command);

    /**
     * Begins to add many rows by one statement.
     *
     * @param table the table
     * @return to be finished and closed
     * @throws PesaDbException {@link ErrorCode#NO_SUCH_TABLE}, {@link ErrorCode#BUSY}, {@link ErrorCode#READ_ONLY}
     */
    BatchInsert batchInsert(String table);

    /**
     * Runs a piece of work as one write transaction, and returns once that is durable.
     *
     * <p>Between {@code BEGIN} and {@code COMMIT} somebody may be shown what is read, so {@code BEGIN} waits until the commit before it is
     * durable. Here nothing is shown before the end: the work may read what is not durable yet, and transactions of many sessions
     * share a force. So it tells nobody what it reads, and does nothing elsewhere that rests on it. What it returns holds once this
     * returns. Where it throws, nothing of it remains, and what it threw comes out once all that it may rest on is durable.
     * A {@link org.pesadb.api.trace.Tracer} is told of its statements as they end, which is before that.
     *
     * @param work runs commands in this session, but for BEGIN, COMMIT and ROLLBACK; it is given the transaction's number, which grows
     *     by 1 from each that writes to the next
     * @param <T>  of what comes of it
     * @return what the work returns
     * @throws PesaDbException {@link ErrorCode#BUSY}, {@link ErrorCode#READ_ONLY}, {@link ErrorCode#IN_TRANSACTION} where one is open, and
     *     whatever its commit fails with
     */
    <T> T atomically(LongFunction<T> work);

    /**
     * The shape of a table, as this session's next command would see it.
     *
     * @param table its name
     * @return its columns
     * @throws PesaDbException {@link ErrorCode#NO_SUCH_TABLE}
     */
    TableSchema schema(String table);

    /**
     * Whether an explicit transaction is open.
     *
     * @return true between BEGIN and COMMIT or ROLLBACK
     */
    boolean inTransaction();

    /**
     * Ends the statement that runs now with {@link ErrorCode#CANCELLED}; without one it does nothing. Any thread may
     * call it. A commit that is already in the log is not undone.
     */
    void cancel();

    /**
     * Sets who is told how far this session's long statements have come: index builds, backups, compaction.
     *
     * @param listener from the next statement on; {@link Progress#NONE} for nobody, as at first
     */
    void onProgress(Progress listener);

    /** Undoes an open transaction and closes every cursor. */
    @Override
    void close();
}
