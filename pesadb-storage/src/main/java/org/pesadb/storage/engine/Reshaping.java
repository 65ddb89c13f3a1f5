package org.pesadb.storage.engine;

import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.CatalogMover;
import org.pesadb.storage.catalog.CatalogWriter;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.guard.GuardedCodec;
import org.pesadb.storage.guard.GuardedIndexProvider;
import org.pesadb.storage.heap.HeapScan;

/**
 * What changes the form of a table that has rows: ADD leaves them as they are, RECODE writes them all anew. Each is a part of one
 * transaction, so whoever reads in an older snapshot sees the old form, and what fails leaves it. Of one statement.
 */
final class Reshaping {
    private static final int PROGRESS_PAGES = 64;

    private final PageTransaction transaction;
    private final Catalog catalog;
    private final StatementContext context;
    private final TouchedIndexes touched;

    Reshaping(PageTransaction transaction, Catalog catalog, StatementContext context, TouchedIndexes touched) {
        this.touched = touched;
        this.transaction = transaction;
        this.catalog = catalog;
        this.context = context;
    }

    /** Adds a column; returns the catalog with it. */
    Catalog add(Command.AddColumn command) {
        Table table = catalog.writableTable(command.table());
        Column column = command.column();
        refuse(table, column);
        // The index of a constraint is of the kind that the table was made with, as its primary key's is.
        IndexProvider kind = column.unique() ? kind(table.indexOn(table.schema().primaryKey())) : null;
        Catalog after = new CatalogWriter().addColumn(transaction, catalog, table, column, kind);
        if (column.unique()) {
            // NULL is an entry too, so each row has one.
            Table wider = after.table(table.name());
            new TableWriter(wider, transaction, touched)
                    .fill(wider.indexOn(wider.schema().size() - 1), context);
        }
        return after;
    }

    private void refuse(Table table, Column column) {
        if (table.schema().find(column.name()) >= 0) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX,
                    "table " + table.name() + " has a column " + column.name() + " already; DESC " + table.name()
                            + " shows its columns");
        }
        if (column.primaryKey()) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX,
                    "table " + table.name() + " has its primary key, "
                            + table.schema().column(table.schema().primaryKey()).name()
                            + ", already; a column that is added can be :UNIQUE");
        }
        if (column.notNull() && column.initial() == null) {
            HeapScan rows = table.heap().scan(transaction);
            if (rows.next()) {
                throw new PesaDbException(
                        ErrorCode.NOT_NULL,
                        table.name() + "." + column.name() + " may not be NULL, and the rows of " + table.name()
                                + " have no value for it; give it one for them, with :DEFAULT=");
            }
        }
    }

    /** Rewrites a table, also where the codec stays: then its rows become complete. Returns the catalog afterwards. */
    Catalog recode(Command.Recode command) {
        Table table = catalog.writableTable(command.table());
        RowCodec codec = GuardedCodec.of(components().choose(ComponentKind.CODEC, RowCodec.class, command.codec()));
        String step = "recoding " + table.name();
        Catalog after = new CatalogMover().recode(transaction, catalog, table, codec, this::kind, (done, total) -> {
            context.checkCancelled();
            transaction.releasePages();
            if (done % PROGRESS_PAGES == 0 || done == total) {
                context.progress().report(step, done, total);
            }
        });
        Table recoded = after.table(table.name());
        TableWriter rows = new TableWriter(recoded, transaction, touched);
        for (TableIndex index : recoded.indexes()) {
            rows.fill(index, context);
            transaction.releasePages();
        }
        return after;
    }

    private IndexProvider kind(TableIndex index) {
        return GuardedIndexProvider.of(components().choose(ComponentKind.INDEX, IndexProvider.class, index.kind()));
    }

    private Components components() {
        return context.options().components();
    }
}
