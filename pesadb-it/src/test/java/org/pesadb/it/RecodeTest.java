package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operator;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.api.TableSchema;

/** RECODE: the same rows in another codec, for everybody at once, and for those who read already not at all. */
class RecodeTest {
    private static final int ROWS = 5_000;

    @TempDir
    Path folder;

    private Database open() {
        return open(PesaDb.options());
    }

    private Database open(Options.Builder options) {
        return PesaDb.open(
                folder.resolve("recode.pesa"), options.sync(SyncMode.NORMAL).build());
    }

    /** Some rows have moved to another page, some are on overflow pages, and some slots are dead. */
    private static void create(Session session, String codec) {
        session.run(new Command.CreateTable(
                new TableSchema(
                        "t",
                        List.of(
                                Tables.key("id"),
                                Tables.number("n"),
                                Tables.text("name").asUnique(),
                                Tables.text("note"))),
                false,
                codec,
                null));
        session.run(new Command.CreateIndex("t", "n", false, null));
        try (BatchInsert batch = session.batchInsert("t")) {
            for (int i = 0; i < ROWS; i++) {
                batch.set(0, i);
                batch.set(1, i % 100);
                batch.set(2, i % 7 == 0 ? null : "name " + i);
                batch.set(3, i % 1_000 == 0 ? "é".repeat(9_000) : "short");
                batch.add();
            }
            batch.finish();
        }
        session.run(Tables.set("t", "note", "x".repeat(600), Condition.equal("n", 3)));
        session.run(new Command.Delete("t", List.of(Condition.equal("n", 4))));
    }

    private static List<List<Object>> sorted(Session session) {
        List<List<Object>> rows = new ArrayList<>(Tables.rows(session, Tables.all("t")));
        rows.sort(Comparator.comparing(row -> (Long) row.get(0)));
        return rows;
    }

    private static void recode(Session session, String codec) {
        session.run(new Command.Recode("t", codec));
    }

    private static Object codec(Session session) {
        return Tables.rows(session, new Command.ListTables()).get(0).get(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "binary"})
    void theRowsAndTheirIndexesStay(String from) {
        String to = from.equals("json") ? "binary" : "json";
        List<List<Object>> expected = new ArrayList<>();
        try (Database database = open();
                Session session = database.openSession()) {
            create(session, from);
            expected.addAll(sorted(session));
            for (String codec : List.of(to, to, from)) {
                recode(session, codec);
                assertEquals(codec, codec(session));
                assertEquals(expected, sorted(session), codec);
                assertEquals(50, Tables.count(session, "t", Condition.equal("n", 3)), "by its index");
                assertEquals(1, Tables.count(session, "t", Condition.equal("name", "name 1")));
                assertEquals(
                        expected.stream().filter(row -> row.get(2) == null).count(),
                        Tables.count(session, "t", new Condition("name", Operator.IS_NULL, List.of())));
                assertEquals(List.of(), Tables.faults(database));
            }
            recode(session, to);
            Tables.insert(session, "t", -1, 1, "new", "row");
            assertEquals(
                    ErrorCode.DUPLICATE_KEY,
                    assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", -2, 1, "new", "row"))
                            .code());
        }
        try (Database database = open();
                Session session = database.openSession()) {
            expected.add(0, List.of(-1L, 1L, "new", "row"));
            assertEquals(to, codec(session));
            assertEquals(expected, sorted(session), "opened anew");
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void rowsThatLackAddedColumnsAreCompleted() {
        try (Database database = open();
                Session session = database.openSession()) {
            create(session, "json");
            session.run(new Command.AddColumn("t", Tables.text("added").withDefault("d".repeat(100))));
            List<List<Object>> expected = sorted(session);
            long before = Tables.figure(database, "pages") - Tables.figure(database, "free_pages");
            recode(session, "json");
            assertEquals(expected, sorted(session));
            long after = Tables.figure(database, "pages") - Tables.figure(database, "free_pages");
            assertTrue(after > before + 100, "each row has the column itself now: " + before + " to " + after);
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void whoReadsAlreadyReadsOn() {
        try (Database database = open();
                Session reader = database.openSession();
                Session holder = database.openSession();
                Session writer = database.openSession()) {
            create(writer, "json");
            List<List<Object>> expected = sorted(writer);
            holder.run(new Command.Begin(true));
            try (Cursor cursor = reader.execute(Tables.all("t"))) {
                assertTrue(cursor.next());
                recode(writer, "binary");
                writer.run(new Command.Delete("t", List.of()));
                writer.run(new Command.Checkpoint());
                int rows = 1;
                while (cursor.next()) {
                    rows++;
                }
                assertEquals(expected.size(), rows);
            }
            assertEquals(expected, sorted(holder));
            assertEquals("json", codec(holder));
            assertEquals(List.of(), sorted(reader));
        }
    }

    @Test
    void inATransactionItIsAChangeLikeAnyOther() {
        try (Database database = open();
                Session session = database.openSession()) {
            create(session, "json");
            List<List<Object>> before = sorted(session);
            session.run(new Command.Begin(false));
            recode(session, "binary");
            session.run(Tables.set("t", "note", "changed", Condition.equal("id", 1)));
            recode(session, "json");
            recode(session, "binary");
            assertEquals("binary", codec(session));
            assertEquals("changed", sorted(session).get(1).get(3));
            session.run(new Command.Rollback());
            assertEquals("json", codec(session));
            assertEquals(before, sorted(session));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void cancelledItLeavesTheTableAsItWas() {
        try (Database database = open();
                Session session = database.openSession()) {
            create(session, "json");
            List<List<Object>> before = sorted(session);
            List<String> steps = new ArrayList<>();
            session.onProgress((step, done, total) -> {
                steps.add(step);
                session.cancel();
            });
            PesaDbException cancelled = assertThrows(PesaDbException.class, () -> recode(session, "binary"));
            assertEquals(ErrorCode.CANCELLED, cancelled.code());
            assertEquals("recoding t", steps.get(0));
            assertEquals("json", codec(session));
            assertEquals(before, sorted(session));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void itTellsHowFarItIsAndNeedsLittleMemory() {
        try (Database database = open(PesaDb.options().transactionBytes(1).statementBytes(1));
                Session session = database.openSession()) {
            create(session, "json");
            List<List<Object>> before = sorted(session);
            AtomicInteger reports = new AtomicInteger();
            session.onProgress((step, done, total) -> reports.addAndGet(step.equals("recoding t") ? 1 : 0));
            recode(session, "binary");
            assertTrue(reports.get() > 1, "reports");
            session.onProgress((step, done, total) -> {});
            assertEquals(before, sorted(session));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void whatCannotBeRecodedIsRefused() {
        try (Database database = open();
                Session session = database.openSession()) {
            create(session, "json");
            PesaDbException unknown = assertThrows(PesaDbException.class, () -> recode(session, "avro"));
            assertEquals(ErrorCode.NO_SUCH_COMPONENT, unknown.code());
            assertTrue(
                    unknown.getMessage().contains("binary")
                            && unknown.getMessage().contains("json"),
                    unknown::getMessage);
            for (Object[] wrong :
                    new Object[][] {{"u", ErrorCode.NO_SUCH_TABLE}, {"pesa_tables", ErrorCode.READ_ONLY}}) {
                PesaDbException refused = assertThrows(
                        PesaDbException.class, () -> session.run(new Command.Recode((String) wrong[0], "binary")));
                assertEquals(wrong[1], refused.code(), Arrays.toString(wrong));
            }
            assertFalse(sorted(session).isEmpty());
        }
    }

    @Test
    void theBinaryCodecTakesLittleRoom() {
        try (Database database = open();
                Session session = database.openSession()) {
            session.run(new Command.CreateTable(
                    new TableSchema("t", List.of(Tables.key("id"), Tables.number("points"), Tables.text("name"))),
                    false,
                    "json",
                    null));
            try (BatchInsert batch = session.batchInsert("t")) {
                for (int i = 0; i < 100_000; i++) {
                    batch.set(0, i);
                    batch.set(1, i * 7L);
                    batch.set(2, "name" + i);
                    batch.add();
                }
                batch.finish();
            }
            session.run(new Command.Compact(null));
            long json = Tables.figure(database, "pages") * 4096;
            recode(session, "binary");
            session.run(new Command.Compact(null));
            long binary = Tables.figure(database, "pages") * 4096;
            assertTrue(json < 7_500_000, "rows and primary key take " + json + " bytes as JSON");
            assertTrue(binary < 4_700_000, "rows and primary key take " + binary + " bytes");
        }
    }
}
