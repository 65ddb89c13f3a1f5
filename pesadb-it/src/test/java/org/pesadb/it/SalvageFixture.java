package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Progress;
import org.pesadb.api.Salvage;
import org.pesadb.api.Session;
import org.pesadb.testing.MemoryFiles;

/**
 * A database of several tables with everything that a page can be: rows that have moved, rows on overflow pages, indexes of both
 * sorts, free pages and a dropped table. And what must hold of whatever is salvaged from it, however it was damaged.
 */
final class SalvageFixture {
    static final Path MAIN = Path.of("/d/damaged.pesa");
    static final Path LOG = Path.of("/d/damaged.pesa-wal");
    static final Path TO = Path.of("/d/saved.pesa");
    static final int PAGE = 4096;
    static final List<String> TABLES = List.of("empty", "notes", "things", "users");

    /** Where the header of a page has its type and its owner. */
    private static final int TYPE = 4;

    private static final int OWNER = 12;

    final byte[] cleanMain;
    final byte[] cleanLog;
    final byte[] hotMain;
    final byte[] hotLog;

    /** All rows by table, after the clean close and after each commit since. */
    final List<Map<String, Set<List<Object>>>> states = new ArrayList<>();

    /** Names of tables by their numbers. */
    final Map<Integer, String> names = new TreeMap<>();

    SalvageFixture() {
        MemoryFiles files = new MemoryFiles();
        try (Database database = open(files, MAIN);
                Session session = database.openSession()) {
            fill(session);
            for (List<Object> row : Tables.rows(session, Tables.all("pesa_tables"))) {
                names.put(((Long) row.get(0)).intValue(), (String) row.get(1));
            }
        }
        cleanMain = files.bytes(MAIN).clone();
        cleanLog = files.bytes(LOG).clone();
        Database database = open(files, MAIN);
        Session session = database.openSession();
        states.add(rows(session));
        for (int i = 0; i < 6; i++) {
            Tables.insert(session, "users", 1000 + i, "late " + i);
            states.add(rows(session));
            session.run(new Command.DeleteByKey("things", Operand.of(i)));
            states.add(rows(session));
        }
        MemoryFiles killed = files.killed();
        hotMain = killed.bytes(MAIN);
        hotLog = killed.bytes(LOG);
        database.close();
    }

    private static void fill(Session session) {
        Tables.create(session, "dropped", Tables.key("id"), Tables.text("text"));
        Tables.create(session, "users", Tables.key("id"), Tables.text("name").asUnique());
        Tables.create(session, "notes", Tables.key("id"), Tables.text("text"));
        Tables.create(session, "things", Tables.key("id"), Tables.text("kind"), Tables.number("weight"));
        Tables.create(session, "empty", Tables.key("id"));
        session.run(new Command.CreateIndex("things", "kind", false, null));
        session.run(new Command.CreateIndex("things", "weight", true, null));
        session.run(new Command.Begin(false));
        for (int i = 0; i < 300; i++) {
            Tables.insert(session, "dropped", i, "a row of a table that is dropped " + i);
            Tables.insert(session, "users", i, "user " + i);
            Tables.insert(session, "things", i, "kind " + i % 7, i * 3);
            if (i < 40) {
                Tables.insert(session, "notes", i, "note " + i);
            }
        }
        for (int i = 0; i < 40; i += 3) { // some of them move, some go to overflow pages
            session.run(Tables.set("notes", "text", "x".repeat(i * 200), Condition.equal("id", i)));
        }
        for (int i = 100; i < 200; i++) {
            session.run(new Command.DeleteByKey("things", Operand.of(i)));
        }
        session.run(new Command.Commit());
        session.run(new Command.DropTable("dropped"));
    }

    private static Database open(MemoryFiles files, Path path) {
        return PesaDb.open(path, options(files));
    }

    static Options options(MemoryFiles files) {
        return Options.builder().files(files).background(Runnable::run).build();
    }

    static Map<String, Set<List<Object>>> rows(Session session) {
        Map<String, Set<List<Object>>> rows = new TreeMap<>();
        for (List<Object> table : Tables.rows(session, new Command.ListTables())) {
            String name = (String) table.get(0);
            List<List<Object>> all = Tables.rows(session, Tables.all(name));
            rows.put(name, new HashSet<>(all));
            assertEquals(all.size(), rows.get(name).size(), "rows of " + name + " that come twice");
        }
        return rows;
    }

    /** Files without a log where that is null. */
    static MemoryFiles files(byte[] main, byte[] log) {
        MemoryFiles files = new MemoryFiles();
        files.set(MAIN, main);
        if (log != null) {
            files.set(LOG, log);
        }
        return files;
    }

    /** The table whose own page this is, index or heap; null for one of the catalog, a free one, and page 0. */
    String tableOf(byte[] main, int page) {
        ByteBuffer bytes = ByteBuffer.wrap(main).order(ByteOrder.LITTLE_ENDIAN);
        int type = bytes.get(page * PAGE + TYPE);
        return page == 0 || type < 4 || type > 6 ? null : names.get(bytes.getInt(page * PAGE + OWNER));
    }

    /** What came of a salvage. */
    record Saved(Salvage salvage, List<Fault> lost, Map<String, Set<List<Object>>> rows) {
        Salvage.Table table(String name) {
            return salvage.tables().stream()
                    .filter(table -> table.name().equals(name))
                    .findAny()
                    .orElseThrow(() -> new AssertionError("no table " + name + " in " + salvage + lost));
        }
    }

    /** Salvages, and makes sure of what must always hold. */
    Saved salvage(MemoryFiles files, String what) {
        byte[] main = files.bytes(MAIN).clone();
        byte[] log = files.bytes(LOG);
        List<Fault> lost = new ArrayList<>();
        Salvage salvage = PesaDb.salvage(MAIN, TO, options(files), lost::add, Progress.NONE);
        assertArrayEquals(main, files.bytes(MAIN), "the source was written: " + what);
        assertArrayEquals(log, files.bytes(LOG), "the source's log was written: " + what);
        for (String left : List.of(".partial", ".partial-wal", ".partial-lock", "-wal")) {
            assertEquals(null, files.bytes(Path.of(TO + left)), what + " leaves " + left);
        }
        List<Fault> faults = new ArrayList<>();
        Saved saved;
        try (Database database = open(files, TO);
                Session session = database.openSession()) {
            assertTrue(!database.created(), what);
            saved = new Saved(salvage, lost, rows(session));
            database.check(faults::add);
            assertEquals(List.of(), faults, what);
        }
        assertTrue(salvage.complete() || !lost.isEmpty(), () -> what + " loses without a word: " + salvage);
        for (Salvage.Table table : salvage.tables()) {
            assertConsistent(saved, table, what);
        }
        return saved;
    }

    private void assertConsistent(Saved saved, Salvage.Table table, String what) {
        Set<List<Object>> got = saved.rows.getOrDefault(table.name(), Set.of());
        assertEquals(got.size(), table.rows(), () -> what + " counts " + table);
        String number = table.name().replace("table_", "");
        String name = number.equals(table.name()) ? number : names.getOrDefault(Integer.parseInt(number), "dropped");
        Set<List<Object>> ever = new HashSet<>();
        Set<Integer> counts = new HashSet<>();
        for (Map<String, Set<List<Object>>> state : states) {
            ever.addAll(state.getOrDefault(name, Set.of()));
            counts.add(state.getOrDefault(name, Set.of()).size());
        }
        Set<List<Object>> wrong = new HashSet<>(got);
        wrong.removeAll(ever);
        assertEquals(Set.of(), wrong, () -> what + " makes rows of " + table + " that never were");
        if (table.exact()) {
            assertTrue(
                    counts.contains((int) (table.rows() + table.lostRows())),
                    () -> what + " counts " + table + " where there were " + counts + ": " + saved.lost);
        }
    }
}
