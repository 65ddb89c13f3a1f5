package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pesadb.api.Command;
import org.pesadb.api.ComponentUse;
import org.pesadb.api.Condition;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.MissingComponentException;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;

/** A database some of whose parts are not there: what needs them says so, all else goes on, and with them all is there again. */
class MissingPartsTest {
    private static final Path COPY = Path.of("/d/copy.pesa").toAbsolutePath();

    /** A table of the codec that is missing, one of an index that is, two of both, and one that is all there. */
    private static final List<String> NAMES = List.of("both", "codec", "index", "more", "plain");

    private final PartsBed bed = new PartsBed();

    @BeforeEach
    void makeTables() {
        try (Database database = bed.open(new Plugins.OnePage(), new Plugins.DataCodec());
                Session session = database.openSession()) {
            for (String name : NAMES) {
                TableSchema schema =
                        new TableSchema(name, List.of(Tables.key("id"), Tables.text("text"), Tables.number("n")));
                boolean both = name.equals("both") || name.equals("more");
                session.run(new Command.CreateTable(schema, false, both || name.equals("codec") ? "data" : null, null));
                if (both || name.equals("index")) {
                    session.run(new Command.CreateIndex(name, "n", false, "one-page"));
                    session.run(new Command.CreateIndex(name, "text", false, "one-page"));
                }
                for (int i = 0; i < 20; i++) {
                    Tables.insert(session, name, i, name + " " + i, i % 3);
                }
            }
        }
    }

    private void assertAllThere(Path path) {
        try (Database database = bed.open(path, new Plugins.OnePage(), new Plugins.DataCodec());
                Session session = database.openSession()) {
            for (String name : NAMES) {
                assertEquals(20, Tables.rows(session, Tables.all(name)).size(), name);
                assertEquals(7, Tables.count(session, name, Condition.equal("n", 1)), name);
            }
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    private static PesaDbException refused(Session session, Command command) {
        return assertThrows(PesaDbException.class, () -> Tables.rows(session, command), command::toString);
    }

    private static Stream<Command> uses(String table) {
        return Stream.of(
                Tables.all(table),
                new Command.Count(table, List.of()),
                new Command.Aggregate(Command.Function.MAX, table, "n", List.of(), List.of()),
                new Command.Insert(table, List.of(Operand.of(99), Operand.of("x"), Operand.of(9))),
                Tables.set(table, "n", 5),
                new Command.Delete(table, List.of(Condition.equal("id", 1))),
                new Command.DeleteByKey(table, Operand.of(1)),
                new Command.DropTable(table),
                new Command.CreateIndex(table, "id,n", false, null),
                new Command.DropIndex(table, List.of("n")),
                new Command.AddColumn(table, Tables.text("new")),
                new Command.Recode(table, "json"),
                new Command.Compact(table),
                new Command.Explain(Tables.all(table)),
                join("plain", table),
                join(table, "plain"));
    }

    private static Object described(Session session, String table, int row, int column) {
        return Tables.rows(session, new Command.DescribeTable(table)).get(row).get(column);
    }

    private static Command join(String one, String other) {
        return new Command.Join(
                new Command.TableRef(one, "a"),
                new Command.TableRef(other, "b"),
                List.of(new Command.JoinOn("id", "id")),
                List.of(),
                List.of(),
                null,
                Command.Limit.NONE,
                null);
    }

    @TestFactory
    Stream<DynamicTest> everyUseOfATableThatLacksAPartSaysWhatIsMissingAndWhomItConcerns() {
        return Stream.of("codec", "index", "both")
                .flatMap(table -> uses(table)
                        .map(command -> DynamicTest.dynamicTest(
                                table + ": " + command.getClass().getSimpleName(),
                                () -> saysWhatIsMissing(table, command))));
    }

    private void saysWhatIsMissing(String table, Command command) {
        if (!table.equals("codec")) {
            MissingComponentException missing = missing(command, new Plugins.DataCodec());
            assertEquals("index one-page 3", missing.kind() + " " + missing.name() + " " + missing.formatVersion());
            PartsBed.assertNames(
                    missing,
                    "tables both (indexes on both.text, both.n), index (indexes on index.text, index.n), more (",
                    "hash");
        }
        if (!table.equals("index")) {
            MissingComponentException missing = missing(command, new Plugins.OnePage());
            assertEquals("codec data 2", missing.kind() + " " + missing.name() + " " + missing.formatVersion());
            PartsBed.assertNames(missing, "tables both, codec, more", "json", "jar");
        }
    }

    private MissingComponentException missing(Command command, Component there) {
        try (Database database = bed.open(there);
                Session session = database.openSession()) {
            return assertThrows(MissingComponentException.class, () -> Tables.rows(session, command));
        }
    }

    @Test
    void theOthersGoOnAndWithThePartsAllIsThereAgain() {
        try (Database database = bed.open();
                Session session = database.openSession()) {
            assertEquals(
                    List.of("both", "codec", "index", "more", "plain"),
                    Tables.rows(session, new Command.ListTables()).stream()
                            .map(row -> row.get(0))
                            .toList());
            for (String name : NAMES) {
                assertEquals(
                        3, Tables.rows(session, new Command.DescribeTable(name)).size());
            }
            assertEquals(
                    List.of(0L, "one-page", 3L, "data", 2L),
                    List.of(
                            described(session, "both", 2, 3),
                            described(session, "both", 2, 5),
                            described(session, "both", 2, 7),
                            described(session, "both", 2, 8),
                            described(session, "both", 2, 9)));
            assertEquals(
                    List.of(
                            Arrays.asList("codec", "data", 2L, "", "", 0L, "tables both, codec, more (version 2)"),
                            Arrays.asList(
                                    "index",
                                    "one-page",
                                    3L,
                                    "",
                                    "",
                                    0L,
                                    "tables both (indexes on both.text, both.n),"
                                            + " index (indexes on index.text, index.n), more (indexes on more.text, more.n) (version 3)")),
                    Tables.rows(session, new Command.ShowComponents()).stream()
                            .filter(row -> row.get(3).equals(""))
                            .toList());
            assertTrue(Tables.rows(session, new Command.ShowComponents()).stream()
                    .anyMatch(row -> row.get(1).equals("wal")
                            && String.valueOf(row.get(6)).startsWith("log (version ")));
            assertEquals(
                    List.of("data", "one-page"),
                    database.components().stream()
                            .filter(use -> !use.usable())
                            .map(ComponentUse::name)
                            .toList());
            session.run(new Command.Begin(false));
            Tables.insert(session, "plain", 50, "more", 1);
            refused(session, Tables.all("both"));
            assertThrows(MissingComponentException.class, () -> session.batchInsert("index"));
            assertThrows(MissingComponentException.class, () -> session.schema("codec"), "what DUMP begins with");
            assertThrows(MissingComponentException.class, () -> session.prepare(Tables.all("index")));
            session.run(new Command.DeleteByKey("plain", Operand.of(50)));
            session.run(new Command.Commit());
            assertEquals(20, Tables.count(session, "plain"));
            Tables.create(session, "new", Tables.key("id"));
            session.run(new Command.DropTable("new"));
            assertEquals(
                    ErrorCode.TABLE_EXISTS,
                    refused(
                                    session,
                                    new Command.CreateTable(
                                            new TableSchema("both", List.of(Tables.key("id"))), false, null, null))
                            .code());
            session.run(new Command.Checkpoint());
            assertTrue(!Tables.rows(session, new Command.ShowStats()).isEmpty());
            session.run(new Command.Backup(COPY));
            PartsBed.assertNames(refused(session, new Command.Compact(null)), "is missing");
            session.run(new Command.Compact("plain"));
        }
        assertAllThere(PartsBed.PATH);
        assertAllThere(COPY);
    }

    @Test
    void aCheckTellsWhatIsMissingOnceAndVerifiesAllElse() {
        List<Fault> faults;
        try (Database database = bed.open()) {
            faults = Tables.faults(database);
        }
        assertEquals(
                List.of("codec 'data'", "index 'one-page'"),
                faults.stream().map(Fault::object).toList(),
                faults::toString);
        assertTrue(faults.get(0).message().contains("tables both, codec, more"), faults::toString);
        assertTrue(faults.get(1).message().contains("tables both (indexes on both.text, both.n)"), faults::toString);
        try (Database database = bed.open(new Plugins.DataCodec())) {
            assertEquals(1, Tables.faults(database).size());
        }
    }

    @Test
    void aCheckTellsOnceThatTheCodecOfTheCatalogIsMissing() {
        Path path = Path.of("/d/coded.pesa").toAbsolutePath();
        PesaDb.open(
                        path,
                        bed.options(new Plugins.DataCodec())
                                .component(ComponentKind.CODEC, "data")
                                .build())
                .close();
        List<Fault> faults = new ArrayList<>();
        PesaDb.check(path, bed.options().build(), faults::add);
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).message().contains("codec 'data'"), faults::toString);
    }

    @Test
    void aFormatThatIsNotReadKeepsItsTablesFromBeingUsedAndNoOthers() {
        for (int version : new int[] {1, 4}) {
            Component other = new Plugins.OnePage() {
                @Override
                public int formatVersion() {
                    return version;
                }
            };
            try (Database database = bed.open(new Plugins.DataCodec(), other);
                    Session session = database.openSession()) {
                PesaDbException refused = refused(session, Tables.all("index"));
                assertEquals(version < 3 ? ErrorCode.FORMAT_TOO_NEW : ErrorCode.FORMAT_TOO_OLD, refused.code());
                PartsBed.assertNames(refused, "one-page", "version 3", "version " + version, "index.n", "more");
                assertEquals(20, Tables.count(session, "codec"));
            }
        }
        assertAllThere(PartsBed.PATH);
    }

    @TestFactory
    Stream<DynamicTest> aPartThatBreaksWhenItIsOpenedKeepsItsTablesFromBeingUsedAndNoOthers() {
        return Stream.of(
                        new IllegalStateException("boom"),
                        new PesaDbException(ErrorCode.IO, "boom"),
                        new CorruptException("boom"),
                        new OutOfMemoryError("boom"),
                        null)
                .map(thrown -> DynamicTest.dynamicTest(String.valueOf(thrown), () -> breaksWhenOpened(thrown)));
    }

    private void breaksWhenOpened(Throwable thrown) {
        String says = thrown == null ? "null" : "boom";
        Component codec = new Plugins.DataCodec() {
            @Override
            public byte[] tombstone() {
                return broken(thrown);
            }
        };
        Component index = new Plugins.OnePage() {
            @Override
            public Index open(IndexDefinition definition, long root) {
                return broken(thrown);
            }
        };
        try (Database database = bed.open(codec, index);
                Session session = database.openSession()) {
            PesaDbException broken = refused(session, Tables.all("codec"));
            assertEquals(ErrorCode.BAD_PLUGIN, broken.code());
            PartsBed.assertNames(broken, "codec 'data' of ", says, "tables both, codec, more");
            broken = refused(session, Tables.all("index"));
            assertEquals(ErrorCode.BAD_PLUGIN, broken.code());
            PartsBed.assertNames(broken, "index 'one-page' of ", says, "index (indexes on index.text, index.n)");
            assertEquals(20, Tables.count(session, "plain"));
        }
        assertAllThere(PartsBed.PATH);
    }

    private static <T> T broken(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        } else if (thrown instanceof RuntimeException failure) {
            throw failure;
        }
        return null;
    }
}
