package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * What a statement may use. Of the statement's thread.
 *
 * <p>To hold rows while there is room, and put them aside when there is none:
 *
 * <pre>{@code
 * long used = 0;
 * while (rows.next()) {
 *     context.checkCancelled();
 *     RowBuffer copy = RowBuffer.copyOf(rows.row());
 *     used += copy.memoryBytes();
 *     if (used < context.memoryBytes()) {
 *         held.add(copy);
 *     } else {
 *         spill.add(copy);                     // from context.spill(width, columns)
 *     }
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface JoinContext {
    /**
     * How much memory the join may take.
     *
     * @return bytes, 1 or more; {@link RowBuffer#memoryBytes} says what a row takes. Past it, put rows aside with {@link #spill}
     */
    long memoryBytes();

    /**
     * A place for rows that do not fit in memory: a file beside the database, gone when it is closed, and swept where the process is
     * killed before. It takes {@link RowSpill#memoryBytes} of memory while it is open, which count.
     *
     * @param width   the number of values in a row
     * @param columns positions of the values that are kept, ascending; all others are NULL when they come back
     * @return empty; to be closed
     */
    RowSpill spill(int width, int[] columns);

    /**
     * To be called now and then: between two calls at most a thousand rows are read of the inputs, and at most a thousand given. What it
     * throws goes through to whoever reads the result.
     *
     * @throws org.pesadb.api.PesaDbException CANCELLED
     */
    void checkCancelled();
}
