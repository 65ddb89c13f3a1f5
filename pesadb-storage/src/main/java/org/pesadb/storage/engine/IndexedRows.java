package org.pesadb.storage.engine;

import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.heap.RowBytes;

/**
 * Rows that an index names. Each is tested for what the index has answered, all the same: one that is there but has another value
 * would be a wrong answer, where either is damaged or the index is wrong. So would rows in another order than the index promises, where
 * nobody sorts them. It can be given others to begin anew, without what it holds being made anew. Of one thread.
 */
final class IndexedRows extends TableStream {
    private final Table table;
    private final PageReader reader;
    private final TableIndex index;
    private final Predicate answered;
    private final RowBytes bytes = new RowBytes();
    private RowIdCursor rows = RowIdCursor.EMPTY;
    private long rowId = RowIdCursor.END;
    private RowOrder order;

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
        super(table, predicate, columns, reader, cancellation);
        this.table = table;
        this.reader = reader;
        this.index = index;
        this.answered = answered;
    }

    /** Begins anew. */
    IndexedRows over(RowIdCursor named) {
        rows = named;
        rowId = RowIdCursor.END;
        return this;
    }

    /**
     * Goes on to see to it that the rows come in an order.
     *
     * @param columns    in the order of their weight; among those that are decoded
     * @param descending whether the greatest comes first
     */
    IndexedRows inOrder(int[] columns, boolean descending) {
        order = new RowOrder(columns, descending);
        return this;
    }

    @Override
    public boolean next() {
        if (!super.next()) {
            return false;
        }
        if (order != null && !order.follows(row())) {
            throw damaged("a row out of order");
        }
        return true;
    }

    @Override
    RowBytes advance() {
        long before = rowId;
        rowId = rows.next();
        if (rowId == RowIdCursor.END) {
            rows = RowIdCursor.EMPTY; // a cursor is not called again after its end
            return null;
        }
        if (rowId == before) {
            throw damaged("a row twice");
        }
        if (!read()) {
            throw damaged("a row that is not there");
        }
        if (answered.tests() > 0
                && !table.codec()
                        .test(table.schema(), bytes.array(), bytes.offset(), bytes.length(), answered, scratch)) {
            throw damaged("a row that has another value");
        }
        return bytes;
    }

    private boolean read() {
        try {
            return table.heap().read(reader, rowId, bytes);
        } catch (CorruptException refused) {
            if (table.heap().mayHold(reader, rowId)) {
                throw refused; // the row itself is damaged
            }
            throw damaged("what is no row of the table (" + refused.getMessage() + ")");
        }
    }

    @Override
    long rowId() {
        return rowId;
    }

    /** What to throw where the row that the index named last is none that it may name. */
    CorruptException damaged(String what) {
        return damaged(table, index, rowId, what);
    }

    /** What to throw where an index names something that it may not name. */
    static CorruptException damaged(Table table, TableIndex index, long rowId, String what) {
        return new CorruptException("the index on " + index.label(table.schema()) + " names " + what + ": page "
                + (rowId >>> 16) + " slot " + (rowId & 0xFFFF) + index.blame());
    }
}
