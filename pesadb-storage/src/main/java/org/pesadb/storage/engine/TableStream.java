package org.pesadb.storage.engine;

import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.heap.HeapScan;
import org.pesadb.storage.heap.RowBytes;
import org.pesadb.storage.trace.Traced;

/**
 * Rows of one table: its bytes from a scan or from an index, tested by the codec, and decoded as far as wanted. The row has all
 * of the table's columns; those not wanted hold anything.
 */
abstract class TableStream implements RowStream {
    /** Among rows that are rejected, each of so many looks whether the statement is cancelled: a power of two. */
    private static final int ROWS_BETWEEN_CHECKS = 64;

    private final TableSchema schema;
    private final RowCodec codec;
    private final Predicate predicate;
    private final int[] columns;
    private final Cancellation cancellation;
    private final Traced.Rows told;
    private final RowBuffer row;
    final RowBuffer scratch;

    /** @param reader what the rows are read from; null where there are none */
    TableStream(Table table, Predicate predicate, int[] columns, PageReader reader, Cancellation cancellation) {
        this.schema = table.schema();
        this.codec = table.codec();
        this.predicate = predicate;
        this.columns = columns;
        this.cancellation = cancellation;
        this.told = Traced.rows(reader, table.name());
        this.row = new RowBuffer(table.schema().size());
        this.scratch =
                predicate == Predicate.ALL ? row : new RowBuffer(table.schema().size());
    }

    static TableStream scan(
            Table table, Predicate predicate, int[] columns, PageReader reader, Cancellation cancellation) {
        HeapScan scan = table.heap().scan(reader);
        return new TableStream(table, predicate, columns, reader, cancellation) {
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
        return new TableStream(table, Predicate.ALL, new int[0], null, null) {
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
        int looked = 0;
        RowBytes bytes = advance();
        while (bytes != null) {
            if (looked++ % ROWS_BETWEEN_CHECKS == 0) {
                cancellation.check();
            }
            if (predicate == Predicate.ALL
                    || codec.test(schema, bytes.array(), bytes.offset(), bytes.length(), predicate, scratch)) {
                if (columns.length > 0) {
                    codec.decode(schema, bytes.array(), bytes.offset(), bytes.length(), columns, row);
                }
                if (told != null) {
                    told.count(looked, true);
                }
                return true;
            }
            bytes = advance();
        }
        if (told != null) {
            told.count(looked, false);
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
