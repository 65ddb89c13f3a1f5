package org.pesadb.it;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.Outcome;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;

/** Short ways to say common things through the API. Has no state. */
public final class Tables {
    private Tables() {}

    // ---- tables

    /**
     * A column that is the primary key.
     *
     * @param name its name
     * @return of INT
     */
    public static Column key(String name) {
        return Column.of(name, ColumnType.INT).asPrimaryKey();
    }

    /**
     * A column for numbers.
     *
     * @param name its name
     * @return of INT, without a constraint
     */
    public static Column number(String name) {
        return Column.of(name, ColumnType.INT);
    }

    /**
     * A column for text.
     *
     * @param name its name
     * @return of TEXT, without a constraint
     */
    public static Column text(String name) {
        return Column.of(name, ColumnType.TEXT);
    }

    /**
     * Makes a table that is not there yet.
     *
     * @param session in which
     * @param table   its name
     * @param columns in order
     */
    public static void create(Session session, String table, Column... columns) {
        session.run(new Command.CreateTable(new TableSchema(table, List.of(columns)), false, null, null));
    }

    // ---- rows

    /**
     * Adds a row.
     *
     * @param session in which
     * @param table   to which
     * @param values  one for each column, null too
     * @return what it says
     */
    public static Outcome insert(Session session, String table, Object... values) {
        return session.run(
                new Command.Insert(table, Stream.of(values).map(Operand::of).toList()));
    }

    /**
     * A command that adds a row.
     *
     * @param table   to which
     * @param columns how many: each is the parameter of its place
     * @return to be prepared
     */
    public static Command.Insert insert(String table, int columns) {
        List<Operand> values = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            values.add(new Operand.Parameter(i));
        }
        return new Command.Insert(table, values);
    }

    /**
     * A command that changes rows.
     *
     * @param table  whose
     * @param column the one to be changed
     * @param value  its new value
     * @param where  which rows; without a condition, all
     * @return to be run
     */
    public static Command.Update set(String table, String column, Object value, Condition... where) {
        return new Command.Update(table, List.of(new Command.Assignment(column, Operand.of(value))), List.of(where));
    }

    /**
     * A command that changes one row.
     *
     * @param table  whose
     * @param column set to parameter 0
     * @param key    the column that is to be equal to parameter 1
     * @return to be prepared
     */
    public static Command.Update setByKey(String table, String column, String key) {
        return new Command.Update(
                table,
                List.of(new Command.Assignment(column, new Operand.Parameter(0))),
                List.of(Condition.of(key, Operator.EQUAL, new Operand.Parameter(1))));
    }

    /**
     * A command that reads whole rows.
     *
     * @param table whose
     * @param where which rows; without a condition, all
     * @return to be run
     */
    public static Command.Select all(String table, Condition... where) {
        return new Command.Select(table, List.of(), List.of(where), null, Command.Limit.NONE);
    }

    /**
     * A command that reads one row.
     *
     * @param table   whose
     * @param key     the column that is to be equal to parameter 0
     * @param columns those to be read; none for all
     * @return to be prepared
     */
    public static Command.Select byKey(String table, String key, String... columns) {
        return new Command.Select(
                table,
                List.of(columns),
                List.of(Condition.of(key, Operator.EQUAL, new Operand.Parameter(0))),
                null,
                Command.Limit.NONE);
    }

    /**
     * Reads all that a command gives.
     *
     * @param session in which
     * @param command with rows as its result
     * @return each row as the list of its values
     */
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

    /**
     * Counts rows.
     *
     * @param session in which
     * @param table   whose
     * @param where   which; without a condition, all
     * @return how many
     */
    public static long count(Session session, String table, Condition... where) {
        return (Long)
                rows(session, new Command.Count(table, List.of(where))).get(0).get(0);
    }

    // ---- the whole database

    /**
     * Lets a database check itself.
     *
     * @param database open
     * @return what it found
     */
    public static List<Fault> faults(Database database) {
        List<Fault> faults = new ArrayList<>();
        database.check(faults::add);
        return faults;
    }

    /**
     * One of the figures of {@code STATS}.
     *
     * @param database open
     * @param name     of a number
     * @return it
     */
    public static long figure(Database database, String name) {
        return ((Number) database.stats().get(name)).longValue();
    }
}
