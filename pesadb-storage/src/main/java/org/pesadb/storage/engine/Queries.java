package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.plan.AccessPath;
import org.pesadb.storage.plan.Wanted;

/**
 * The commands that read, apart from JOIN, over one state of the database.
 *
 * @param catalog    the tables of that state
 * @param reader     its pages
 * @param parameters bound values
 * @param context    what the statement may use
 */
record Queries(Catalog catalog, PageReader reader, Object[] parameters, StatementContext context) {

    Query select(Command.Select command) {
        Table table = catalog.table(command.table());
        TableSchema schema = table.schema();
        int[] shown = positions(schema, command.columns());
        TableRead read = TableRead.of(table, command.where(), parameters);
        int order =
                command.order() == null ? -1 : schema.position(command.order().column());
        int[] wanted = command.columns().isEmpty() ? shown : ascending(schema.size(), shown, order);
        Wanted best = wanted(command, schema);
        AccessPath path = read.planner(best).best(reader);
        RowStream rows = read.open(path, best, reader, wanted, context.cancellation());
        Command.Ordering left = path.inOrder() ? null : command.order();
        rows = inOrder(rows, schema.size(), wanted, left, order, command.limit());
        return new Query(columns(schema, shown), rows, shown);
    }

    /** What a path has to be good at. */
    static Wanted wanted(Command.Select command, TableSchema schema) {
        long limit = wanted(command.limit());
        return command.order() == null
                ? Wanted.first(limit)
                : Wanted.inOrder(
                        command.order().descending(),
                        limit,
                        schema.position(command.order().column()));
    }

    /** How many of the first rows a limit asks for. */
    static long wanted(Command.Limit limit) {
        return limit.count().isEmpty()
                ? Long.MAX_VALUE
                : saturatedSum(limit.count().getAsLong(), limit.offset());
    }

    /**
     * Sorts, where there is an order, and limits, where there is a limit.
     *
     * @param width    the number of values in a row
     * @param wanted   positions of the values that are shown or sorted by
     * @param order    null for none
     * @param position of the column to sort by
     */
    RowStream inOrder(
            RowStream rows, int width, int[] wanted, Command.Ordering order, int position, Command.Limit limit) {
        return inOrder(rows, width, wanted, order, position, limit, context.memoryBytes());
    }

    /**
     * The same within a part of the statement's memory.
     *
     * @param memory bytes that sorting may take
     */
    RowStream inOrder(
            RowStream rows,
            int width,
            int[] wanted,
            Command.Ordering order,
            int position,
            Command.Limit limit,
            long memory) {
        RowStream result = rows;
        if (order != null) {
            SortStream.Order how = new SortStream.Order(new int[] {position}, order.descending(), wanted(limit), true);
            result = new SortStream(result, width, wanted, how, context.workspace(memory));
        }
        return limit.count().isEmpty() && limit.offset() == 0 ? result : new LimitStream(result, limit);
    }

    private static long saturatedSum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    Query tables() {
        List<RowBuffer> rows = new ArrayList<>();
        for (Table table : catalog.tables()) {
            rows.add(RowBuffer.of(
                    table.name(), table.schema().size(), table.codec().name()));
        }
        return Query.of(
                List.of(
                        Column.of("name", ColumnType.TEXT),
                        Column.of("columns", ColumnType.INT),
                        Column.of("codec", ColumnType.TEXT)),
                new ListStream(rows));
    }

    Query describe(Command.DescribeTable command) {
        Table table = catalog.listedTable(command.table());
        List<RowBuffer> rows = new ArrayList<>();
        for (int i = 0; i < table.schema().size(); i++) {
            Column column = table.schema().column(i);
            TableIndex alone = table.indexOn(i);
            TableIndex index = table.indexBeginningWith(i);
            rows.add(RowBuffer.of(
                    column.name(),
                    column.type().name(),
                    column.primaryKey() ? 1 : 0,
                    alone != null && alone.unique() ? 1 : 0,
                    column.notNull() ? 1 : 0,
                    index == null ? null : index.kind(),
                    column.initial() == null ? null : column.initial().toString(),
                    index == null ? null : index.version(),
                    table.codec().name(),
                    table.codecVersion()));
        }
        return Query.of(
                List.of(
                        Column.of("column", ColumnType.TEXT),
                        Column.of("type", ColumnType.TEXT),
                        Column.of("pk", ColumnType.INT),
                        Column.of("unique", ColumnType.INT),
                        Column.of("notnull", ColumnType.INT),
                        Column.of("index", ColumnType.TEXT),
                        Column.of("default", ColumnType.TEXT),
                        Column.of("index_version", ColumnType.INT),
                        Column.of("codec", ColumnType.TEXT),
                        Column.of("codec_version", ColumnType.INT)),
                new ListStream(rows));
    }

    /** The positions in order and once each, and another one if it is not -1. */
    static int[] ascending(int size, int[] positions, int another) {
        BitSet set = new BitSet(size);
        for (int position : positions) {
            set.set(position);
        }
        if (another >= 0) {
            set.set(another);
        }
        return set.stream().toArray();
    }

    static int[] positions(TableSchema schema, List<String> names) {
        int[] positions = new int[names.isEmpty() ? schema.size() : names.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = names.isEmpty() ? i : schema.position(names.get(i));
        }
        return positions;
    }

    static List<Column> columns(TableSchema schema, int[] positions) {
        List<Column> columns = new ArrayList<>();
        for (int position : positions) {
            columns.add(schema.column(position));
        }
        return columns;
    }
}
