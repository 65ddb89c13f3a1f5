package org.pesadb.api;

/**
 * Many rows added by one statement: all of them, or none. Set every column of a row, {@link #add()} it, and
 * {@link #finish()} at the end; closing without finishing undoes the whole batch. An error of either undoes it as
 * well: the batch can only be closed then. A setter that refuses a value changes nothing. Outside a transaction the batch is one of its own and durable when finished.
 * Of one thread at a time, like its session, which runs nothing else meanwhile.
 */
@Stable(since = 1)
public interface BatchInsert extends AutoCloseable {
    /**
     * The table's shape.
     *
     * @return never null
     */
    TableSchema schema();

    /**
     * Sets an INT in the row to come.
     *
     * @param position the column, from 0
     * @param value    the number
     */
    void set(int position, long value);

    /**
     * Sets a TEXT in the row to come.
     *
     * @param position the column, from 0
     * @param value    the text, or null for NULL
     */
    void set(int position, String value);

    /**
     * Sets a value as somebody wrote it: it takes the type of its column.
     *
     * @param position the column, from 0
     * @param text     such as {@code 7}, or null for NULL
     */
    void setLiteral(int position, String text);

    /**
     * Adds the row; columns not set are NULL. Then a new row begins.
     *
     * @throws PesaDbException {@link ErrorCode#DUPLICATE_KEY}, {@link ErrorCode#NOT_NULL} and whatever a write may meet
     */
    void add();

    /**
     * Ends the batch.
     *
     * @return rows added, and the transaction
     */
    Outcome finish();

    /** Undoes the batch if it is not finished. */
    @Override
    void close();
}
