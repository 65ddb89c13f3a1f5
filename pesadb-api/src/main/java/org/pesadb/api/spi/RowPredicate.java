package org.pesadb.api.spi;

import org.pesadb.api.Row;

/** A test of rows. Immutable; threads share it. */
public interface RowPredicate {
    /**
     * The columns that it looks at.
     *
     * @return positions, ascending; not to be written to
     */
    int[] columns();

    /**
     * Tests a row.
     *
     * @param row holds at least {@link #columns()}
     * @return whether it holds
     */
    boolean test(Row row);
}
