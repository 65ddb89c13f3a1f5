package org.pesadb.storage.engine;

import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.heap.RowBytes;

/** Rows that an index names. It can be given others to begin anew, without what it holds being made anew. Of one thread. */
final class IndexedRows extends TableStream {
    private final Table table;
    private final PageReader reader;
    private final TableIndex index;
    private final RowBytes bytes = new RowBytes();
    private RowIdCursor rows = RowIdCursor.EMPTY;
    private long rowId = RowIdCursor.END;

    /**
     * None yet.
     *
     * @param index for messages
     */
    IndexedRows(
            Table table,
            Predicate predicate,
            int[] columns,
            PageReader reader,
            Cancellation cancellation,
            TableIndex index) {
        super(table, predicate, columns, cancellation);
        this.table = table;
        this.reader = reader;
        this.index = index;
    }

    /** Begins anew. */
    IndexedRows over(RowIdCursor named) {
        rows = named;
        return this;
    }

    @Override
    RowBytes advance() {
        rowId = rows.next();
        if (rowId == RowIdCursor.END) {
            rows = RowIdCursor.EMPTY; // a cursor is not called again after its end
            return null;
        }
        if (!table.heap().read(reader, rowId, bytes)) {
            throw new CorruptException("the index on " + index.label(table.schema())
                    + " names a row that is not there: page " + (rowId >>> 16) + " slot " + (rowId & 0xFFFF)
                    + "; check says more");
        }
        return bytes;
    }

    @Override
    long rowId() {
        return rowId;
    }
}
