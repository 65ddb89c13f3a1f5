package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.testing.Seeds;

/** COMPACT: the file becomes as short as a fresh one, the rows stay, readers go on, and nothing is ever half moved. */
class CompactTest {
    private static final int ROWS = 200_000;
    private static final int TABLES = 2_000;

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("compact.pesa");
    }

    private Database open() {
        return open(file());
    }

    private static Database open(Path file) {
        return open(file, Duration.ofMinutes(1));
    }

    private static Database open(Path file, Duration busy) {
        return PesaDb.open(
                file, PesaDb.options().sync(SyncMode.NORMAL).busyTimeout(busy).build());
    }

    /** Runs it, and returns how many pages there are afterwards. */
    private static long compact(Session session, String table) {
        List<List<Object>> rows = Tables.rows(session, new Command.Compact(table));
        assertEquals(1, rows.size());
        return (Long) rows.get(0).get(1);
    }

    private static void create(Session session, String table) {
        Tables.create(
                session,
                table,
                Tables.key("id"),
                Tables.number("n"),
                Tables.text("name").asUnique());
        session.run(new Command.CreateIndex(table, "n", false, null));
    }

    private static void load(Session session, String table, int rows, IntPredicate which, IntFunction<String> name) {
        try (BatchInsert batch = session.batchInsert(table)) {
            for (int i = 0; i < rows; i++) {
                if (which.test(i)) {
                    batch.set(0, i);
                    batch.set(1, i % 100);
                    batch.set(2, i % 7 == 0 ? null : name.apply(i));
                    batch.add();
                }
            }
            batch.finish();
        }
    }

    @Test
    void fileAfterAMassDeleteIsAsShortAsAFreshOne() throws IOException {
        Path fresh = folder.resolve("fresh.pesa");
        List<List<Object>> expected;
        try (Database database = open(fresh);
                Session session = database.openSession()) {
            create(session, "t");
            load(session, "t", ROWS, i -> i % 100 < 10, i -> "name " + i);
            expected = Tables.rows(session, Tables.all("t"));
        }
        try (Database database = open();
                Session session = database.openSession()) {
            create(session, "t");
            load(session, "t", ROWS, i -> true, i -> "name " + i);
            // Spread over all pages, so that none of them becomes free by itself.
            Condition most = Condition.of("n", Operator.GREATER_OR_EQUAL, Operand.of(10));
            assertEquals(
                    ROWS * 9 / 10,
                    session.run(new Command.Delete("t", List.of(most))).rows());
            long pages = compact(session, "t");
            assertEquals(pages, Tables.figure(database, "pages"));
            assertEquals(pages * 4096, Files.size(file()), "the file is shorter when the command ends");
            assertTrue(
                    Files.size(file()) <= 1.1 * Files.size(fresh),
                    Files.size(file()) + " bytes, but fresh " + Files.size(fresh));
            assertEquals(expected, Tables.rows(session, Tables.all("t")));
            assertEquals(List.of(), Tables.faults(database));
        }
        try (Database database = open();
                Session session = database.openSession()) {
            assertEquals(expected, Tables.rows(session, Tables.all("t")));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void rowsThatHaveMovedAndLongOnesAndIndexesOfEveryKindSurvive() {
        Random random = Seeds.random("CompactTest");
        try (Database database = open();
                Session session = database.openSession()) {
            create(session, "t");
            create(session, "u");
            load(session, "t", 3_000, i -> true, i -> "name " + i);
            load(session, "u", 3_000, i -> i % 2 == 0, i -> "u" + i);
            for (int i = 0; i < 1_500; i++) {
                int length = random.nextInt(50) == 0 ? random.nextInt(50_000) : random.nextInt(900);
                session.run(
                        Tables.set("t", "name", i + "x".repeat(length), Condition.equal("id", random.nextInt(3_000))));
            }
            session.run(new Command.Delete("u", List.of(Condition.of("id", Operator.LESS, Operand.of(2_500)))));
            List<List<Object>> t = sorted(session, "t");
            List<List<Object>> u = sorted(session, "u");
            compact(session, null);
            assertEquals(List.of(), Tables.faults(database));
            long pages = compact(session, null);
            assertTrue(
                    Tables.figure(database, "free_pages") <= pages / 50,
                    "free pages: " + Tables.figure(database, "free_pages"));
            assertEquals(List.of(), Tables.faults(database));
            assertEquals(t, sorted(session, "t"));
            assertEquals(u, sorted(session, "u"));
            for (List<Object> row : t.subList(0, 100)) {
                assertEquals(List.of(row), Tables.rows(session, Tables.all("t", Condition.equal("id", (Long)
                        row.get(0)))));
            }
            assertEquals(30, Tables.count(session, "t", Condition.equal("n", 7)));
            ApiTest.refused(ErrorCode.DUPLICATE_KEY, () -> Tables.insert(session, "t", 5, 1, "new"));
            ApiTest.refused(
                    ErrorCode.DUPLICATE_KEY,
                    () -> Tables.insert(session, "u", 7, 1, u.get(u.size() - 1).get(2)));
            Tables.insert(session, "t", 3_001, 1, null);
            session.run(new Command.DropIndex("t", "n"));
            ApiTest.refused(ErrorCode.NO_SUCH_INDEX, () -> session.run(new Command.DropIndex("t", "id")));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    private static List<List<Object>> sorted(Session session, String table) {
        return Tables.rows(
                session,
                new Command.Select(table, List.of(), List.of(), new Command.Ordering("id", false), Command.Limit.NONE));
    }

    @Test
    void snapshotSeesItsOldStateAndTheFileBecomesShorterAfterIt() throws IOException {
        try (Database database = open();
                Session reader = database.openSession();
                Session session = database.openSession()) {
            create(session, "t");
            load(session, "t", 20_000, i -> true, i -> "name " + i);
            session.run(new Command.Checkpoint());
            long before = Files.size(file());
            reader.run(new Command.Begin(true));
            try (Cursor cursor = session.execute(Tables.all("t"))) {
                assertTrue(cursor.next());
                session.run(new Command.Delete("t", List.of()));
                long pages = compact(session, null);
                assertTrue(pages * 4096 < before / 10, "pages: " + pages);
                assertEquals(0, Tables.count(session, "t"));
                assertEquals(before, Files.size(file()), "an older snapshot forbids it");
                load(session, "t", 300, i -> true, i -> "new " + i);
                session.run(new Command.Checkpoint());
                int rows = 1;
                while (cursor.next()) {
                    assertEquals(rows, cursor.getLong(0));
                    rows++;
                }
                assertEquals(20_000, rows);
            }
            assertEquals(20_000, Tables.count(reader, "t"));
            assertEquals(1, Tables.count(reader, "t", Condition.equal("name", "name 19998")));
            reader.run(new Command.Commit());
            session.run(new Command.Checkpoint());
            assertTrue(Files.size(file()) < before / 5, Files.size(file()) + " of " + before);
            assertEquals(Tables.figure(database, "pages") * 4096, Files.size(file()));
            assertEquals(300, Tables.count(reader, "t"));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void readersGoOnWritersWaitAndTheListenerIsTold() {
        try (Database database = open(file(), Duration.ZERO);
                Session session = database.openSession();
                Session other = database.openSession()) {
            create(session, "t");
            load(session, "t", 20_000, i -> true, i -> "name " + i);
            List<String> told = new ArrayList<>();
            session.onProgress((step, done, total) -> {
                told.add(step);
                assertTrue(done >= 0 && done <= total, done + " of " + total);
                assertEquals(20_000, Tables.count(other, "t"));
                assertEquals(1, Tables.count(other, "t", Condition.equal("name", "name 12345")));
                ApiTest.refused(ErrorCode.BUSY, () -> Tables.insert(other, "t", -1, 1, null));
            });
            compact(session, "t");
            assertTrue(told.size() > 1 && told.get(0).contains("t"), told::toString);
            Tables.insert(other, "t", -1, 1, null);
        }
    }

    @Test
    void readersAndWritersAtTheSameTimeMeetNothingHalfMoved() throws Exception {
        int tables = 5;
        int rows = 25_000; // each table takes a transaction of its own
        try (Database database =
                        PesaDb.open(file(), PesaDb.options().sync(SyncMode.OFF).build());
                Session session = database.openSession()) {
            for (int i = 0; i < tables; i++) {
                create(session, "t" + i);
                load(session, "t" + i, rows, row -> true, row -> "name " + row);
            }
            AtomicBoolean done = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Future<Integer> writer = threads.submit(() -> {
                    int written = 0;
                    try (Session own = database.openSession()) {
                        do {
                            Tables.insert(own, "t0", rows + written, 1, "new " + written);
                            own.run(new Command.DeleteByKey("t4", Operand.of(written)));
                            own.run(new Command.DropTable("t3"));
                            create(own, "t3");
                            written++;
                        } while (!done.get());
                    }
                    return written;
                });
                Future<Integer> reader = threads.submit(() -> {
                    int looks = 0;
                    try (Session own = database.openSession()) {
                        do {
                            own.run(new Command.Begin(true));
                            long first = Tables.count(own, "t0") + Tables.count(own, "t4");
                            assertTrue(Math.abs(2 * rows - first) <= 1, "rows of both: " + first);
                            assertEquals(
                                    rows, Tables.rows(own, Tables.all("t1")).size());
                            assertEquals(1, Tables.count(own, "t2", Condition.equal("name", "name 24999")));
                            assertEquals(first, Tables.count(own, "t0") + Tables.count(own, "t4"));
                            own.run(new Command.Commit());
                            looks++;
                        } while (!done.get());
                    }
                    return looks;
                });
                for (int round = 0; round < 2; round++) {
                    compact(session, null);
                }
                done.set(true);
                int written = writer.get();
                assertTrue(written > 0 && reader.get() > 0);
                assertEquals(rows + written, Tables.count(session, "t0"));
                assertEquals(rows - written, Tables.count(session, "t4"));
                assertEquals(0, Tables.count(session, "t3"));
            } finally {
                done.set(true);
                threads.shutdown();
            }
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void cancelledCompactionLeavesEverythingAsItWas() {
        try (Database database = open();
                Session session = database.openSession()) {
            create(session, "t");
            load(session, "t", 20_000, i -> true, i -> "name " + i);
            session.run(new Command.Delete("t", List.of(Condition.of("id", Operator.LESS, Operand.of(15_000)))));
            List<List<Object>> rows = Tables.rows(session, Tables.all("t"));
            long pages = Tables.figure(database, "pages");
            long free = Tables.figure(database, "free_pages");
            session.onProgress((step, done, total) -> session.cancel());
            ApiTest.refused(ErrorCode.CANCELLED, () -> compact(session, "t"));
            assertEquals(pages, Tables.figure(database, "pages"));
            assertEquals(free, Tables.figure(database, "free_pages"));
            assertEquals(rows, Tables.rows(session, Tables.all("t")), "in the same order, at the same places");
            assertEquals(List.of(), Tables.faults(database));
            session.onProgress((step, done, total) -> {});
            assertTrue(compact(session, "t") < pages / 2);
        }
    }

    @Test
    void endedByAFaultBetweenTablesItSaysThatTheFirstStaysMoved() {
        for (Throwable fault : List.of(new OutOfMemoryError("none left"), new IllegalStateException("a fault"))) {
            try (Database database = open();
                    Session session = database.openSession()) {
                for (String table : List.of("t", "u")) {
                    create(session, table);
                    load(session, table, 25_000, i -> true, i -> "name " + i);
                    session.run(new Command.Delete(table, List.of(Condition.of("n", Operator.LESS, Operand.of(20)))));
                }
                for (String table : List.of("u", "t")) {
                    session.onProgress((step, done, total) -> {
                        if (step.endsWith(table) && fault instanceof Error error) {
                            throw error;
                        } else if (step.endsWith(table)) {
                            throw (RuntimeException) fault;
                        }
                    });
                    PesaDbException failed = assertThrows(PesaDbException.class, () -> compact(session, null));
                    assertEquals(fault instanceof Error ? ErrorCode.OUT_OF_MEMORY : ErrorCode.INTERNAL, failed.code());
                    String truth = table.equals("u") ? "stay moved" : "nothing of it remains";
                    assertTrue(failed.getMessage().contains(truth), failed.getMessage());
                }
                assertEquals(List.of(), Tables.faults(database));
                List.of("t", "u").forEach(table -> session.run(new Command.DropTable(table)));
            }
        }
    }

    @Test
    void cancelledBetweenTablesItSaysThatTheFirstStaysMoved() {
        try (Database database = open();
                Session session = database.openSession()) {
            for (String table : List.of("t", "u")) {
                create(session, table);
                load(session, table, 25_000, i -> true, i -> "name " + i);
                session.run(new Command.Delete(table, List.of(Condition.of("n", Operator.LESS, Operand.of(20)))));
            }
            long free = Tables.figure(database, "free_pages");
            session.onProgress((step, done, total) -> {
                if (step.endsWith("u")) {
                    session.cancel();
                }
            });
            PesaDbException cancelled = assertThrows(PesaDbException.class, () -> compact(session, null));
            assertEquals(ErrorCode.CANCELLED, cancelled.code());
            assertTrue(cancelled.getMessage().contains("stay moved"), cancelled.getMessage());
            assertTrue(Tables.figure(database, "free_pages") > free, "the first has moved");
            assertEquals(20_000, Tables.count(session, "t"));
            assertEquals(20_000, Tables.count(session, "u"));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void compactFileIsLeftAsItIsAndNeverGrows() {
        try (Database database = open();
                Session session = database.openSession()) {
            create(session, "t");
            load(session, "t", 20_000, i -> true, i -> "name " + i);
            session.run(new Command.Delete("t", List.of(Condition.of("n", Operator.LESS, Operand.of(50)))));
            long pages = compact(session, null);
            long logged = Tables.figure(database, "log_pages");
            assertEquals(pages, compact(session, null));
            assertEquals(logged, Tables.figure(database, "log_pages"), "nothing was written");
            for (int i = 0; i < 3; i++) {
                long again = compact(session, "t");
                assertTrue(again <= pages, again + " pages after " + pages);
                pages = again;
            }
            assertEquals(10_000, Tables.count(session, "t"));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void whatCannotBeCompactedIsRefused() {
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"));
            ApiTest.refused(ErrorCode.NO_SUCH_TABLE, () -> session.run(new Command.Compact("missing")));
            ApiTest.refused(ErrorCode.READ_ONLY, () -> session.run(new Command.Compact("pesa_tables")));
            for (boolean reading : new boolean[] {true, false}) {
                session.run(new Command.Begin(reading));
                ApiTest.refused(ErrorCode.IN_TRANSACTION, () -> session.run(new Command.Compact("t")));
                assertTrue(session.inTransaction());
                session.run(new Command.Rollback());
            }
            Tables.insert(session, "t", 1);
        }
        try (Database database =
                        PesaDb.open(file(), PesaDb.options().readOnly(true).build());
                Session session = database.openSession()) {
            ApiTest.refused(ErrorCode.READ_ONLY, () -> session.run(new Command.Compact("t")));
            ApiTest.refused(ErrorCode.READ_ONLY, () -> session.run(new Command.Compact(null)));
            assertEquals(1, Tables.count(session, "t"));
        }
    }

    @Test
    void emptyDatabaseStaysEmpty() throws IOException {
        try (Database database = open();
                Session session = database.openSession()) {
            long pages = compact(session, null);
            assertTrue(pages < 10, "pages: " + pages);
            assertEquals(pages, compact(session, null));
            assertEquals(List.of(), Tables.rows(session, new Command.ListTables()));
            assertEquals(List.of(), Tables.faults(database));
            Tables.create(session, "t", Tables.key("id"));
            assertEquals(List.of(), Tables.faults(database));
        }
        assertFalse(Files.size(file()) > 20 * 4096, "bytes: " + Files.size(file()));
    }

    @Test
    void twoThousandTablesAndTheCatalogItselfMove() throws IOException {
        try (Database database = open();
                Session session = database.openSession()) {
            session.run(new Command.Begin(false));
            for (int i = 0; i < TABLES; i++) {
                Tables.create(session, "table_" + i, Tables.key("id"), Tables.text("text"));
                Tables.insert(session, "table_" + i, i, "text of some length " + i);
            }
            session.run(new Command.Commit());
            long full = compact(session, null);
            assertTrue(
                    Tables.figure(database, "free_pages") <= 2, "free pages: " + Tables.figure(database, "free_pages"));
            session.run(new Command.Begin(false));
            for (int i = 0; i < TABLES; i++) {
                if (i % 100 != 99) {
                    session.run(new Command.DropTable("table_" + i));
                }
            }
            session.run(new Command.Commit());
            assertEquals(full, Tables.figure(database, "pages"));
            long pages = compact(session, null);
            assertTrue(pages < full / 50, "pages: " + pages + " of " + full);
            assertEquals(pages * 4096, Files.size(file()));
            assertEquals(List.of(), Tables.faults(database));
        }
        try (Database database = open();
                Session session = database.openSession()) {
            for (int i = 99; i < TABLES; i += 100) {
                assertEquals(
                        List.of(List.of((long) i, "text of some length " + i)),
                        Tables.rows(session, Tables.all("table_" + i, Condition.equal("id", i))));
                session.run(new Command.DropTable("table_" + i));
            }
            assertTrue(compact(session, null) < 10);
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void oneTableMovesAloneAndTheOthersStayAsTheyAre() {
        try (Database database = open();
                Session session = database.openSession()) {
            create(session, "t");
            load(session, "t", 20_000, i -> true, i -> "name " + i);
            create(session, "u");
            load(session, "u", 20_000, i -> true, i -> "name " + i);
            session.run(new Command.Delete("t", List.of()));
            session.run(new Command.Delete("u", List.of(Condition.of("id", Operator.LESS, Operand.of(19_000)))));
            long pages = Tables.figure(database, "pages");
            assertTrue(compact(session, "t") > pages - 10, "the other table lies at the end");
            assertTrue(Tables.figure(database, "free_pages") > pages / 3);
            assertTrue(compact(session, "u") < pages / 5);
            assertEquals(1_000, Tables.count(session, "u"));
            assertEquals(List.of(), Tables.faults(database));
        }
    }
}
