package org.pesadb.storage.engine;

import java.util.Arrays;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.sort.ExternalSort;
import org.pesadb.storage.sort.Keys;
import org.pesadb.storage.sort.Records;
import org.pesadb.storage.spill.ByteSink;
import org.pesadb.storage.spill.Bytes;
import org.pesadb.storage.spill.Workspace;

/**
 * Fills an index that was made now with an entry for every row, in the order in which an ordered index has them: so it is written from
 * left to right, each page once. Of one thread.
 *
 * <pre>
 *   what is sorted   key of the index │ row, 8 bytes, the highest first        no key begins another one
 *   payload          00, or 01 where a NULL exempts the row from being unique
 * </pre>
 */
final class SortedBuild {
    private static final int TOLD_EVERY = 4096;
    private static final byte EXEMPT = 1;

    private final Table table;
    private final TableIndex index;
    private final PageTransaction transaction;
    private final StatementContext context;
    private final boolean checked;

    /** Of the table's pages, how many were read. */
    private long pagesRead;

    private long entries;

    SortedBuild(Table table, TableIndex index, PageTransaction transaction, StatementContext context) {
        this.table = table;
        this.index = index;
        this.transaction = transaction;
        this.context = context;
        this.checked = index.unique() && index.nullable(table.schema());
    }

    /** @throws org.pesadb.api.PesaDbException DUPLICATE_KEY, CANCELLED, DISK_FULL, IO */
    void run() {
        long pages = table.heap().pages(transaction);
        Workspace all = context.workspace(context.memoryBytes());
        // How many rows there are nobody knows, how many pages is known.
        Workspace work = new Workspace(
                all.files(),
                all.memoryBytes(),
                all.cancelled(),
                (step, done, total) ->
                        context.progress().report(step, total < 0 ? pagesRead : done, total < 0 ? pages : total));
        try (ExternalSort sort = new ExternalSort(work, "entries", false, Long.MAX_VALUE, null)) {
            gather(sort);
            try (Records sorted = sort.sorted(false)) {
                long twice = index.access()
                        .build(transaction.writer(PageType.INDEX, index.owner()), new SortedEntries(sorted));
                transaction.releasePages();
                if (twice >= 0) {
                    throw duplicate(twice);
                }
            }
        }
    }

    private void gather(ExternalSort sort) {
        ByteSink key = new ByteSink();
        ByteSink payload = new ByteSink();
        long page = -1;
        int[] columns = index.columns();
        try (TableStream rows =
                TableStream.scan(table, Predicate.ALL, index.columnsAscending(), transaction, context.cancellation())) {
            while (rows.next()) {
                if (rows.rowId() >>> 16 != page) {
                    page = rows.rowId() >>> 16;
                    pagesRead++;
                    transaction.releasePages(); // the scan only reads, and pages of the table alone
                }
                key.clear();
                for (int column : columns) {
                    Keys.write(rows.row(), column, key);
                }
                key.putLong(rows.rowId());
                payload.clear();
                payload.put(checked && index.hasNull(rows.row()) ? EXEMPT : 0);
                sort.add(key, payload);
                entries++;
            }
        }
    }

    private RuntimeException duplicate(long rowId) {
        RowBuffer row = new RowFetch(table, transaction, index.columnsAscending()).row(rowId);
        return TableWriter.duplicate(table, index, row);
    }

    /** What the sort gives, as entries; two neighbours of one key are the same value twice. */
    private final class SortedEntries implements Index.EntrySource {
        private final Records sorted;
        private byte[] key;
        private byte[] before = {};
        private long row;
        private long given;

        SortedEntries(Records sorted) {
            this.sorted = sorted;
        }

        @Override
        public boolean next() {
            transaction.releasePages();
            if (!sorted.next()) {
                return false;
            }
            if (given++ % TOLD_EVERY == 0) {
                context.checkCancelled();
                context.progress().report("building the index", given - 1, entries);
            }
            int length = sorted.keyLength() - Long.BYTES;
            byte[] reused = before;
            before = key;
            key = reused != null && reused.length == length ? reused : new byte[length];
            System.arraycopy(sorted.keyBytes(), sorted.keyAt(), key, 0, length);
            row = Bytes.getLong(sorted.keyBytes(), sorted.keyAt() + length);
            if (checked && sorted.payloadBytes()[sorted.payloadAt()] != EXEMPT && Arrays.equals(key, before)) {
                throw duplicate(row);
            }
            return true;
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public long row() {
            return row;
        }

        @Override
        public boolean sorted() {
            return true;
        }
    }
}
