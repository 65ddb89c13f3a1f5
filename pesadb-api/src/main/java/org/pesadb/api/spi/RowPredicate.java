package org.pesadb.api.spi;

import org.pesadb.api.Row;

/** A test of rows: what {@code WHERE} asks of one table. The engine makes them. Immutable; threads share it. */
public interface RowPredicate {
    /**
     * The columns that it looks at.
     *
     * @return positions, ascending, each once; not to be written to
     */
    int[] columns();

    /**
     * Tests a row.
     *
     * @param row holds at least {@link #columns()}, decoded; other values are not looked at
     * @return whether it holds
     */
    boolean test(Row row);
}
