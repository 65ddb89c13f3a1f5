package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;

/** Many tables, many columns, long texts, and tables that come and go: nothing has a ceiling, and no page is lost. */
class ApiSizesTest {
    private static final int TABLES = 2_000;
    private static final int COLUMNS = 300;
    private static final int LONG_TEXT = 50_000_000;

    @TempDir
    Path folder;

    private Database open() {
        return PesaDb.open(folder.resolve("sizes.pesa"));
    }

    @Test
    void twoThousandTables() {
        try (Database database = open();
                Session session = database.openSession()) {
            session.run(new Command.Begin(false));
            for (int i = 0; i < TABLES; i++) {
                String table = "table_with_a_name_of_some_length_" + i;
                Tables.create(
                        session, table, Tables.key("id"), Tables.text("text").asUnique(), Tables.number("n"));
                Tables.insert(session, table, i, "text " + i, null);
            }
            session.run(new Command.Commit());
        }
        try (Database database = open();
                Session session = database.openSession()) {
            assertEquals(TABLES, Tables.rows(session, new Command.ListTables()).size());
            for (int i = 0; i < TABLES; i += 7) {
                assertEquals(
                        List.of(Arrays.asList((long) i, "text " + i, null)),
                        Tables.rows(
                                session,
                                Tables.all(
                                        "table_with_a_name_of_some_length_" + i,
                                        Condition.equal("text", "text " + i))));
            }
            for (int i = 0; i < TABLES; i += 2) {
                session.run(new Command.DropTable("table_with_a_name_of_some_length_" + i));
            }
            assertEquals(List.of(), Tables.faults(database));
        }
        try (Database database = open();
                Session session = database.openSession()) {
            assertEquals(
                    TABLES / 2, Tables.rows(session, new Command.ListTables()).size());
        }
    }

    @Test
    void makingATableCostsNoMorePagesAmongManyTables() {
        try (Database database = PesaDb.open(
                        folder.resolve("sizes.pesa"),
                        PesaDb.options().sync(SyncMode.OFF).build());
                Session session = database.openSession()) {
            long few = visitsOfMaking(database, session, 0);
            for (int i = 100; i < TABLES; i += 100) {
                long many = visitsOfMaking(database, session, i);
                assertTrue(
                        many <= few * 2, "100 tables cost " + few + " page visits at first, " + many + " after " + i);
            }
            assertEquals(TABLES, Tables.rows(session, new Command.ListTables()).size());
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    private static long visitsOfMaking(Database database, Session session, int from) {
        long before = Tables.figure(database, "page_visits");
        for (int i = from; i < from + 100; i++) {
            Tables.create(session, "t" + i, Tables.key("id"), Tables.text("text"), Tables.number("n"));
        }
        return Tables.figure(database, "page_visits") - before;
    }

    @Test
    void threeHundredColumns() {
        List<Column> columns = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            boolean number = i % 2 == 0;
            columns.add(number ? Tables.number("column_" + i) : Tables.text("column_" + i));
            values.add(i % 5 == 4 ? null : number ? (Object) (long) i : "value " + i);
        }
        columns.set(0, Tables.key("column_0"));
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.create(session, "wide", columns.toArray(Column[]::new));
            session.run(
                    new Command.Insert("wide", values.stream().map(Operand::of).toList()));
            ApiTest.refused(
                    ErrorCode.VALUE_COUNT,
                    () -> session.run(new Command.Insert("wide", Collections.nCopies(COLUMNS - 1, Operand.of(1)))));
            session.run(Tables.set("wide", "column_299", "changed", Condition.equal("column_298", 298)));
        }
        values.set(298, 298L);
        try (Database database = open();
                Session session = database.openSession()) {
            List<Object> row = Tables.rows(session, Tables.all("wide")).get(0);
            assertEquals(values.subList(0, 298), row.subList(0, 298));
            assertEquals("changed", row.get(299));
            assertEquals(
                    COLUMNS,
                    Tables.rows(session, new Command.DescribeTable("wide")).size());
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void aRowOfFiftyMegabytes() {
        String text = "päge ".repeat(LONG_TEXT / 6);
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.create(
                    session, "texts", Tables.key("id"), Tables.text("text").asUnique());
            Tables.insert(session, "texts", 1, text);
            Tables.insert(session, "texts", 2, text + "!");
            ApiTest.refused(ErrorCode.DUPLICATE_KEY, () -> Tables.insert(session, "texts", 3, text));
        }
        try (Database database = open();
                Session session = database.openSession()) {
            assertEquals(
                    List.of(List.of(1L, text)), Tables.rows(session, Tables.all("texts", Condition.equal("id", 1))));
            assertEquals(1, Tables.count(session, "texts", Condition.equal("text", text + "!")));
            session.run(Tables.set("texts", "text", "short", Condition.equal("id", 1)));
            session.run(new Command.DeleteByKey("texts", Operand.of(2)));
            assertTrue(Tables.figure(database, "free_pages") > 20_000, "the long texts' pages are free again");
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void tablesThatAreRolledBackOrDroppedLeaveNoPagesBehind() {
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.create(session, "kept", Tables.key("id"), Tables.text("text"));
            long pages = 0;
            long used = 0;
            for (int round = 0; round < 20; round++) {
                session.run(new Command.Begin(false));
                makeAndFill(session, "rolled_back");
                session.run(new Command.CreateIndex("rolled_back", "text", false, null));
                session.run(new Command.DropTable("kept"));
                session.run(new Command.Rollback());
                ApiTest.refused(ErrorCode.NO_SUCH_TABLE, () -> Tables.count(session, "rolled_back"));
                assertEquals(0, Tables.count(session, "kept"));
                makeAndFill(session, "dropped");
                session.run(new Command.DropTable("dropped"));
                if (round == 1) {
                    pages = Tables.figure(database, "pages");
                    used = pages - Tables.figure(database, "free_pages");
                }
            }
            // A hash index has a secret key of its own each time, so that it needs a page more or less.
            long now = Tables.figure(database, "pages");
            assertTrue(now <= pages + 3, "the file grows: " + pages + " pages after 2 rounds, " + now + " after 20");
            assertEquals(
                    used, Tables.figure(database, "pages") - Tables.figure(database, "free_pages"), "pages in use");
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    private static void makeAndFill(Session session, String table) {
        Tables.create(session, table, Tables.key("id"), Tables.text("text"));
        try (BatchInsert batch = session.batchInsert(table)) {
            for (int i = 0; i < 2_000; i++) {
                batch.set(0, i);
                batch.set(1, "text " + i + (i % 500 == 0 ? "x".repeat(20_000) : ""));
                batch.add();
            }
            batch.finish();
        }
    }
}
