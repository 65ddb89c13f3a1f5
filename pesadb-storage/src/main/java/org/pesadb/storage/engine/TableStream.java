package org.pesadb.storage.engine;

import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.heap.HeapScan;
import org.pesadb.storage.heap.RowBytes;

/**
 * Rows of one table: its bytes from a scan or from an index, tested by the codec, and decoded as far as wanted. The row has all
 * of the table's columns; those not wanted hold anything.
 */
abstract class TableStream implements RowStream {
    private final Table table;
    private final Predicate predicate;
    private final int[] columns;
    private final Cancellation cancellation;
    private final RowBuffer row;
    private final RowBuffer scratch;

    TableStream(Table table, Predicate predicate, int[] columns, Cancellation cancellation) {
        this.table = table;
        this.predicate = predicate;
        this.columns = columns;
        this.cancellation = cancellation;
        this.row = new RowBuffer(table.schema().size());
        this.scratch =
                predicate == Predicate.ALL ? row : new RowBuffer(table.schema().size());
    }

    static TableStream scan(
            Table table, Predicate predicate, int[] columns, PageReader reader, Cancellation cancellation) {
        HeapScan scan = table.heap().scan(reader);
        return new TableStream(table, predicate, columns, cancellation) {
            @Override
            RowBytes advance() {
                return scan.next() ? scan.row() : null;
            }

            @Override
            long rowId() {
                return scan.rowId();
            }
        };
    }

    /** No rows at all. */
    static TableStream none(Table table) {
        return new TableStream(table, Predicate.ALL, new int[0], null) {
            @Override
            RowBytes advance() {
                return null;
            }

            @Override
            long rowId() {
                throw new IllegalStateException("there is no row");
            }
        };
    }

    /** The bytes of the next row, or null after the last one. */
    abstract RowBytes advance();

    /** Where the row stands. */
    abstract long rowId();

    @Override
    public boolean next() {
        RowBytes bytes = advance();
        while (bytes != null) {
            cancellation.check();
            if (predicate == Predicate.ALL
                    || table.codec()
                            .test(table.schema(), bytes.array(), bytes.offset(), bytes.length(), predicate, scratch)) {
                if (columns.length > 0) {
                    table.codec().decode(table.schema(), bytes.array(), bytes.offset(), bytes.length(), columns, row);
                }
                return true;
            }
            bytes = advance();
        }
        return false;
    }

    @Override
    public RowBuffer row() {
        return row;
    }

    @Override
    public void close() {
        // The snapshot is its opener's; nothing else is held.
    }
}
