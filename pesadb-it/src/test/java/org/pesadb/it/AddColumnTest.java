package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Prepared;
import org.pesadb.api.Progress;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.PageType;

/** ADD: rows that are there answer the default, whatever is done with them, and nobody who reads already sees anything of it. */
class AddColumnTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("add.pesa");
    }

    /** Also the tables of the catalog are written in the codec. */
    private Database open(String codec) {
        return PesaDb.open(
                file(), PesaDb.options().component(ComponentKind.CODEC, codec).build());
    }

    private static void add(Session session, Column column) {
        session.run(new Command.AddColumn("t", column));
    }

    private static void createWithRows(Session session) {
        Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
        Tables.insert(session, "t", 1, "one");
        Tables.insert(session, "t", 2, null);
    }

    private static ErrorCode refused(Session session, Column column) {
        return assertThrows(PesaDbException.class, () -> add(session, column)).code();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "binary"})
    void rowsThatAreThereAnswerTheDefault(String codec) {
        try (Database database = open(codec);
                Session session = database.openSession()) {
            createWithRows(session);
            add(session, Tables.number("n").withDefault(7).asNotNull());
            add(session, Tables.text("note").withDefault("é \0 ' \n"));
            add(session, Tables.text("empty").withDefault(""));
            add(session, Tables.number("none"));
            Tables.insert(session, "t", 3, "three", 8, null, null, 9);
        }
        List<List<Object>> expected = List.of(
                Arrays.asList(1L, "one", 7L, "é \0 ' \n", "", null),
                Arrays.asList(2L, null, 7L, "é \0 ' \n", "", null),
                Arrays.asList(3L, "three", 8L, null, null, 9L));
        try (Database database = open(codec);
                Session session = database.openSession()) {
            assertEquals(expected, Tables.rows(session, Tables.all("t")), "opened anew");
            assertEquals(2, Tables.count(session, "t", Condition.equal("n", 7)));
            assertEquals(2, Tables.count(session, "t", Condition.equal("note", "é \0 ' \n")));
            assertEquals(
                    1,
                    Tables.count(session, "t", new Condition("note", Operator.IS_NULL, List.of())),
                    "NULL is no lack");
            assertEquals(
                    2,
                    Tables.count(
                            session,
                            "t",
                            Condition.equal("empty", ""),
                            Condition.of("n", Operator.LESS, Operand.of(8))));
            session.run(new Command.CreateIndex("t", "n", false, null));
            assertEquals(2, Tables.count(session, "t", Condition.equal("n", 7)), "by an index made afterwards");
            session.run(Tables.set("t", "n", 10, Condition.equal("id", 1)));
            session.run(new Command.DeleteByKey("t", Operand.of(3)));
            assertEquals(
                    List.of(
                            Arrays.asList(1L, "one", 10L, "é \0 ' \n", "", null),
                            Arrays.asList(2L, null, 7L, "é \0 ' \n", "", null)),
                    Tables.rows(session, Tables.all("t")),
                    "after an update");
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void noRowIsWritten() {
        try (Database database = open("json");
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
            try (BatchInsert batch = session.batchInsert("t")) {
                for (int i = 0; i < 20_000; i++) {
                    batch.set(0, i);
                    batch.set(1, "name " + i);
                    batch.add();
                }
                batch.finish();
            }
            long before = Tables.figure(database, "log_pages");
            add(session, Tables.number("n").withDefault(7));
            assertTrue(Tables.figure(database, "log_pages") - before < 5, "only pages of the catalog");
            assertEquals(20_000, Tables.count(session, "t", Condition.equal("n", 7)));
        }
    }

    @Test
    void whatCannotBeAddedIsRefusedAndLeavesNothing() {
        try (Database database = open("json");
                Session session = database.openSession()) {
            createWithRows(session);
            assertEquals(ErrorCode.SYNTAX, refused(session, Tables.number("name")));
            assertEquals(ErrorCode.SYNTAX, refused(session, Tables.key("other")));
            assertEquals(ErrorCode.NOT_NULL, refused(session, Tables.number("n").asNotNull()));
            assertEquals(
                    ErrorCode.BAD_ENCODING, refused(session, Tables.text("note").withDefault("\ud800")));
            assertEquals(
                    ErrorCode.SYNTAX,
                    assertThrows(
                                    PesaDbException.class,
                                    () -> Tables.text("note").withDefault("x").asUnique())
                            .code());
            assertEquals(
                    ErrorCode.TYPE_MISMATCH,
                    assertThrows(PesaDbException.class, () -> Tables.number("n").withDefault("x"))
                            .code());
            assertEquals(
                    ErrorCode.NO_SUCH_TABLE,
                    assertThrows(
                                    PesaDbException.class,
                                    () -> session.run(new Command.AddColumn("u", Tables.number("n"))))
                            .code());
            assertEquals(
                    ErrorCode.READ_ONLY,
                    assertThrows(
                                    PesaDbException.class,
                                    () -> session.run(new Command.AddColumn("pesa_tables", Tables.number("n"))))
                            .code());
            assertEquals(2, session.schema("t").size());
            session.run(new Command.Delete("t", List.of()));
            add(session, Tables.number("n").asNotNull());
            assertEquals(3, session.schema("t").size(), "an empty table takes it");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "binary"})
    void aUniqueColumnIsUniqueFromThenOn(String codec) {
        try (Database database = open(codec);
                Session session = database.openSession()) {
            createWithRows(session);
            add(session, Tables.text("mail").asUnique());
            session.run(Tables.set("t", "mail", "a@b", Condition.equal("id", 2)));
            PesaDbException twice =
                    assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", 3, "x", "a@b"));
            assertEquals(ErrorCode.DUPLICATE_KEY, twice.code());
            Tables.insert(session, "t", 4, "x", null);
            assertEquals(1, Tables.count(session, "t", Condition.equal("mail", "a@b")));
            assertEquals(List.of(), Tables.faults(database));
            session.run(new Command.DropTable("t"));
            assertEquals(List.of(), Tables.faults(database), "its index went with the table");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "binary"})
    void whoReadsAlreadyGoesOnWithTheOldShape(String codec) {
        try (Database database = open(codec);
                Session session = database.openSession();
                Session other = database.openSession()) {
            createWithRows(session);
            other.run(new Command.Begin(true));
            try (Cursor open = session.execute(Tables.all("t"));
                    Prepared select = session.prepare(Tables.byKey("t", "id"));
                    Prepared insert = session.prepare(Tables.insert("t", 2))) {
                assertTrue(open.next());
                try (Session writer = database.openSession()) {
                    add(writer, Tables.number("n").withDefault(7));
                    Tables.insert(writer, "t", 3, "three", 3);
                }
                assertEquals(2, open.size());
                assertTrue(open.next());
                assertFalse(open.next(), "the row of the new shape is not in its snapshot");
                assertEquals(2, other.schema("t").size());
                assertEquals(
                        List.of(Arrays.asList(1L, "one"), Arrays.asList(2L, null)),
                        Tables.rows(other, Tables.all("t")));
                try (Cursor row = select.bind(0, 1).execute()) {
                    assertTrue(row.next());
                    assertEquals(3, row.size(), "a prepared command sees the table as it is when it runs");
                    assertEquals(7, row.getLong(2));
                }
                insert.bind(0, 4).bind(1, "four");
                PesaDbException tooFew = assertThrows(PesaDbException.class, insert::execute);
                assertEquals(ErrorCode.VALUE_COUNT, tooFew.code());
            }
            other.run(new Command.Commit());
            assertEquals(3, other.schema("t").size());
        }
    }

    @Test
    void itBelongsToItsTransaction() {
        try (Database database = open("json");
                Session session = database.openSession()) {
            createWithRows(session);
            session.run(new Command.Begin(false));
            add(session, Tables.number("n").withDefault(1));
            assertEquals(ErrorCode.SYNTAX, refused(session, Tables.number("n")));
            Tables.insert(session, "t", 3, "three", 3);
            assertEquals(2, Tables.count(session, "t", Condition.equal("n", 1)));
            session.run(new Command.Rollback());
            assertEquals(2, session.schema("t").size());
            add(session, Tables.text("n"));
            assertEquals(
                    List.of(Arrays.asList(1L, "one", null), Arrays.asList(2L, null, null)),
                    Tables.rows(session, Tables.all("t")));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "binary"})
    void compactionBackupAndSalvageKeepDefaults(String codec) {
        Path copy = folder.resolve("copy.pesa");
        Path salvaged = folder.resolve("salvaged.pesa");
        List<List<Object>> expected = List.of(Arrays.asList(1L, "one", 7L), Arrays.asList(2L, null, 7L));
        try (Database database = open(codec);
                Session session = database.openSession()) {
            createWithRows(session);
            add(session, Tables.number("n").withDefault(7));
            session.run(new Command.Compact(null));
            session.run(new Command.Backup(copy));
            assertEquals(expected, Tables.rows(session, Tables.all("t")));
            assertEquals(List.of(), Tables.faults(database));
        }
        assertTrue(PesaDb.salvage(copy, salvaged, PesaDb.options().build(), fault -> {}, Progress.NONE)
                .complete());
        for (Path each : List.of(copy, salvaged)) {
            try (Database database = PesaDb.open(each);
                    Session session = database.openSession()) {
                assertEquals(expected, Tables.rows(session, Tables.all("t")), each::toString);
                TableSchema schema = session.schema("t");
                assertEquals(7L, schema.column(2).initial());
                assertEquals(
                        codec,
                        Tables.rows(session, new Command.ListTables()).get(0).get(2));
            }
        }
    }

    /** Rows tell how many columns they have and of which types; JSON also tells their names. */
    @ParameterizedTest
    @ValueSource(strings = {"json", "binary"})
    void whereTheCatalogHasLostTheColumnsRowsAreStillSaved(String codec) throws IOException {
        try (Database database = open(codec);
                Session session = database.openSession()) {
            createWithRows(session);
            add(session, Tables.number("n").withDefault(7));
            Tables.insert(session, "t", 3, "three", 8);
        }
        byte[] bytes = Files.readAllBytes(file());
        int damaged = 0;
        for (int page = 4096; page < bytes.length; page += 4096) {
            if (bytes[page + 4] == PageType.HEAP.code() && bytes[page + 12] == 2) { // of pesa_columns
                bytes[page + 4000] ^= 1;
                damaged++;
            }
        }
        assertEquals(1, damaged);
        Files.write(file(), bytes);
        Path salvaged = folder.resolve("salvaged.pesa");
        List<String> told = new ArrayList<>();
        PesaDb.salvage(file(), salvaged, PesaDb.options().build(), fault -> told.add(fault.message()), Progress.NONE);
        try (Database database = PesaDb.open(salvaged);
                Session session = database.openSession()) {
            assertEquals(
                    List.of(
                            Arrays.asList(1L, "one", null),
                            Arrays.asList(2L, null, null),
                            Arrays.asList(3L, "three", 8L)),
                    Tables.rows(session, Tables.all("t")),
                    told::toString);
            assertEquals(
                    codec.equals("json") ? List.of("id", "name", "n") : List.of("column_1", "column_2", "column_3"),
                    session.schema("t").columns().stream().map(Column::name).toList());
            assertEquals(0, session.schema("t").primaryKey());
        }
        assertTrue(told.stream().anyMatch(line -> line.contains("since the defaults are lost")), told::toString);
    }

    @Test
    void aDefaultOfCreateIsShownAndKept() {
        try (Database database = open("binary");
                Session session = database.openSession()) {
            Tables.create(
                    session,
                    "t",
                    Tables.key("id"),
                    Tables.number("n").withDefault(Long.MIN_VALUE).asNotNull());
            PesaDbException tooFew = assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", 1));
            assertEquals(ErrorCode.VALUE_COUNT, tooFew.code(), "INS still gives all values");
        }
        try (Database database = open("json");
                Session session = database.openSession()) {
            assertEquals(Long.MIN_VALUE, session.schema("t").column(1).initial());
            List<List<Object>> shown = Tables.rows(session, new Command.DescribeTable("t"));
            assertEquals(Arrays.asList("id", "INT", 1L, 1L, 1L, "hash", null, 1L, "binary", 1L), shown.get(0));
            assertEquals(
                    Arrays.asList("n", "INT", 0L, 0L, 1L, null, "-9223372036854775808", null, "binary", 1L),
                    shown.get(1));
        }
    }
}
