package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Command.Function;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.testing.MemoryFiles;

/** Sorting, grouping and building of indexes in far less memory than they need: what comes of it, and what is left of it. */
class SortingTest {
    private static final Path FILE = Path.of("/db/data.pesa");
    private static final Path SPILL = Path.of("/db/data.pesa-spill");
    private static final int ROWS = 3_000;
    private static final Command.Select BY_TEXT =
            new Command.Select("t", List.of(), List.of(), new Command.Ordering("x", false), Command.Limit.NONE);
    private static final Command.Aggregate SUMS =
            new Command.Aggregate(Function.SUM, "t", "n", List.of(), List.of("x"));

    private final MemoryFiles files = new MemoryFiles();

    private static Options.Builder options(MemoryFiles files) {
        return PesaDb.options().files(files).statementBytes(1).background(Runnable::run);
    }

    private static Database open(MemoryFiles files) {
        return PesaDb.open(FILE, options(files).build());
    }

    private static String text(long id) {
        return String.format("text %08d of some length, so that a few fill the memory", id * 7_919 % ROWS);
    }

    @BeforeEach
    void fill() {
        try (Database database = open(files);
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("x"), Tables.number("n"));
            try (BatchInsert batch = session.batchInsert("t")) {
                for (long id = 0; id < ROWS; id++) {
                    batch.set(0, id);
                    batch.set(1, text(id));
                    batch.set(2, id % 10);
                    batch.add();
                }
                batch.finish();
            }
        }
    }

    private List<Path> left() {
        return files.list(SPILL, "");
    }

    private void full(Predicate<Path> where) {
        files.hook((call, path, position, length) -> {
            if (call == MemoryFiles.Call.WRITE && where.test(path) && position > 10_000) {
                throw new IOException("No space left on device");
            }
        });
    }

    private static ErrorCode refused(Runnable work) {
        return assertThrows(PesaDbException.class, work::run).code();
    }

    @Test
    void rowsComeInOrderAndTheFilesGoWithTheCursor() {
        try (Database database = open(files);
                Session session = database.openSession()) {
            Cursor cursor = session.execute(BY_TEXT);
            assertEquals(List.of(), left(), "nothing is sorted before the first row is asked for");
            Set<Long> seen = new TreeSet<>();
            String before = "";
            while (cursor.next()) {
                assertFalse(left().isEmpty());
                assertTrue(before.compareTo(cursor.getText(1)) < 0);
                before = cursor.getText(1);
                assertEquals(text(cursor.getLong(0)), before);
                assertTrue(seen.add(cursor.getLong(0)));
            }
            assertEquals(ROWS, seen.size());
            cursor.close();
            assertEquals(List.of(), left());

            assertEquals(ROWS, Tables.rows(session, SUMS).size());
            assertEquals(List.of(), left());
        }
    }

    @Test
    void aCancelEndsAResultThatStandsInMemory() {
        try (Database database = PesaDb.open(
                        FILE, options(files).statementBytes(64 << 20).build());
                Session session = database.openSession()) {
            for (Command command : List.of(BY_TEXT, SUMS)) {
                try (Cursor cursor = session.execute(command)) {
                    assertTrue(cursor.next());
                    assertEquals(List.of(), left());
                    session.cancel();
                    assertEquals(ErrorCode.CANCELLED, refused(cursor::next));
                }
            }
            assertEquals(ROWS, Tables.count(session, "t"));
        }
    }

    @Test
    void aCancelEndsACountOfAllRows() {
        try (Database database = PesaDb.open(FILE, options(files).cacheBytes(1).build());
                Session session = database.openSession()) {
            files.hook((call, path, position, length) -> {
                if (call == MemoryFiles.Call.READ) {
                    session.cancel();
                }
            });
            assertEquals(ErrorCode.CANCELLED, refused(() -> Tables.count(session, "t")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor", "session", "database", "transaction", "a later change"})
    void whateverEndsFirstTakesTheFilesAlong(String what) {
        try (Database database = open(files);
                Session session = database.openSession()) {
            if (what.equals("transaction") || what.equals("a later change")) {
                session.run(new Command.Begin(false));
            }
            Cursor rows = session.execute(BY_TEXT);
            assertTrue(rows.next());
            Cursor groups = session.execute(SUMS);
            assertTrue(groups.next());
            assertTrue(left().size() >= 2, "two statements at once have files of their own: " + left());
            switch (what) {
                case "cursor" -> {
                    rows.close();
                    groups.close();
                }
                case "session" -> session.close();
                case "database" -> database.close();
                case "transaction" -> session.run(new Command.Rollback());
                default -> Tables.insert(session, "t", ROWS + 1, "new", 0);
            }
            assertEquals(List.of(), left(), what);
        }
    }

    @Test
    void aCancelledSortLeavesNothing() {
        try (Database database = open(files);
                Session session = database.openSession()) {
            for (Command command : List.of(BY_TEXT, SUMS)) {
                Cursor cursor = session.execute(command);
                files.hook((call, path, position, length) -> {
                    if (call == MemoryFiles.Call.WRITE && path.startsWith(SPILL)) {
                        session.cancel();
                    }
                });
                assertEquals(ErrorCode.CANCELLED, refused(cursor::next));
                assertEquals(List.of(), left());
            }
            files.hook(null);
            assertEquals(ROWS, Tables.rows(session, BY_TEXT).size(), "the session goes on");
        }
    }

    @Test
    void aFullDiskEndsTheStatementAlone() {
        try (Database database = open(files);
                Session session = database.openSession()) {
            session.run(new Command.Begin(false));
            Tables.insert(session, "t", ROWS, "kept", 7);
            for (Command command : List.of(BY_TEXT, SUMS)) {
                full(path -> path.startsWith(SPILL));
                assertEquals(ErrorCode.DISK_FULL, refused(() -> Tables.rows(session, command)));
                assertEquals(List.of(), left());
                files.hook(null);
                assertEquals(ROWS + 1, Tables.rows(session, command).size());
            }
            session.run(new Command.Commit());
            assertEquals(ROWS + 1, Tables.count(session, "t"));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void whatAKilledProcessLeavesIsSweptWhenItIsOpenedToWrite() {
        MemoryFiles killed;
        try (Database database = open(files);
                Session session = database.openSession()) {
            Cursor cursor = session.execute(BY_TEXT);
            assertTrue(cursor.next());
            killed = files.killed();
        }
        assertFalse(killed.list(SPILL, "").isEmpty());
        try (Database database = open(killed)) {
            assertEquals(List.of(), killed.list(SPILL, ""));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void thoseThatOnlyReadSortBesideEachOther() {
        try (Database one = PesaDb.open(FILE, options(files).readOnly(true).build());
                Database other = PesaDb.open(FILE, options(files).readOnly(true).build());
                Session mine = one.openSession();
                Session theirs = other.openSession()) {
            Cursor first = mine.execute(BY_TEXT);
            Cursor second = theirs.execute(BY_TEXT);
            for (int i = 0; i < ROWS; i++) {
                assertTrue(first.next());
                assertTrue(second.next());
                assertEquals(first.getText(1), second.getText(1));
            }
        }
        assertEquals(List.of(), left());
    }

    @Test
    void aggregatesTakeParameters() {
        List<Condition> where = List.of(Condition.of("id", Operator.LESS, new Operand.Parameter(0)));
        try (Database database = open(files);
                Session session = database.openSession();
                Prepared sums = session.prepare(new Command.Aggregate(Function.SUM, "t", "n", where, List.of("n")));
                Prepared most = session.prepare(new Command.Aggregate(Function.MAX, "t", "x", where, List.of()))) {
            assertEquals(
                    List.of(List.of(0L, 0L), List.of(1L, 2L), List.of(2L, 4L)),
                    rows(sums.bind(0, 13L).execute()).subList(0, 3));
            assertEquals(List.of(List.of(text(0))), rows(most.bind(0, 1L).execute()));
            assertEquals(List.of(), rows(sums.bind(0, 0L).execute()));
        }
    }

    private static List<List<Object>> rows(Cursor cursor) {
        List<List<Object>> rows = new ArrayList<>();
        try (cursor) {
            while (cursor.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 0; i < cursor.size(); i++) {
                    row.add(cursor.get(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    // ---- indexes

    private static Command.CreateIndex index(boolean unique, String... columns) {
        return new Command.CreateIndex("t", List.of(columns), unique, "btree");
    }

    private static long indexed(Session session, String text) {
        return Tables.count(session, "t", Condition.equal("x", text));
    }

    @Test
    void anOrderedIndexIsFilledFromSortedEntries() {
        try (Database database = open(files);
                Session session = database.openSession()) {
            List<String> told = new ArrayList<>();
            session.onProgress((step, done, total) -> {
                told.add(step);
                assertTrue(done >= 0 && done <= total, step + " " + done + " of " + total);
            });
            session.run(index(true, "x"));
            assertTrue(told.contains("building the index"), told.toString());
            assertEquals(List.of(), left());
            session.run(index(false, "n", "x"));
            assertEquals(List.of(), Tables.faults(database));
            assertEquals(1, indexed(session, text(17)));
            assertEquals(ErrorCode.DUPLICATE_KEY, refused(() -> Tables.insert(session, "t", ROWS, text(5), 1)));
        }
    }

    @Test
    void aValueThatStandsTwiceIsNamedAndNoIndexIsLeft() {
        try (Database database = open(files);
                Session session = database.openSession()) {
            session.run(Tables.set("t", "x", null, Condition.of("id", Operator.LESS, Operand.of(100))));
            session.run(index(true, "x")); // any number of NULLs
            session.run(new Command.DropIndex("t", "x"));
            Tables.insert(session, "t", ROWS, text(2_345), 1);
            PesaDbException twice = assertThrows(PesaDbException.class, () -> session.run(index(true, "x")));
            assertEquals(ErrorCode.DUPLICATE_KEY, twice.code());
            assertTrue(twice.getMessage().contains("t.x " + text(2_345)), twice.getMessage());
            assertEquals(List.of(), left());
            session.run(index(true, "n", "id"));
            assertEquals(ErrorCode.NO_SUCH_INDEX, refused(() -> session.run(new Command.DropIndex("t", "x"))));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anIndexThatIsNotFinishedIsNone(boolean cancelled) {
        try (Database database = open(files);
                Session session = database.openSession()) {
            if (cancelled) {
                session.onProgress((step, done, total) -> {
                    if (step.startsWith("building")) {
                        session.cancel();
                    }
                });
            } else {
                full(path -> path.startsWith(SPILL));
            }
            assertEquals(
                    cancelled ? ErrorCode.CANCELLED : ErrorCode.DISK_FULL,
                    refused(() -> session.run(index(true, "x"))));
            files.hook(null);
            session.onProgress((step, done, total) -> {});
            assertEquals(List.of(), left());
            assertEquals(List.of(), Tables.faults(database));
            session.run(index(true, "x"));
            assertEquals(1, indexed(session, text(17)));
        }
    }
}
