package org.pesadb.index.hash;

import org.pesadb.api.spi.RowIdCursor;

/** The rows of an entry that holds them itself. */
final class EntryRows implements RowIdCursor {
    private final long[] rows;
    private int next;

    EntryRows(long[] rows) {
        this.rows = rows;
    }

    @Override
    public long next() {
        return next < rows.length ? rows[next++] : END;
    }
}
