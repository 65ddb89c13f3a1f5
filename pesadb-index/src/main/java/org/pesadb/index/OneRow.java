package org.pesadb.index;

import org.pesadb.api.spi.RowIdCursor;

/** The row of an entry with one. */
final class OneRow implements RowIdCursor {
    private long row;

    OneRow(long row) {
        this.row = row;
    }

    @Override
    public long next() {
        long given = row;
        row = END;
        return given;
    }
}
