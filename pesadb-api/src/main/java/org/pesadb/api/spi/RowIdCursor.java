package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * Rows that an index found. Of one thread; holds nothing that must be closed.
 *
 * <p>To read one to its end:
 *
 * <pre>{@code
 * for (long row = rows.next(); row != RowIdCursor.END; row = rows.next()) {
 *     fetch(row);
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface RowIdCursor {
    /** What {@link #next()} gives after the last row. */
    long END = -1;

    /** Nothing found. */
    RowIdCursor EMPTY = () -> END;

    /**
     * The next row.
     *
     * @return its number, 0 or more, or {@link #END}; not called again after that
     */
    long next();
}
