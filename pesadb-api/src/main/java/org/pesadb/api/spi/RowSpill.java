package org.pesadb.api.spi;

import org.pesadb.api.Row;
import org.pesadb.api.Stable;

/**
 * Rows put aside in a file: first all are added, then they are read, in the same order and as often as wanted. Nothing is written
 * while they fit in its buffer. Of one thread.
 *
 * <p>Write once, read as often as wanted:
 *
 * <pre>{@code
 * try (RowSpill spill = context.spill(input.width(), input.columns())) {
 *     while (rows.next()) {
 *         spill.add(rows.row());
 *     }
 *     try (RowStream again = spill.read()) { ... }
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface RowSpill extends AutoCloseable {
    /**
     * Puts a row aside.
     *
     * @param row copied
     * @throws org.pesadb.api.PesaDbException DISK_FULL, IO
     */
    void add(Row row);

    /**
     * How many rows there are.
     *
     * @return 0 or more
     */
    long rows();

    /**
     * How long they are.
     *
     * @return bytes in the file, buffered ones included
     */
    long bytes();

    /**
     * What it takes of memory now.
     *
     * @return bytes
     */
    long memoryBytes();

    /**
     * Reads the rows from the first on. None is added any more.
     *
     * @return to be closed before the next call
     */
    RowStream read();

    /** Deletes the file. Closing twice does nothing. */
    @Override
    void close();
}
