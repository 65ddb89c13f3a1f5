package org.pesadb.storage.engine;

import java.util.Iterator;
import java.util.List;
import org.pesadb.api.CorruptException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.heap.HeapScan;
import org.pesadb.storage.heap.RowBytes;

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
    private final RowBuffer row;
    private final RowBuffer scratch;

    private TableStream(Table table, Predicate predicate, int[] columns, Cancellation cancellation) {
        this.schema = table.schema();
        this.codec = table.codec();
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

    static TableStream lookup(
            Table table,
            Predicate predicate,
            int[] columns,
            PageReader reader,
            Cancellation cancellation,
            TableIndex index,
            List<byte[]> keys) {
        Iterator<byte[]> left = keys.iterator();
        RowBytes bytes = new RowBytes();
        return new TableStream(table, predicate, columns, cancellation) {
            private RowIdCursor rows = RowIdCursor.EMPTY;
            private long rowId;

            @Override
            RowBytes advance() {
                rowId = rows.next();
                while (rowId == RowIdCursor.END) {
                    if (!left.hasNext()) {
                        return null;
                    }
                    rows = index.access().find(reader, left.next());
                    rowId = rows.next();
                }
                if (!table.heap().read(reader, rowId, bytes)) {
                    throw new CorruptException("the index on " + table.name() + "."
                            + table.schema().column(index.column()).name()
                            + " names a row that is not there: page " + (rowId >>> 16) + " slot "
                            + (rowId & 0xFFFF) + "; check says more");
                }
                return bytes;
            }

            @Override
            long rowId() {
                return rowId;
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
