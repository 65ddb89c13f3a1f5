package org.pesadb.it;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Operand;
import org.pesadb.api.Outcome;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;

/** Short ways to say common things through the API. */
public final class Tables {
    private Tables() {}

    /** The primary key. */
    public static Column key(String name) {
        return Column.of(name, ColumnType.INT).asPrimaryKey();
    }

    /** A column of INT. */
    public static Column number(String name) {
        return Column.of(name, ColumnType.INT);
    }

    /** A column of TEXT. */
    public static Column text(String name) {
        return Column.of(name, ColumnType.TEXT);
    }

    /** Makes a table with the default parts. */
    public static void create(Session session, String table, Column... columns) {
        session.run(new Command.CreateTable(new TableSchema(table, List.of(columns)), false, null, null));
    }

    /** Inserts one row. */
    public static Outcome insert(Session session, String table, Object... values) {
        return session.run(
                new Command.Insert(table, Stream.of(values).map(Operand::of).toList()));
    }

    /** Selects whole rows. */
    public static Command.Select all(String table, Condition... where) {
        return new Command.Select(table, List.of(), List.of(where), null, Command.Limit.NONE);
    }

    /** Runs a query and collects its rows. */
    public static List<List<Object>> rows(Session session, Command command) {
        try (Cursor cursor = session.execute(command)) {
            List<List<Object>> rows = new ArrayList<>();
            while (cursor.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 0; i < cursor.size(); i++) {
                    row.add(cursor.get(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** Counts rows. */
    public static long count(Session session, String table, Condition... where) {
        return (Long)
                rows(session, new Command.Count(table, List.of(where))).get(0).get(0);
    }

    /** Updates one column. */
    public static Command.Update set(String table, String column, Object value, Condition... where) {
        return new Command.Update(table, List.of(new Command.Assignment(column, Operand.of(value))), List.of(where));
    }
}
