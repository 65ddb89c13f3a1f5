package org.pesadb.it.fault;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.it.Tables;
import org.pesadb.testing.MemoryFiles;

/** A small database with every kind of page there is, and what it holds. Every table has the columns id, text and many. */
final class FieldFixture {
    static final Path MAIN = Path.of("/d/lying.pesa");
    static final Path LOG = Path.of("/d/lying.pesa-wal");
    static final Path TO = Path.of("/d/saved.pesa");

    final byte[] main;
    final byte[] log;
    final Map<String, Set<List<Object>>> rows;

    /** Names of tables by the numbers of the tables and of their indexes. */
    final Map<Integer, String> owners = new TreeMap<>();

    private FieldFixture(MemoryFiles files, Map<String, Set<List<Object>>> rows) {
        main = files.bytes(MAIN).clone();
        log = files.bytes(LOG).clone();
        this.rows = rows;
    }

    /** Closed cleanly: heap, overflow, index, catalog and free pages. */
    static FieldFixture small() {
        return make(session -> {
            create(session, "users");
            create(session, "notes");
            create(session, "heavy");
            create(session, "dropped");
            create(session, "few");
            Tables.insert(session, "few", 1, "one", 1);
            for (int i = 0; i < 40; i++) {
                Tables.insert(session, "users", i, "user " + i, i % 3);
            }
            for (int i = 0; i < 30; i++) {
                Tables.insert(session, "notes", i, "note " + i, i % 5);
            }
            for (int i = 0; i < 30; i += 3) { // some move, some go to overflow pages, some keys to pages of their own
                session.run(Tables.set("notes", "text", text(i, i * 400), Condition.equal("id", i)));
            }
            batch(session, "heavy", 90, 20);
            batch(session, "dropped", 20, 3000);
            session.run(new Command.DeleteByKey("users", Operand.of(7)));
            session.run(new Command.DropTable("dropped"));
        });
    }

    /** Closed cleanly: a table of few rows whose directory has inner pages. */
    static FieldFixture tall() {
        return make(session -> {
            create(session, "users");
            for (int i = 0; i < 20; i++) {
                Tables.insert(session, "users", i, "user " + i, i % 3);
            }
            session.run(new Command.CreateTable(
                    new org.pesadb.api.TableSchema(
                            "tall", List.of(Tables.key("id"), Tables.text("text"), Tables.number("many"))),
                    false,
                    null,
                    null));
            batch(session, "tall", 830, 3900);
            session.run(new Command.Delete(
                    "tall",
                    List.of(
                            Condition.of("id", Operator.GREATER_OR_EQUAL, Operand.of(5)),
                            Condition.of("id", Operator.LESS, Operand.of(825)))));
        });
    }

    private interface Filling {
        void fill(Session session);
    }

    private static FieldFixture make(Filling filling) {
        MemoryFiles files = new MemoryFiles();
        Map<String, Set<List<Object>>> rows;
        Map<Integer, String> owners = new TreeMap<>();
        try (Database database = PesaDb.open(MAIN, options(files));
                Session session = database.openSession()) {
            filling.fill(session);
            rows = rows(session);
            for (List<Object> row : Tables.rows(session, Tables.all("pesa_tables"))) {
                owners.put(((Long) row.get(0)).intValue(), (String) row.get(1));
            }
            for (List<Object> row : Tables.rows(session, Tables.all("pesa_indexes"))) {
                owners.put(((Long) row.get(0)).intValue(), owners.get(((Long) row.get(1)).intValue()));
            }
        }
        FieldFixture made = new FieldFixture(files, rows);
        made.owners.putAll(owners);
        return made;
    }

    private static void create(Session session, String table) {
        Tables.create(session, table, Tables.key("id"), Tables.text("text").asUnique(), Tables.number("many"));
        session.run(new Command.CreateIndex(table, "many", false, null));
    }

    private static void batch(Session session, String table, int rows, int length) {
        try (BatchInsert batch = session.batchInsert(table)) {
            for (long i = 0; i < rows; i++) {
                batch.set(0, i);
                batch.set(1, text(i, length));
                batch.set(2, 5L);
                batch.add();
            }
            batch.finish();
        }
    }

    static String text(long id, int length) {
        String number = id + " ";
        return number + "x".repeat(Math.max(0, length - number.length()));
    }

    static Options options(MemoryFiles files) {
        return Options.builder()
                .files(files)
                .background(Runnable::run)
                .cacheBytes(200_000)
                .checkpointPages(100)
                .sync(SyncMode.OFF) // files in memory copy what is forced
                .build();
    }

    static MemoryFiles files(byte[] main, byte[] log) {
        MemoryFiles files = new MemoryFiles();
        files.set(MAIN, main.clone());
        files.set(LOG, log.clone());
        return files;
    }

    static Map<String, Set<List<Object>>> rows(Session session) {
        Map<String, Set<List<Object>>> rows = new TreeMap<>();
        for (List<Object> table : Tables.rows(session, new Command.ListTables())) {
            rows.put((String) table.get(0), new HashSet<>(Tables.rows(session, Tables.all((String) table.get(0)))));
        }
        return rows;
    }
}
