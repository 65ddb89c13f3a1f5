package org.pesadb.storage.engine;

import java.util.Iterator;
import java.util.List;
import org.pesadb.api.Row;
import org.pesadb.api.spi.RowStream;

/** A few rows that are known already. */
final class ListStream implements RowStream {
    private final Iterator<? extends Row> rows;
    private Row row;

    ListStream(List<? extends Row> rows) {
        this.rows = rows.iterator();
    }

    @Override
    public boolean next() {
        if (!rows.hasNext()) {
            return false;
        }
        row = rows.next();
        return true;
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
