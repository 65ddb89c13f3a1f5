package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

    Aggregation(Queries queries, Command.Aggregate command) {
        this.queries = queries;
        this.command = command;
        this.table = queries.catalog().table(command.table());
        this.schema = table.schema();
        this.column = command.column() == null ? -1 : schema.position(command.column());
    }

    Query open() {
        Function function = command.function();
        boolean grouped = !command.by().isEmpty();
        Aggregate aggregate = Aggregate.of(function, schema, column);
        if (!grouped && function == Function.COUNT) {
            return count();
        }
        if (!grouped && (function == Function.MIN || function == Function.MAX)) {
            return queries.extreme(command);
        }
        int[] by = command.by().stream().mapToInt(schema::position).toArray();
        if (new HashSet<>(command.by()).size() < by.length) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX, "BY names each of its columns once, not " + String.join(",", command.by()));
        }
        int[] wanted = Queries.ascending(schema.size(), by, column);
        TableRead read = TableRead.of(table, command.where(), queries.parameters());
        StatementContext context = queries.context();
        RowStream rows = read.open(queries.reader(), wanted, context.cancellation());
        return Query.of(
                columns(by),
                new AggregateStream(
                        rows,
                        schema.size(),
                        wanted,
                        by,
                        command.by(),
                        aggregate,
                        context.workspace(context.memoryBytes())));
    }

    private Query count() {
        TableRead read = TableRead.of(table, command.where(), queries.parameters());
        if (column >= 0 && !schema.column(column).notNull()) {
            read = read.withoutNull(column);
        }
        long count = read.count(queries.reader(), queries.context().cancellation());
        return Query.of(columns(new int[0]), new ListStream(List.of(RowBuffer.of(count))));
    }

    /** A grouping column that is called as the value is shown with its table, as columns of one name in a join are. */
    private List<Column> columns(int[] by) {
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
