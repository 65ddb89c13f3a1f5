package org.pesadb.api.spi;

import org.pesadb.api.Row;
import org.pesadb.api.Stable;

/**
 * Rows, one after another. Of one thread. After {@link #next()} gave false or threw, only {@link #close()} is called.
 *
 * <p>To read one to its end:
 *
 * <pre>{@code
 * try (RowStream rows = input.rows()) {
 *     while (rows.next()) {
 *         Row row = rows.row();                // until the next call of next()
 *     }
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface RowStream extends AutoCloseable {
    /**
     * Goes on to the next row.
     *
     * @return false after the last one
     */
    boolean next();

    /**
     * The row.
     *
     * @return valid until the next call of {@link #next()}; to keep it longer, {@link RowBuffer#copyOf} it
     */
    Row row();

    /** Gives back what it holds. Closing twice does nothing. */
    @Override
    void close();
}
