package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.Table;

/**
 * The tables of a join, what each is called, and the columns of its result: those of all tables, one table behind another.
 *
 * <p>Names: a column is shown by its own name, and qualified where several tables have one of the name. In conditions and lists
 * it may be written either way, as long as it is clear. A table that is read several times without an alias is called by its
 * name, then {@code name_2}, {@code name_3} and so on. Immutable.
 */
final class JoinTables {
    private final List<Table> tables = new ArrayList<>();
    private final List<String> names;
    private final int[] offsets;
    private final TableSchema result;

    /**
     * Finds the tables.
     *
     * @param catalog has them
     * @param command names them
     */
    JoinTables(Catalog catalog, Command.Join command) {
        List<Command.TableRef> references = new ArrayList<>();
        references.add(command.first());
        command.steps().forEach(step -> references.add(step.table()));
        offsets = new int[references.size() + 1];
        for (int i = 0; i < references.size(); i++) {
            Table table = catalog.table(references.get(i).table());
            tables.add(table);
            offsets[i + 1] = offsets[i] + table.schema().size();
        }
        names = names(references);
        result = resultSchema();
    }

    private static List<String> names(List<Command.TableRef> references) {
        Map<String, Boolean> given = new HashMap<>(); // whether the name is an alias
        List<String> names = new ArrayList<>();
        for (Command.TableRef reference : references) {
            boolean alias = reference.alias() != null;
            String name = alias ? reference.alias() : reference.table();
            if (given.containsKey(name) && (alias || given.get(name))) {
                throw new PesaDbException(
                        ErrorCode.SYNTAX, "two tables of the join are called " + name + "; give another name with AS");
            }
            given.putIfAbsent(name, alias);
            names.add(name);
        }
        Set<String> taken = new HashSet<>(names);
        for (int i = 0; i < names.size(); i++) {
            if (names.indexOf(names.get(i)) < i) {
                int number = 2;
                while (!taken.add(names.get(i) + "_" + number)) {
                    number++;
                }
                names.set(i, names.get(i) + "_" + number);
            }
        }
        return names;
    }

    private TableSchema resultSchema() {
        Map<String, Integer> times = new HashMap<>();
        tables.forEach(
                table -> table.schema().columns().forEach(column -> times.merge(column.name(), 1, Integer::sum)));
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            for (Column column : tables.get(i).schema().columns()) {
                boolean clear = times.get(column.name()) == 1;
                columns.add(Column.of(clear ? column.name() : names.get(i) + "." + column.name(), column.type()));
            }
        }
        return new TableSchema(String.join(" joined with ", names), columns);
    }

    int count() {
        return tables.size();
    }

    Table table(int number) {
        return tables.get(number);
    }

    /** What a table is called in this join. */
    String name(int number) {
        return names.get(number);
    }

    /** The position of a table's first column in the result; that of the end for the number of tables. */
    int offset(int number) {
        return offsets[number];
    }

    /** The columns of the result. */
    TableSchema result() {
        return result;
    }

    /** The table that a column of the result belongs to. */
    int tableOf(int position) {
        int table = 0;
        while (position >= offsets[table + 1]) {
            table++;
        }
        return table;
    }

    /** A column of the result, as its table has it. */
    Column column(int position) {
        int table = tableOf(position);
        return tables.get(table).schema().column(position - offsets[table]);
    }

    /** A column with the name of its table, whether that is needed or not. */
    String qualified(int position) {
        return names.get(tableOf(position)) + "." + column(position).name();
    }

    /**
     * Finds a column.
     *
     * @param written as somebody wrote it
     * @return its position in the result
     */
    int position(String written) {
        return position(written, 0, tables.size());
    }

    /**
     * Finds a column of some of the tables.
     *
     * @param written as somebody wrote it
     * @param from    the first of the tables
     * @param to      the first one that is none of them any more
     * @return its position in the result
     */
    int position(String written, int from, int to) {
        List<Integer> found = new ArrayList<>();
        for (int i = from; i < to; i++) {
            if (tables.get(i).schema().find(written) >= 0) {
                found.add(i);
            }
        }
        if (found.size() > 1) {
            List<String> choices =
                    found.stream().map(i -> names.get(i) + "." + written).toList();
            throw new PesaDbException(
                    ErrorCode.NO_SUCH_COLUMN,
                    written + " stands in several tables; say " + String.join(" or ", choices));
        }
        if (found.size() == 1) {
            return at(found.get(0), written);
        }
        for (int i = from; i < to; i++) {
            String qualifier = names.get(i) + ".";
            if (written.startsWith(qualifier)) {
                String column = written.substring(qualifier.length());
                if (tables.get(i).schema().find(column) >= 0) {
                    return at(i, column);
                }
            }
        }
        if (to == from + 1) {
            return offsets[from] + tables.get(from).schema().position(written);
        }
        List<Column> columns = result.columns().subList(offsets[from], offsets[to]);
        return new TableSchema(String.join(" joined with ", names.subList(from, to)), columns).position(written);
    }

    private int at(int table, String column) {
        return offsets[table] + tables.get(table).schema().find(column);
    }
}
