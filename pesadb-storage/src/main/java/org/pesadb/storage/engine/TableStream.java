package org.pesadb.storage.engine;

import java.util.Iterator;
import java.util.List;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowBuffer;
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
    private final Table table;
    private final Predicate predicate;
    private final int[] columns;
    private final Cancellation cancellation;
    private final RowBuffer row;
    final RowBuffer scratch;

    private TableStream(Table table, Predicate predicate, int[] columns, Cancellation cancellation) {
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

    /**
     * By way of an index.
     *
     * @param answered what the index answers. Each row that it names is tested all the same: one that is there but has another
     *     value would be a wrong answer, where either is damaged
     */
    static TableStream lookup(
            Table table,
            Predicate predicate,
            Predicate answered,
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
                    throw damaged("a row that is not there");
                }
                if (!table.codec()
                        .test(table.schema(), bytes.array(), bytes.offset(), bytes.length(), answered, scratch)) {
                    throw damaged("a row that has another value");
                }
                return bytes;
            }

            private CorruptException damaged(String what) {
                return new CorruptException("the index on " + table.name() + "."
                        + table.schema().column(index.column()).name()
                        + " names " + what + ": page " + (rowId >>> 16) + " slot "
                        + (rowId & 0xFFFF) + "; check says more");
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
