package org.pesadb.storage.engine;

import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.heap.RowBytes;

/**
 * Rows that an index names. Each is tested for what the index has answered, all the same: one that is there but has another value
 * would be a wrong answer, where either is damaged. It can be given others to begin anew, without what it holds being made anew.
 * Of one thread.
 */
final class IndexedRows extends TableStream {
    private final Table table;
    private final PageReader reader;
    private final TableIndex index;
    private final Predicate answered;
    private final RowBytes bytes = new RowBytes();
    private RowIdCursor rows = RowIdCursor.EMPTY;
    private long rowId = RowIdCursor.END;

    /**
     * None yet.
     *
     * @param predicate what the index has not answered
     * @param answered  what it has
     * @param index     for messages
     */
    IndexedRows(
            Table table,
            Predicate predicate,
            Predicate answered,
            int[] columns,
            PageReader reader,
            Cancellation cancellation,
            TableIndex index) {
        super(table, predicate, columns, cancellation);
        this.table = table;
        this.reader = reader;
        this.index = index;
        this.answered = answered;
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
            throw damaged("a row that is not there");
        }
        if (answered.tests() > 0
                && !table.codec()
                        .test(table.schema(), bytes.array(), bytes.offset(), bytes.length(), answered, scratch)) {
            throw damaged("a row that has another value");
        }
        return bytes;
    }

    @Override
    long rowId() {
        return rowId;
    }

    private CorruptException damaged(String what) {
        return new CorruptException("the index on " + index.label(table.schema()) + " names " + what + ": page "
                + (rowId >>> 16) + " slot " + (rowId & 0xFFFF) + "; check says more");
    }
}
