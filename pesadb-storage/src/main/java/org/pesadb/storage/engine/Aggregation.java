package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Command.Function;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.aggregate.Aggregate;
import org.pesadb.storage.aggregate.AggregateStream;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.plan.AccessPath;
import org.pesadb.storage.plan.Wanted;

/**
 * COUNT, SUM, MIN, MAX and AVG of a table. What needs no look at every row goes another way: a number of rows is counted, and the least or
 * greatest of all rows is the first one in their order.
 */
final class Aggregation {
    private final Queries queries;
    private final Command.Aggregate command;
    private final Table table;
    private final TableSchema schema;
    private final int column;
    private final Aggregate aggregate;
    private final int[] by;

    /** Refuses what cannot be done, and reads nothing. */
    Aggregation(Queries queries, Command.Aggregate command) {
        this.queries = queries;
        this.command = command;
        this.table = queries.catalog().table(command.table());
        this.schema = table.schema();
        this.column = command.column() == null ? -1 : schema.position(command.column());
        this.aggregate = Aggregate.of(command.function(), schema, column);
        this.by = command.by().stream().mapToInt(schema::position).toArray();
        if (new HashSet<>(command.by()).size() < by.length) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX, "BY names each of its columns once, not " + String.join(",", command.by()));
        }
    }

    /** COUNT of all rows, or of those where a column is not NULL. */
    static Aggregation of(Queries queries, Command.Count count) {
        return new Aggregation(
                queries, new Command.Aggregate(Function.COUNT, count.table(), null, count.where(), List.of()));
    }

    /** Whether it is a number of rows, which need not be looked at for it. */
    boolean isCount() {
        return by.length == 0 && command.function() == Function.COUNT;
    }

    /** Whether it is the first value in an order. */
    boolean isExtreme() {
        return by.length == 0 && (command.function() == Function.MIN || command.function() == Function.MAX);
    }

    /** The rows that it is about. */
    TableRead read() {
        TableRead read = TableRead.of(table, command.where(), queries.parameters());
        boolean someAreLeftOut = (isCount() || isExtreme())
                && column >= 0
                && !schema.column(column).notNull();
        return someAreLeftOut ? read.withoutNull(column) : read;
    }

    /** What a path to those of {@link #isExtreme} has to be good at. */
    Wanted first() {
        return Wanted.inOrder(command.function() == Function.MAX, 1, column);
    }

    Query open() {
        if (isCount()) {
            return one(read().count(queries.reader(), queries.context().cancellation()));
        } else if (isExtreme()) {
            return extreme();
        }
        int[] wanted = Queries.ascending(schema.size(), by, column);
        StatementContext context = queries.context();
        RowStream rows = read().open(queries.reader(), wanted, context.cancellation());
        return Query.of(
                columns(),
                new AggregateStream(
                        rows,
                        schema.size(),
                        wanted,
                        by,
                        command.by(),
                        aggregate,
                        context.workspace(context.memoryBytes())));
    }

    private Query one(Object value) {
        return Query.of(columns(), new ListStream(List.of(RowBuffer.of(value))));
    }

    /**
     * The first row in the order of the column, where it is not NULL. So an index in that order answers it by one entry, and without
     * one the least of all rows is kept as for LIMIT 1.
     */
    private Query extreme() {
        TableRead read = read();
        Wanted first = first();
        AccessPath path = read.planner(first).best(queries.reader());
        Command.Ordering order = path.inOrder() ? null : new Command.Ordering(command.column(), first.descending());
        Command.Limit one = new Command.Limit(OptionalLong.of(1), 0);
        int[] wanted = {column};
        RowStream all =
                read.open(path, queries.reader(), wanted, queries.context().cancellation());
        try (RowStream rows = queries.inOrder(all, schema.size(), wanted, order, column, one)) {
            return one(rows.next() ? rows.row().get(column) : null);
        }
    }

    /** A grouping column that is called as the value is shown with its table, as columns of one name in a join are. */
    private List<Column> columns() {
        String value = command.function().name().toLowerCase(Locale.ROOT);
        List<Column> columns = new ArrayList<>();
        for (int position : by) {
            Column grouping = schema.column(position);
            String name = grouping.name().equals(value) ? table.name() + "." + value : grouping.name();
            columns.add(Column.of(name, grouping.type()));
        }
        ColumnType type = Aggregate.type(command.function(), column < 0 ? null : schema.column(column));
        columns.add(Column.of(value, type));
        return columns;
    }
}
