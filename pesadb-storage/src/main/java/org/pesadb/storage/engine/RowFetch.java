package org.pesadb.storage.engine;

import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.heap.RowBytes;

/** Reads rows by where they stand. */
final class RowFetch {
    private final Table table;
    private final PageReader reader;
    private final int[] columns;
    private final RowBytes bytes = new RowBytes();

    RowFetch(Table table, PageReader reader, int[] columns) {
        this.table = table;
        this.reader = reader;
        this.columns = columns;
    }

    /** A row that keeps none of the page's bytes, since the page may change now. */
    RowBuffer row(long rowId) {
        RowBuffer row = new RowBuffer(table.schema().size());
        if (!table.heap().read(reader, rowId, bytes)) {
            throw new CorruptException("table " + table.name() + " has no row in page " + (rowId >>> 16) + " slot "
                    + (rowId & 0xFFFF) + ", where it was found before; check says more");
        }
        table.codec().decode(table.schema(), bytes.array(), bytes.offset(), bytes.length(), columns, row);
        for (int column : columns) {
            row.get(column);
        }
        return row;
    }
}
