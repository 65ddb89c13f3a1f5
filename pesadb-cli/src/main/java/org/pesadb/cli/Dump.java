package org.pesadb.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Outcome;
import org.pesadb.api.Session;
import org.pesadb.api.spi.ComponentKind;
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
    private final Results results;
    private long lines;

    /** A table as DESC and TABLES show it. */
    private record Table(String name, String codec, List<Column> columns, List<String> indexes) {}

    Dump(Session session, Results results) {
        this.session = session;
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
            for (int i = 0; i < table.columns.size(); i++) {
                Column column = table.columns.get(i);
                String kind = table.indexes.get(i);
                if (kind != null && !column.unique()) {
                    print("INDEX " + Quoting.quote(table.name) + " " + Quoting.quote(column.name())
                            + named(" USING ", ComponentKind.INDEX, kind));
                }
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
        return found.stream()
                .map(table ->
                        new Table(table[0], table[1], session.schema(table[0]).columns(), indexes(table[0])))
                .toList();
    }

    /** The kind of the index on each column, or null. */
    private List<String> indexes(String table) {
        List<String> kinds = new ArrayList<>();
        try (Cursor cursor = session.execute(new Command.DescribeTable(table))) {
            int index = position(cursor, "index");
            while (cursor.next()) {
                kinds.add(cursor.getText(index));
            }
        }
        return kinds;
    }

    private static int position(Cursor cursor, String column) {
        List<String> names = cursor.columns().stream().map(Column::name).toList();
        int position = names.indexOf(column);
        if (position < 0) {
            throw new IllegalStateException("no column " + column + " among " + names);
        }
        return position;
    }

    private static String creation(Table table) {
        StringBuilder out = new StringBuilder("CREATE IF MISSING ").append(Quoting.quote(table.name));
        String constraints = null;
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
            constraints = column.primaryKey() ? table.indexes.get(i) : constraints;
        }
        return out.append(named(" CODEC ", ComponentKind.CODEC, table.codec))
                .append(named(" INDEX ", ComponentKind.INDEX, constraints))
                .toString();
    }

    private static String named(String clause, ComponentKind kind, String name) {
        return name == null || name.equals(kind.standardName()) ? "" : clause + Quoting.quote(name);
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
