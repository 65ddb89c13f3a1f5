package org.pesadb.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Outcome;
import org.pesadb.api.Session;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.cli.language.Quoting;
import org.pesadb.cli.output.Results;

/**
 * Prints a script that rebuilds tables: all of it from one snapshot, one command a line.
 *
 * <p>Tables are created {@code IF MISSING}, since a new database may have the sample tables already; secondary indexes come
 * after the rows, which is the quicker way to build them. A component is named only where it is not the standard one.
 */
final class Dump {
    private final Session session;
    private final Components components;
    private final Results results;
    private long lines;

    /** A table as TABLES shows it, with the kind of its constraints' indexes, or null, and the indexes that somebody made. */
    private record Table(String name, String codec, List<Column> columns, String constraints, List<Index> indexes) {}

    /** An index as the catalog has it. */
    private record Index(List<String> columns, boolean unique, String kind, boolean constraint) {}

    Dump(Session session, Components components, Results results) {
        this.session = session;
        this.components = components;
        this.results = results;
    }

    /** Prints one table, or all where {@code only} is null. */
    Outcome run(String only) throws IOException {
        if (session.inTransaction()) {
            long transaction = script(only);
            return new Outcome(lines, transaction);
        }
        session.run(new Command.Begin(true));
        try {
            long transaction = script(only);
            session.run(new Command.Commit());
            return new Outcome(lines, transaction);
        } catch (RuntimeException | Error | IOException failure) {
            rollBack(failure);
            throw failure;
        }
    }

    /** Ends the transaction of a dump that failed, without hiding why. */
    private void rollBack(Throwable failure) {
        try {
            if (session.inTransaction()) {
                session.run(new Command.Rollback());
            }
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    private long script(String only) throws IOException {
        List<Table> tables = tables(only);
        print("BEGIN");
        long transaction = 0;
        for (Table table : tables) {
            print(creation(table));
            transaction = rows(table);
        }
        for (Table table : tables) {
            for (Index index : table.indexes) {
                print("INDEX " + Quoting.quote(table.name) + " "
                        + index.columns.stream().map(Quoting::quote).collect(Collectors.joining(","))
                        + (index.unique ? " UNIQUE" : "")
                        + named(" USING ", ComponentKind.INDEX, index.kind));
            }
        }
        print("COMMIT");
        return transaction;
    }

    private List<Table> tables(String only) {
        if (only != null) {
            session.schema(only); // says NO_SUCH_TABLE
        }
        List<String[]> found = new ArrayList<>();
        try (Cursor cursor = session.execute(new Command.ListTables())) {
            int name = position(cursor, "name");
            int codec = position(cursor, "codec");
            while (cursor.next()) {
                if (only == null || only.equals(cursor.getText(name))) {
                    found.add(new String[] {cursor.getText(name), cursor.getText(codec)});
                }
            }
        }
        return found.stream().map(table -> table(table[0], table[1])).toList();
    }

    private Table table(String name, String codec) {
        List<Column> columns = session.schema(name).columns();
        List<Index> indexes = indexes(name, columns);
        String constraints = indexes.stream()
                .filter(Index::constraint)
                .map(Index::kind)
                .findFirst()
                .orElse(null);
        return new Table(
                name,
                codec,
                columns,
                constraints,
                indexes.stream().filter(index -> !index.constraint).toList());
    }

    /** Every index of a table, in the order in which they were made. */
    private List<Index> indexes(String table, List<Column> columns) {
        long id;
        try (Cursor cursor = session.execute(catalog("pesa_tables", "id", Condition.equal("name", table)))) {
            if (!cursor.next()) {
                throw new IllegalStateException("the catalog has no table " + table);
            }
            id = cursor.getLong(position(cursor, "id"));
        }
        List<Index> indexes = new ArrayList<>();
        try (Cursor cursor = session.execute(catalog("pesa_indexes", "id", Condition.equal("table_id", id)))) {
            while (cursor.next()) {
                String[] positions = cursor.getText(position(cursor, "columns")).split(",");
                indexes.add(new Index(
                        Arrays.stream(positions)
                                .map(position ->
                                        columns.get(Integer.parseInt(position)).name())
                                .toList(),
                        cursor.getLong(position(cursor, "uniq")) != 0,
                        cursor.getText(position(cursor, "kind")),
                        cursor.getText(position(cursor, "made")).equals("constraint")));
            }
        }
        return indexes;
    }

    private static Command catalog(String table, String order, Condition where) {
        return new Command.Select(
                table, List.of(), List.of(where), new Command.Ordering(order, false), Command.Limit.NONE);
    }

    private static int position(Cursor cursor, String column) {
        List<String> names = cursor.columns().stream().map(Column::name).toList();
        int position = names.indexOf(column);
        if (position < 0) {
            throw new IllegalStateException("no column " + column + " among " + names);
        }
        return position;
    }

    private String creation(Table table) {
        StringBuilder out = new StringBuilder("CREATE IF MISSING ").append(Quoting.quote(table.name));
        for (int i = 0; i < table.columns.size(); i++) {
            Column column = table.columns.get(i);
            out.append(' ').append(Quoting.quote(column.name())).append(':').append(column.type());
            if (column.primaryKey()) {
                out.append(":PK");
            } else {
                out.append(column.unique() ? ":UNIQUE" : "").append(column.notNull() ? ":NOTNULL" : "");
            }
            if (column.initial() != null) {
                out.append(":DEFAULT=").append(Quoting.quote(column.initial().toString()));
            }
        }
        return out.append(named(" CODEC ", ComponentKind.CODEC, table.codec))
                .append(named(" INDEX ", ComponentKind.INDEX, table.constraints))
                .toString();
    }

    private String named(String clause, ComponentKind kind, String name) {
        boolean standard = name == null
                || components.defaultName(kind).filter(name::equals).isPresent();
        return standard ? "" : clause + Quoting.quote(name);
    }

    private long rows(Table table) throws IOException {
        String begin = "INS " + Quoting.quote(table.name);
        try (Cursor cursor =
                session.execute(new Command.Select(table.name, List.of(), List.of(), null, Command.Limit.NONE))) {
            StringBuilder line = new StringBuilder();
            while (cursor.next()) {
                line.setLength(0);
                line.append(begin);
                for (int i = 0; i < cursor.size(); i++) {
                    Object value = cursor.get(i);
                    line.append(' ').append(value instanceof Long ? value.toString() : Quoting.quote((String) value));
                }
                print(line.toString());
            }
            return cursor.outcome().transaction();
        }
    }

    private void print(String line) throws IOException {
        results.line(line);
        lines++;
    }
}
