package org.pesadb.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.UnknownOutcomeException;

class AppTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private FakeDatabase database;
    private Options options;

    @BeforeEach
    void fresh() {
        database = new FakeDatabase(folder.resolve("x.pesa"));
    }

    private int run(String input, String... args) {
        return run(input, out, args);
    }

    private int run(String input, OutputStream to, String... args) {
        out.reset();
        err.reset();
        App app = new App(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                to,
                err,
                false,
                new Stop(),
                (file, given) -> {
                    options = given;
                    if (database.created) {
                        given.initialTables().forEach(database::make);
                    }
                    return database;
                });
        return app.run(args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void originalSessionWorks() {
        assertEquals(0, run("INS users 1 Alice\nINS users 2 Bob\nSEL users\nexit\nSEL users\n"));
        assertEquals("ok (1 row)\nok (1 row)\n id | name\n----+-------\n  1 | Alice\n  2 | Bob\n(2 rows)\n", out());
        assertEquals("", err());
        assertTrue(database.closed);
    }

    @Test
    void newDatabasesHaveTheSampleTables() {
        run("");
        assertEquals(List.of("users", "orders"), List.copyOf(database.schemas.keySet()));
        assertTrue(database.schemas.get("users").column(1).unique());
        assertEquals(
                List.of("order_id", "user_id", "item"),
                database.schemas.get("orders").columns().stream()
                        .map(Column::name)
                        .toList());
        assertEquals(List.of(), database.executed, "they are there from the first moment");
    }

    @Test
    void bareAndOldDatabasesHaveNone() {
        run("", "--bare");
        assertEquals(List.of(), options.initialTables());
        database.created = false;
        run("");
        assertEquals(List.of(), database.executed);
    }

    @Test
    void failuresGoOnAndShowInTheExitStatus() {
        assertEquals(1, run("INS users 1 a\nINS users 1 b\nFOO\nINS users 2 c\n"));
        assertEquals("ok (1 row)\nok (1 row)\n", out());
        assertEquals(
                "error DUPLICATE_KEY: users.id 1 already exists\nerror UNKNOWN_COMMAND: no command FOO; HELP lists them all\n",
                err());
        assertEquals(2, database.rows.get("users").size());
    }

    @Test
    void bailStopsAtTheFirstFailure() {
        assertEquals(1, run("", "--bail", "-c", "FOO", "-c", "INS users 1 a"));
        assertEquals(List.of(), database.rows.get("users"));
    }

    @Test
    void whatIsThrownMayThrowItselfWhenItIsTold() {
        database.next = new IllegalStateException() {
            private static final long serialVersionUID = 1L;

            @Override
            public StackTraceElement[] getStackTrace() {
                throw new UnsupportedOperationException();
            }
        };
        assertEquals(1, run("INS users 1 a\nINS users 2 b\n"));
        assertEquals("ok (1 row)\n", out(), "the session goes on");
        assertTrue(err().startsWith("error INTERNAL: " + AppTest.class.getName()) && err().contains("plugin"), err());
    }

    @Test
    void anyErrorIsAnAnswer() {
        App app = new App(new ByteArrayInputStream(new byte[0]), out, err, false, new Stop(), (file, given) -> {
            throw new AssertionError("lost") {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw this;
                }
            };
        });
        assertEquals(1, app.run("--format", "json", "x.pesa"));
        assertTrue(out().startsWith("{\"error\":{\"code\":\"INTERNAL\""), out());
        assertEquals(1, out().lines().count(), out());
    }

    @Test
    void anInterruptThatSomebodyLeftEndsNoStatement() {
        Thread.currentThread().interrupt();
        assertEquals(0, run("INS users 1 a\n"));
        assertFalse(Thread.interrupted());
    }

    @Test
    void whatADatabaseUsesIsShownWithoutWritingToIt() throws IOException {
        Path file = Files.createFile(folder.resolve("check"));
        run("", "plugins", file.toString());
        assertTrue(options.readOnly());
        assertEquals(List.of(new Command.ShowComponents()), database.executed);
        options = null;
        assertEquals(1, run("", "plugins", folder.resolve("none").toString()));
        assertNull(options, "nothing is made");
        assertTrue(err().contains("none does not exist"), err());
    }

    @Test
    void commandsAndScriptsRunInTheirOrder() throws IOException {
        Path script = Files.writeString(folder.resolve("s.txt"), "\uFEFFINS users 2 'two\nlines'\r\n");
        assertEquals(
                0,
                run(
                        "INS users 4 d\n",
                        "-c",
                        "INS users 1 a",
                        "-f",
                        script.toString(),
                        "-c",
                        "INS users 3 c",
                        "-f",
                        "-"));
        assertEquals(
                List.of(1L, 2L, 3L, 4L),
                database.rows.get("users").stream().map(row -> row[0]).toList());
        assertEquals("two\nlines", database.rows.get("users").get(1)[1]);
    }

    @Test
    void missingScriptFailsBeforeAnythingIsOpened() {
        assertEquals(1, run("", "-f", folder.resolve("none").toString()));
        assertNull(options);
        assertTrue(err().startsWith("error IO: cannot read "), err());
    }

    @Test
    void jsonTellsEachCommandOnce() {
        assertEquals(1, run("INS users 1 'Ä'\n-- nothing\nSEL users\nFOO\nHELP BEGIN\nexit", "--format", "json"));
        assertEquals("""
                {"ok":{"command":"INS","rows":1,"tx":1}}
                {"row":{"id":1,"name":"Ä"}}
                {"ok":{"command":"SEL","rows":1,"tx":1}}
                {"error":{"code":"UNKNOWN_COMMAND","message":"no command FOO; HELP lists them all"}}
                {"row":{"line":"BEGIN [READ]"}}
                {"row":{"line":"    begin a transaction; READ only holds a snapshot"}}
                {"ok":{"command":"HELP","rows":2,"tx":0}}
                {"ok":{"command":"EXIT","rows":0,"tx":0}}
                """, out());
    }

    @Test
    void openingThatFailsIsAnErrorLine() {
        App app = new App(new ByteArrayInputStream(new byte[0]), out, err, false, new Stop(), (file, given) -> {
            throw new PesaDbException(ErrorCode.DATABASE_LOCKED, "held by process 7");
        });
        assertEquals(1, app.run("--format=json"));
        assertEquals("{\"error\":{\"code\":\"DATABASE_LOCKED\",\"message\":\"held by process 7\"}}\n", out());
    }

    @Test
    void unexpectedFailureIsOneLine() {
        database.created = false;
        database.next = new IllegalStateException("boom");
        assertEquals(1, run("TABLES\nTABLES\n"));
        assertTrue(err().startsWith("error INTERNAL: IllegalStateException: boom at "), err());
        assertEquals(1, err().lines().count());
        assertTrue(out().endsWith("(0 rows)\n"), "it went on");
    }

    @Test
    void unknownOutcomeIsSaid() {
        database.created = false;
        database.next = new UnknownOutcomeException(ErrorCode.IO, "force failed", null);
        assertEquals(1, run("COMMIT", "--format", "json"));
        assertEquals("{\"error\":{\"code\":\"IO\",\"message\":\"force failed\",\"outcome\":\"unknown\"}}\n", out());
    }

    @Test
    void outputThatBreaksEndsTheRun() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        assertEquals(1, run("INS users 1 a\nINS users 2 b\n", broken));
        assertEquals("", err());
        assertEquals(1, database.rows.get("users").size());
        assertTrue(database.closed);
    }

    @Test
    void fullOutputIsNamed() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertEquals(1, run("INS users 1 a\n", full));
        assertEquals("error DISK_FULL: cannot write the output: No space left on device\n", err());
    }

    @Test
    void usageErrorsHaveStatusTwo() {
        assertEquals(2, run("", "--format", "xml"));
        assertEquals("pesadb: --format is one of table, json, csv, line, not xml\nTry 'pesadb --help'.\n", err());
        assertEquals(0, run("", "--help"));
        assertTrue(out().startsWith("pesadb [OPTIONS] [FILE]"));
        assertNull(options);
    }

    @Test
    void importMapsColumnsByName() throws IOException {
        Path csv = Files.writeString(folder.resolve("o.csv"), "item,order_id\n\"a,b\",1\n,2\n\n");
        assertEquals(0, run("IMPORT orders FROM '" + csv + "'", "--format", "json"));
        assertEquals("{\"ok\":{\"command\":\"IMPORT\",\"rows\":2,\"tx\":1}}\n", out());
        assertArrayEquals(
                new Object[] {1L, null, "a,b"}, database.rows.get("orders").get(0));
        assertArrayEquals(
                new Object[] {2L, null, null}, database.rows.get("orders").get(1));
    }

    @Test
    void importIsAllOrNothingAndNamesTheLine() throws IOException {
        importFails("id,name\n1,\"a\nb\"\n2\n", "VALUE_COUNT", " line 4: 1 fields where the header has 2");
        importFails("id,name\n1,a\n1,b\n", "DUPLICATE_KEY", " line 3: users.id 1 already exists");
        importFails("id,nam\n", "NO_SUCH_COLUMN", " line 1: table users has no column nam; it has id, name");
        importFails("id,id\n", "SYNTAX", " line 1: the header names column id twice");
        importFails("", "SYNTAX", " line 1: expected a header");
        importFails("id,name\n\n1,a\n", "VALUE_COUNT", " line 3: a row after a blank line");
        importFails("id,name\nx,a\n", "TYPE_MISMATCH", " line 2: ");
        assertEquals(1, run("IMPORT users FROM none.csv"));
        assertTrue(err().startsWith("error IO: cannot read none.csv: no such file"), err());
    }

    private void importFails(String text, String code, String message) throws IOException {
        Path csv = Files.writeString(folder.resolve("u.csv"), text);
        assertEquals(1, run("", "import", "users", csv.toString(), "x.pesa"));
        assertTrue(err().startsWith("error " + code + ": " + csv + message), err());
        assertEquals(List.of(), database.rows.get("users"));
    }

    @Test
    void exportReplacesTheFileWhenItIsComplete() throws IOException {
        Path csv = Files.writeString(folder.resolve("u.csv"), "old");
        assertEquals(1, run("EXPORT nothing TO '" + csv + "'"));
        assertEquals("old", Files.readString(csv));
        assertEquals(0, run("INS users 1 ''\nINS users 2 NULL\nEXPORT users TO '" + csv + "'"));
        assertEquals("id,name\n1,\"\"\n2,\n", Files.readString(csv));
        assertEquals("ok (1 row)\nok (1 row)\nok (2 rows)\n", out());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(csv), left.toList());
        }
    }

    @Test
    void exportNeverOverwritesTheDatabase() throws IOException {
        Path main = Files.writeString(folder.resolve("x.pesa"), "data");
        for (String suffix : List.of("", "-wal", "-wal.new", "-lock", ".new")) {
            assertEquals(1, run("EXPORT users TO '" + main + suffix + "'"));
            assertTrue(err().contains("it belongs to the open database"), err());
        }
        assertEquals("data", Files.readString(main));
    }

    @Test
    void exportToolOnlyReadsAnExistingDatabase() throws IOException {
        assertEquals(
                1, run("", "export", "users", "u.csv", folder.resolve("none").toString()));
        assertTrue(err().endsWith("none does not exist\n"), err());
        run("");
        Path main = Files.writeString(folder.resolve("x.pesa"), "data");
        assertEquals(0, run("", "export", "users", folder.resolve("u.csv").toString(), main.toString()));
        assertTrue(options.readOnly());
    }

    @Test
    void dumpRebuildsEverything() {
        database.created = false;
        database.execute(new Command.CreateTable(
                new TableSchema(
                        "my table",
                        List.of(
                                Column.of("id", ColumnType.TEXT).asPrimaryKey(),
                                Column.of("a b", ColumnType.TEXT).asUnique().asNotNull(),
                                Column.of("n", ColumnType.INT))),
                false,
                null,
                null));
        database.execute(new Command.CreateIndex("my table", "n", false, "btree"));
        Random random = new Random(RandomText.SEED);
        for (int i = 0; i < 2000; i++) {
            database.rows.get("my table").add(new Object[] {
                i + ":" + RandomText.next(random),
                RandomText.next(random),
                random.nextInt(3) == 0 ? null : random.nextLong()
            });
        }
        FakeDatabase old = database;
        assertEquals(0, run("", "-c", "DUMP"));
        String script = out();
        assertTrue(script.startsWith(
                "BEGIN\nCREATE IF MISSING 'my table' id:TEXT:PK 'a b':TEXT:UNIQUE:NOTNULL n:INT\nINS 'my table' "));
        assertTrue(script.endsWith("\nINDEX 'my table' n USING btree\nCOMMIT\n"));
        assertFalse(old.inTransaction);
        assertEquals(2 + 1 + 2000 + 1, script.lines().count());
        database = new FakeDatabase(folder.resolve("y.pesa"));
        assertEquals(0, run(script, "--bare"), err());
        List<Object[]> rows = old.rows.get("my table");
        for (int i = 0; i < rows.size(); i++) {
            assertArrayEquals(
                    rows.get(i), database.rows.get("my table").get(i), "pesadb.seed=" + RandomText.SEED + " row " + i);
        }
        assertEquals(
                old.schemas.get("my table").columns(),
                database.schemas.get("my table").columns());
        assertEquals(old.indexes, database.indexes);
    }

    @Test
    void dumpOfOneTableAndOfNone() {
        assertEquals(0, run("INS users 1 a\nDUMP users", "--format", "json"));
        assertTrue(out().contains("{\"row\":{\"line\":\"INS users 1 a\"}}\n"), out());
        assertTrue(out().endsWith("{\"ok\":{\"command\":\"DUMP\",\"rows\":4,\"tx\":2}}\n"), out());
        assertEquals(1, run("DUMP nothing"));
        assertEquals("error NO_SUCH_TABLE: no table nothing\n", err());
        assertEquals(new Command.Rollback(), database.executed.get(database.executed.size() - 1));
    }

    @Test
    void backupToolOnlyReadsAnExistingDatabase() throws IOException {
        assertEquals(1, run("", "backup", folder.resolve("none").toString(), "copy"));
        assertTrue(err().endsWith("none does not exist\n"), err());
        assertNull(options);
        String file = Files.writeString(folder.resolve("x.pesa"), "data").toString();
        assertEquals(0, run("", "--format", "json", "backup", file, "copy"));
        assertEquals("{\"ok\":{\"command\":\"BACKUP\",\"rows\":0,\"tx\":1}}\n", out());
        assertEquals(List.of(new Command.Backup(Path.of("copy"))), database.executed);
        assertTrue(options.readOnly());
        assertEquals(0, run("BACKUP TO 'a b'"));
        assertEquals("ok\n", out());
        assertEquals(new Command.Backup(Path.of("a b")), database.executed.get(1));
    }

    @Test
    void progressIsShownOnATerminalAloneAndErasedBeforeWhatComesNext() {
        byte[] input = {};
        for (boolean terminal : new boolean[] {true, false}) {
            out.reset();
            err.reset();
            database.working = listener -> {
                long until = System.nanoTime() + 2_000_000_000L;
                for (long done = 1; System.nanoTime() < until && out.size() == 0 && terminal; done++) {
                    listener.report("working", done, 1_000_000_000);
                }
                listener.report("working", 1, 2);
            };
            App app =
                    new App(new ByteArrayInputStream(input), out, err, terminal, new Stop(), (file, given) -> database);
            assertEquals(0, app.run("-c", "COMPACT", "x.pesa"));
            if (terminal) {
                assertTrue(out().startsWith("\rworking   0 % [................"), out());
                assertTrue(out().matches("(?s).*\r +\rok \\([0-9.]+ ms\\)\n"), out());
            } else {
                assertEquals("ok\n", out());
            }
            assertEquals("", err());
        }
    }

    @Test
    void checkNamesEachFault() throws IOException {
        String file = Files.writeString(folder.resolve("x.pesa"), "data").toString();
        assertEquals(0, run("", "check", file));
        assertEquals("codec 'json' in format version 1: the catalog\nok: no fault found\n", out());
        assertEquals(0, run("", "check", file, "--format", "json"));
        assertEquals("{\"ok\":{\"command\":\"CHECK\",\"rows\":0,\"tx\":0}}\n", out());
        database.faults.add(new Fault("x.pesa", 7, "table users", "bad checksum"));
        database.faults.add(new Fault("x.pesa-wal", -1, null, "bad header"));
        assertEquals(1, run("", "check", file));
        assertEquals("x.pesa page 7 (table users): bad checksum\nx.pesa-wal: bad header\n", out());
        assertEquals("error CORRUPT: " + file + ": 2 faults found\n", err());
        assertEquals(1, run("", "--format", "json", "check", file));
        assertEquals("""
                {"row":{"file":"x.pesa","page":7,"object":"table users","message":"bad checksum"}}
                {"row":{"file":"x.pesa-wal","page":null,"object":null,"message":"bad header"}}
                {"error":{"code":"CORRUPT","message":"%s: 2 faults found"}}
                """.formatted(file), out());
        assertTrue(options.readOnly());
    }

    @Test
    void checkMakesNoDatabase() {
        assertEquals(1, run("", "check", folder.resolve("none").toString()));
        assertTrue(err().endsWith("none does not exist\n"), err());
        assertNull(options);
    }
}
