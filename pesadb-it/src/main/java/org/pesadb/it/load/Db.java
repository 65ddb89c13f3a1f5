package org.pesadb.it.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;

/** Short ways to say common things through the API. */
final class Db {
    static final Command BEGIN = new Command.Begin(false);
    static final Command BEGIN_READ = new Command.Begin(true);
    static final Command COMMIT = new Command.Commit();
    static final Command ROLLBACK = new Command.Rollback();
    static final Command CHECKPOINT = new Command.Checkpoint();

    private static final int MOST_FAULTS = 5;

    private Db() {}

    static Column key(String name) {
        return Column.of(name, ColumnType.INT).asPrimaryKey();
    }

    static Column number(String name) {
        return Column.of(name, ColumnType.INT);
    }

    static Column text(String name) {
        return Column.of(name, ColumnType.TEXT);
    }

    static void create(Session session, String table, Column... columns) {
        session.run(new Command.CreateTable(new TableSchema(table, List.of(columns)), false, null, null));
    }

    /** Columns of every row. */
    static Command.Select all(String table, String... columns) {
        return new Command.Select(table, List.of(columns), List.of(), null, Command.Limit.NONE);
    }

    /** Columns of the row whose key is bound as parameter 0; without columns all of them. */
    static Command.Select byKey(String table, String key, String... columns) {
        return new Command.Select(
                table,
                List.of(columns),
                List.of(Condition.of(key, Operator.EQUAL, new Operand.Parameter(0))),
                null,
                Command.Limit.NONE);
    }

    /** Sets a column to parameter 0 in the row whose key is parameter 1. */
    static Command.Update setByKey(String table, String column, String key) {
        return new Command.Update(
                table,
                List.of(new Command.Assignment(column, new Operand.Parameter(0))),
                List.of(Condition.of(key, Operator.EQUAL, new Operand.Parameter(1))));
    }

    /** Adds a row of so many parameters. */
    static Command.Insert insert(String table, int columns) {
        List<Operand> values = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            values.add(new Operand.Parameter(i));
        }
        return new Command.Insert(table, values);
    }

    static long count(Session session, String table) {
        try (Cursor cursor = session.execute(new Command.Count(table, List.of()))) {
            cursor.next();
            return cursor.getLong(0);
        }
    }

    static long stat(Database database, String name) {
        return ((Number) database.stats().get(name)).longValue();
    }

    static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    /** Lets the database check itself. */
    static void check(Database database, Report report) {
        long start = System.nanoTime();
        List<Fault> faults = new ArrayList<>();
        database.check(faults::add);
        report.expect(
                faults.isEmpty(), "check finds %d faults (%s)", faults.size(), Units.time(System.nanoTime() - start));
        faults.stream().limit(MOST_FAULTS).forEach(fault -> report.say("     %s", fault));
    }
}
