package org.pesadb.index;

import org.pesadb.api.spi.RowIdCursor;

/** The row of a key with one. */
public final class OneRow implements RowIdCursor {
    private long row;

    /**
     * A cursor before its row.
     *
     * @param row 0 or more
     */
    public OneRow(long row) {
        this.row = row;
    }

    @Override
    public long next() {
        long given = row;
        row = END;
        return given;
    }
}
