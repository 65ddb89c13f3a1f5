package org.pesadb.storage.engine;

import java.util.Arrays;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.CatalogWriter;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.guard.GuardedCodec;
import org.pesadb.storage.guard.GuardedIndexProvider;

/** The commands that change something, within a write transaction. Of one statement. */
final class Changes {
    private final PageTransaction transaction;
    private final Object[] parameters;
    private final StatementContext context;
    private final TouchedIndexes touched = new TouchedIndexes();
    private Catalog catalog;

    Changes(PageTransaction transaction, Catalog catalog, Object[] parameters, StatementContext context) {
        this.transaction = transaction;
        this.catalog = catalog;
        this.parameters = parameters;
        this.context = context;
    }

    /** The catalog as the statement leaves it. */
    Catalog catalog() {
        return catalog;
    }

    /** The indexes that the statement has changed. */
    TouchedIndexes touched() {
        return touched;
    }

    /**
     * Runs a command.
     *
     * @return how many rows it changed
     */
    long run(Command command) {
        if (command instanceof Command.Insert insert) {
            return insert(insert);
        } else if (command instanceof Command.Update update) {
            return update(update);
        } else if (command instanceof Command.Delete delete) {
            return delete(delete.table(), delete.where());
        } else if (command instanceof Command.DeleteByKey delete) {
            return deleteByKey(delete);
        } else if (command instanceof Command.CreateTable create) {
            createTable(create);
        } else if (command instanceof Command.DropTable drop) {
            catalog = writer().dropTable(transaction, catalog, catalog.writableTable(drop.table()));
        } else if (command instanceof Command.CreateIndex create) {
            return createIndex(create);
        } else if (command instanceof Command.DropIndex drop) {
            dropIndex(drop);
        } else if (command instanceof Command.AddColumn add) {
            catalog = new Reshaping(transaction, catalog, context, touched).add(add);
        } else if (command instanceof Command.Recode recode) {
            catalog = new Reshaping(transaction, catalog, context, touched).recode(recode);
        } else {
            throw new IllegalStateException(command + " changes nothing");
        }
        return 0;
    }

    private CatalogWriter writer() {
        return new CatalogWriter();
    }

    private long insert(Command.Insert command) {
        Table table = catalog.writableTable(command.table());
        new TableWriter(table, transaction, touched).insert(row(command, table, parameters), null);
        return 1;
    }

    /** The row that INS gives. */
    static RowBuffer row(Command.Insert command, Table table, Object[] parameters) {
        TableSchema schema = table.schema();
        checkCount(table, command.values().size());
        RowBuffer row = new RowBuffer(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            Assigned.set(row, i, Values.resolve(command.values().get(i), schema.column(i), parameters));
        }
        return row;
    }

    private static void checkCount(Table table, int values) {
        TableSchema schema = table.schema();
        if (values != schema.size()) {
            throw new PesaDbException(
                    ErrorCode.VALUE_COUNT,
                    table.name() + " has " + schema.size() + " columns ("
                            + String.join(
                                    ", ",
                                    schema.columns().stream().map(Column::name).toList()) + "), not " + values);
        }
    }

    private long update(Command.Update command) {
        Table table = catalog.writableTable(command.table());
        Assigned assigned = Assigned.by(command, table.schema(), parameters);
        TableWriter writer = new TableWriter(table, transaction, touched);
        return forEach(table, command.where(), (rowId, before) -> {
            RowBuffer after = RowBuffer.copyOf(before);
            assigned.to(after);
            writer.update(rowId, before, after);
        });
    }

    private long delete(String name, List<Condition> where) {
        Table table = catalog.writableTable(name);
        TableWriter writer = new TableWriter(table, transaction, touched);
        return forEach(table, where, writer::delete);
    }

    private long deleteByKey(Command.DeleteByKey command) {
        Table table = catalog.writableTable(command.table());
        String key = table.schema().column(table.schema().primaryKey()).name();
        return delete(command.table(), List.of(Condition.of(key, Operator.EQUAL, command.key())));
    }

    private interface RowChange {
        void apply(long rowId, RowBuffer row);
    }

    /** First finds all the rows, then changes them: a change must not meet its own result. */
    private long forEach(Table table, List<Condition> where, RowChange change) {
        TableRead read = TableRead.of(table, where, parameters);
        try (RowIds found = new RowIds(context)) {
            try (TableStream rows = read.open(transaction, new int[0], context.cancellation())) {
                while (rows.next()) {
                    found.add(rows.rowId());
                }
            }
            int[] all = Queries.positions(table.schema(), List.of());
            RowFetch fetch = new RowFetch(table, transaction, all);
            for (long left = found.size(); left > 0; left--) {
                context.checkCancelled();
                long rowId = found.next();
                change.apply(rowId, fetch.row(rowId));
            }
            return found.size();
        }
    }

    private void createTable(Command.CreateTable command) {
        if (command.ifMissing() && catalog.has(command.table().name())) {
            return;
        }
        var components = context.options().components();
        RowCodec codec = GuardedCodec.of(
                components.choose(ComponentKind.CODEC, RowCodec.class, chosen(command.codec(), ComponentKind.CODEC)));
        catalog = writer().createTable(transaction, catalog, command.table(), codec, indexKind(command.index()));
    }

    private IndexProvider indexKind(String name) {
        return GuardedIndexProvider.of(context.options()
                .components()
                .choose(ComponentKind.INDEX, IndexProvider.class, chosen(name, ComponentKind.INDEX)));
    }

    private String chosen(String name, ComponentKind kind) {
        return name != null ? name : context.options().component(kind);
    }

    private long createIndex(Command.CreateIndex command) {
        Table table = catalog.writableTable(command.table());
        int[] columns = indexColumns(table.schema(), command.columns());
        TableIndex there = table.indexOn(columns);
        if (there != null) {
            throw new PesaDbException(
                    ErrorCode.INDEX_EXISTS,
                    there.label(table.schema()) + " has an index of kind " + there.kind() + " already");
        }
        IndexProvider kind = indexKind(command.using());
        catalog = writer().createIndex(transaction, catalog, table, columns, command.unique(), kind);
        Table changed = catalog.table(table.name());
        new TableWriter(changed, transaction, touched).fill(changed.indexOn(columns), context);
        return 0;
    }

    private static int[] indexColumns(TableSchema schema, List<String> names) {
        int[] columns = names.stream().mapToInt(schema::position).toArray();
        if (columns.length == 0 || Arrays.stream(columns).distinct().count() < columns.length) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX,
                    columns.length == 0
                            ? "an index needs a column"
                            : "an index names each of its columns once, not " + String.join(",", names));
        }
        return columns;
    }

    private void dropIndex(Command.DropIndex command) {
        Table table = catalog.writableTable(command.table());
        int[] columns = indexColumns(table.schema(), command.columns());
        TableIndex index = table.indexOn(columns);
        if (index == null || index.constraint()) {
            throw new PesaDbException(
                    ErrorCode.NO_SUCH_INDEX,
                    TableIndex.label(table.schema(), columns)
                            + (index == null
                                    ? " has no index"
                                    : " has the index of a constraint, which stays with it"));
        }
        catalog = writer().dropIndex(transaction, catalog, table, index);
    }
}
