package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.pesadb.api.Column;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.heap.InsertHint;

/**
 * Changes the rows of one table in one transaction, and its indexes with them, and holds its constraints. What a failed change
 * leaves half-done is undone by the statement's savepoint. Of one thread.
 *
 * <p>After each row nobody holds a page to change, so the transaction may make room: whatever calls these methods keeps none either.
 */
final class TableWriter {
    private final Table table;
    private final PageTransaction transaction;
    private final TableIndex[] indexes;
    private final PageWriter[] writers;
    private final TouchedIndexes touched;

    /** Of each index, whether that was noted. */
    private final boolean[] noted;

    /** @param touched takes note of the indexes that change */
    TableWriter(Table table, PageTransaction transaction, TouchedIndexes touched) {
        this.touched = touched;
        this.table = table;
        this.transaction = transaction;
        this.indexes = table.indexes().toArray(TableIndex[]::new);
        this.writers = new PageWriter[indexes.length];
        this.noted = new boolean[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            writers[i] = transaction.writer(PageType.INDEX, indexes[i].owner());
        }
    }

    /**
     * Adds a row; its values are of the columns' types.
     *
     * @param hint where the row before was put, or null; good as long as nothing else happens in the transaction
     */
    void insert(RowBuffer row, InsertHint hint) {
        checkNotNull(table, row);
        byte[] bytes = table.codec().encode(table.schema(), row);
        long rowId = table.heap().insert(transaction, bytes, 0, bytes.length, hint);
        for (int i = 0; i < indexes.length; i++) {
            enter(i, indexes[i].key(row), row, rowId);
        }
        transaction.releasePages();
    }

    /** Replaces a row. */
    void update(long rowId, RowBuffer before, RowBuffer after) {
        checkNotNull(table, after);
        List<byte[]> oldKeys = new ArrayList<>();
        for (TableIndex index : indexes) {
            oldKeys.add(index.key(before));
        }
        table.heap().update(transaction, rowId, table.codec().encode(table.schema(), after));
        for (int i = 0; i < indexes.length; i++) {
            byte[] newKey = indexes[i].key(after);
            if (!Arrays.equals(oldKeys.get(i), newKey)) {
                remove(i, oldKeys.get(i), rowId);
                enter(i, newKey, after, rowId);
            }
        }
        transaction.releasePages();
    }

    /** Removes a row. */
    void delete(long rowId, RowBuffer row) {
        for (int i = 0; i < indexes.length; i++) {
            remove(i, indexes[i].key(row), rowId);
        }
        table.heap().delete(transaction, rowId);
        transaction.releasePages();
    }

    /** Enters every row into an index that was made now. Progress is told in pages: how many rows there are, nobody knows. */
    void fill(TableIndex added, StatementContext context) {
        touched.add(table, added);
        if (added.ordered()) {
            new SortedBuild(table, added, transaction, context).run();
            return;
        }
        PageWriter writer = transaction.writer(PageType.INDEX, added.owner());
        int[] columns = added.columnsAscending();
        long pages = table.heap().pages(transaction);
        long begun = 0;
        long page = -1;
        try (TableStream rows = TableStream.scan(table, Predicate.ALL, columns, transaction, context.cancellation())) {
            while (rows.next()) {
                if (rows.rowId() >>> 16 != page) {
                    page = rows.rowId() >>> 16;
                    context.progress().report("indexing pages", begun++, pages);
                }
                enter(added, writer, added.key(rows.row()), rows.row(), rows.rowId());
                transaction.releasePages(); // the scan only reads, and pages of the table alone
            }
        }
    }

    /** Refuses a row with a NULL where none may be. */
    static void checkNotNull(Table table, RowBuffer row) {
        for (int i = 0; i < row.size(); i++) {
            if (row.isNull(i) && table.schema().column(i).notNull()) {
                Column column = table.schema().column(i);
                throw new PesaDbException(
                        ErrorCode.NOT_NULL,
                        table.name() + "." + column.name() + " may not be NULL"
                                + (column.primaryKey() ? ": it is the primary key" : ""));
            }
        }
    }

    private void enter(int position, byte[] key, RowBuffer row, long rowId) {
        note(position);
        enter(indexes[position], writers[position], key, row, rowId);
    }

    private void enter(TableIndex index, PageWriter writer, byte[] key, RowBuffer row, long rowId) {
        boolean taken = index.unique()
                && index.nullable(table.schema())
                && !index.hasNull(row)
                && index.access().find(transaction, key).next() != RowIdCursor.END;
        if (taken || !index.access().insert(writer, key, rowId)) {
            throw duplicate(table, index, row);
        }
    }

    /** What to throw where an index that is unique has the values of a row already. */
    static PesaDbException duplicate(Table table, TableIndex index, RowBuffer row) {
        return new PesaDbException(
                ErrorCode.DUPLICATE_KEY, index.label(table.schema()) + " " + values(index, row) + " already exists");
    }

    private static String values(TableIndex index, RowBuffer row) {
        return Arrays.stream(index.columns())
                .mapToObj(column -> Values.shown(String.valueOf(row.get(column))))
                .collect(Collectors.joining(","));
    }

    private void note(int position) {
        if (!noted[position]) {
            noted[position] = true;
            touched.add(table, indexes[position]);
        }
    }

    private void remove(int position, byte[] key, long rowId) {
        note(position);
        if (!indexes[position].access().delete(writers[position], key, rowId)) {
            throw new CorruptException("the index on " + indexes[position].label(table.schema())
                    + " lacks the row of page " + (rowId >>> 16) + " slot " + (rowId & 0xFFFF)
                    + indexes[position].blame());
        }
    }
}
