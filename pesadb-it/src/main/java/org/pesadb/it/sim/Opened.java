package org.pesadb.it.sim;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.api.TableSchema;
import org.pesadb.it.fault.SimulatedDisk;

/** Opens databases with settings under which much happens with little data, and reads all that is in them. */
final class Opened {
    private Opened() {}

    /**
     * Opens a database. Everything happens in the caller's thread.
     *
     * @param chance decides about the sizes
     */
    static Database open(Product product, SimulatedDisk disk, Path path, SyncMode sync, Random chance) {
        return PesaDb.open(
                path,
                PesaDb.options()
                        .components(product.components())
                        .files(product.files().apply(disk))
                        .sync(sync)
                        .background(Runnable::run)
                        .busyTimeout(Duration.ZERO)
                        .checkpointPages(1 + chance.nextInt(chance.nextBoolean() ? 12 : 80))
                        .cacheBytes(1 + chance.nextInt(300_000))
                        .transactionBytes(chance.nextBoolean() ? 1 : 1 + chance.nextInt(300_000))
                        .build());
    }

    /** Everything that a session sees. */
    static State read(Session session) {
        Map<String, TableState> tables = new TreeMap<>();
        for (List<Object> table : rows(session, new Command.ListTables())) {
            String name = (String) table.get(0);
            if (name.length() == 1) { // others are the catalog's own
                tables.put(name, table(session, name));
            }
        }
        return new State(tables);
    }

    private static TableState table(Session session, String name) {
        TableSchema schema = session.schema(name);
        Map<List<String>, Boolean> indexes = new HashMap<>();
        Object id = rows(session, select("pesa_tables", List.of(Condition.equal("name", name))))
                .get(0)
                .get(0);
        List<Condition> made = List.of(Condition.equal("table_id", (Long) id), Condition.equal("made", "user"));
        for (List<Object> index : rows(session, select("pesa_indexes", made))) {
            List<String> columns = Arrays.stream(((String) index.get(2)).split(","))
                    .map(position -> schema.column(Integer.parseInt(position)).name())
                    .toList();
            indexes.put(columns, index.get(3).equals(1L));
        }
        return new TableState(schema, indexes, byKey(rows(session, select(name, List.of()))));
    }

    static Command.Select select(String table, List<Condition> where) {
        return new Command.Select(table, List.of(), where, null, Command.Limit.NONE);
    }

    /** Rows by their first column. */
    static TreeMap<Long, List<Object>> byKey(List<List<Object>> rows) {
        TreeMap<Long, List<Object>> byKey = new TreeMap<>();
        for (List<Object> row : rows) {
            if (byKey.put((Long) row.get(0), row) != null) {
                throw new Violation(Violation.Kind.WRONG_ROWS, "row " + row.get(0) + " comes twice");
            }
        }
        return byKey;
    }

    private static List<List<Object>> rows(Session session, Command command) {
        try (Cursor cursor = session.execute(command)) {
            List<List<Object>> rows = new ArrayList<>();
            while (cursor.next()) {
                rows.add(row(cursor));
            }
            return rows;
        }
    }

    /** A copy of the row that a cursor stands on. */
    static List<Object> row(Cursor cursor) {
        Object[] values = new Object[cursor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = cursor.get(i);
        }
        return Arrays.asList(values);
    }

    /**
     * Lets the database check itself.
     *
     * @param explained which faults a failed call explains
     */
    static void check(Database database, Predicate<String> explained, String when) {
        List<String> faults = new ArrayList<>();
        database.check(fault -> faults.add(fault.toString()));
        faults.removeIf(explained);
        if (!faults.isEmpty()) {
            throw new Violation(Violation.Kind.DAMAGED, when + ", the check found " + faults);
        }
    }

    /** Closes what may no longer work; only an error of the database's own may come of it. */
    static void abandon(Database database) {
        try {
            database.close();
        } catch (PesaDbException failed) {
            requireDecent(failed, "closing");
        }
    }

    /** Errors by which the database says that it has a fault, or others have. */
    static void requireDecent(PesaDbException failed, String when) {
        if (failed.code() == ErrorCode.INTERNAL || failed.code() == ErrorCode.BAD_PLUGIN) {
            throw new Violation(Violation.Kind.STRANGE, when + " gave " + failed.getMessage(), failed);
        }
    }
}
