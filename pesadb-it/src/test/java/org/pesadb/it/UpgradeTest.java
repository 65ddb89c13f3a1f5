package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogStart;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.testing.MemoryFiles;

/** Parts whose formats go on: the next version opens what the one before wrote and brings it up to date, once, wholly or not at all. */
class UpgradeTest {
    private static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();

    private MemoryFiles files = new MemoryFiles();

    /** What {@link Plugins.OnePage} is followed by: the last byte of the page tells the two formats apart. */
    private static class Next extends Plugins.OnePage {
        private final List<String> upgraded = new ArrayList<>();
        private final List<Integer> opened = new ArrayList<>();

        @Override
        public int formatVersion() {
            return 4;
        }

        @Override
        public int oldestFormatVersion() {
            return 3;
        }

        @Override
        public long create(PageWriter writer, IndexDefinition definition) {
            long root = super.create(writer, definition);
            mark(writer, root);
            return root;
        }

        private static void mark(PageWriter writer, long root) {
            writer.edit(root).putByte(writer.page(root).size() - 1, 4);
        }

        @Override
        public Index open(IndexDefinition definition, long root) {
            opened.add(definition.formatVersion());
            return new Access(definition.unique(), root) {
                @Override
                public RowIdCursor find(PageReader reader, byte[] key) {
                    Page page = reader.page(root);
                    int mark = page.getByte(page.size() - 1);
                    if (mark != (definition.formatVersion() == 4 ? 4 : 0)) {
                        throw new CorruptException("opened as " + definition + ", and marked " + mark);
                    }
                    return super.find(reader, key);
                }
            };
        }

        @Override
        public void upgrade(PageWriter writer, IndexDefinition definition, long root) {
            assertEquals(3, definition.formatVersion());
            upgraded.add(definition.name());
            mark(writer, root);
        }
    }

    /** A codec that writes what the one before wrote. */
    private static final class NextCodec extends Plugins.DataCodec {
        @Override
        public int formatVersion() {
            return 3;
        }

        @Override
        public int oldestFormatVersion() {
            return 2;
        }
    }

    private Database open(boolean readOnly, String catalog, Component... parts) {
        return PesaDb.open(
                PATH,
                PesaDb.options()
                        .files(files)
                        .readOnly(readOnly)
                        .component(ComponentKind.CODEC, catalog)
                        .components(Components.installed().with(List.of(parts)))
                        .build());
    }

    private void make(String catalog) {
        try (Database database = open(false, catalog, new Plugins.OnePage(), new Plugins.DataCodec());
                Session session = database.openSession()) {
            for (String name : List.of("a", "b")) {
                session.run(new Command.CreateTable(
                        new TableSchema(name, List.of(Tables.key("id"), Tables.text("text"))),
                        false,
                        "data",
                        "one-page"));
                for (int i = 0; i < 10; i++) {
                    Tables.insert(session, name, i, "text " + i % 3);
                }
            }
            session.run(new Command.CreateIndex("a", "text", false, "one-page"));
            Tables.create(session, "plain", Tables.key("id"));
        }
    }

    private static void assertWhole(Database database, Session session) {
        for (String name : List.of("a", "b")) {
            assertEquals(
                    List.of(List.of(7L, "text 1")),
                    Tables.rows(session, Tables.all(name, Condition.equal("id", 7))),
                    name);
            assertEquals(3, Tables.count(session, name, Condition.equal("text", "text 2")), name);
        }
        assertEquals(List.of(), Tables.faults(database));
    }

    private static List<List<Object>> versions(Session session) {
        List<List<Object>> versions = new ArrayList<>(Tables.rows(
                session, new Command.Select("pesa_indexes", List.of("kind", "version"), List.of(), null, all())));
        versions.removeIf(row -> !row.get(0).equals("one-page"));
        versions.addAll(Tables.rows(
                session,
                new Command.Select(
                        "pesa_tables",
                        List.of("codec", "codec_version"),
                        List.of(Condition.equal("codec", "data")),
                        null,
                        all())));
        return versions.stream().distinct().toList();
    }

    private static Command.Limit all() {
        return Command.Limit.NONE;
    }

    @Test
    void theNextVersionBringsIndexesUpToDateOnceAndTheOneBeforeReadsThemNoMore() {
        make("json");
        Next next = new Next();
        try (Database database = open(false, "json", next, new NextCodec());
                Session session = database.openSession()) {
            assertEquals(List.of("a.id", "a.text", "b.id"), next.upgraded);
            assertEquals(List.of(List.of("one-page", 4L), List.of("data", 3L)), versions(session));
            assertWhole(database, session);
            Tables.insert(session, "a", 10, "text 2");
            session.run(new Command.DeleteByKey("a", Operand.of(10)));
        }
        Next again = new Next();
        try (Database database = open(false, "json", again, new NextCodec());
                Session session = database.openSession()) {
            assertEquals(List.of(), again.upgraded, "once");
            assertEquals(List.of(4, 4, 4), again.opened);
            assertWhole(database, session);
        }
        try (Database database = open(false, "json", new Plugins.OnePage(), new NextCodec());
                Session session = database.openSession()) {
            refused(ErrorCode.FORMAT_TOO_NEW, session, "one-page", "format version 4", "b (index on b.id)");
            assertEquals(0, Tables.count(session, "plain"));
        }
        try (Database database = open(false, "json", again, new Plugins.DataCodec());
                Session session = database.openSession()) {
            refused(ErrorCode.FORMAT_TOO_NEW, session, "data", "format version 3", "tables a, b");
        }
    }

    private static void refused(ErrorCode code, Session session, String... parts) {
        PesaDbException refused = assertThrows(PesaDbException.class, () -> Tables.rows(session, Tables.all("a")));
        assertEquals(code, refused.code());
        for (String part : parts) {
            assertTrue(refused.getMessage().contains(part), () -> part + " in: " + refused.getMessage());
        }
    }

    @Test
    void aDatabaseThatIsOnlyReadStaysAsItIs() {
        make("json");
        byte[] before = files.bytes(PATH);
        Next next = new Next();
        try (Database database = open(true, "json", next, new NextCodec());
                Session session = database.openSession()) {
            assertEquals(List.of(), next.upgraded);
            assertEquals(List.of(3, 3, 3), next.opened);
            assertEquals(List.of(List.of("one-page", 3L), List.of("data", 2L)), versions(session));
            assertWhole(database, session);
        }
        assertEquals(HexFormat.of().formatHex(before), HexFormat.of().formatHex(files.bytes(PATH)));
    }

    @Test
    void anUpgradeThatFailsLeavesTheDatabaseAsItWas() {
        make("json");
        Next failing = new Next() {
            @Override
            public void upgrade(PageWriter writer, IndexDefinition definition, long root) {
                super.upgrade(writer, definition, root);
                if (definition.name().equals("b.id")) {
                    throw new IllegalStateException("boom");
                }
            }
        };
        PesaDbException refused = assertThrows(
                PesaDbException.class,
                () -> open(false, "json", failing, new NextCodec()).close());
        assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
        for (String part : List.of("b.id", "one-page", "org.pesadb.it", "boom", "format version 3", "read-only")) {
            assertTrue(refused.getMessage().contains(part), refused::getMessage);
        }
        try (Database database = open(true, "json", failing, new NextCodec());
                Session session = database.openSession()) {
            assertEquals(
                    List.of(List.of("one-page", 4L), List.of("one-page", 3L), List.of("data", 3L)),
                    versions(session),
                    "what was upgraded before it stays so");
            assertWhole(database, session);
        }
        Next next = new Next();
        try (Database database = open(false, "json", next, new NextCodec());
                Session session = database.openSession()) {
            assertEquals(List.of("b.id"), next.upgraded);
            assertWhole(database, session);
        }
    }

    @Test
    void aProcessThatIsKilledInTheMidstOfItLeavesTheOldFormat() {
        make("json");
        MemoryFiles killed = new MemoryFiles();
        Next next = new Next() {
            @Override
            public void upgrade(PageWriter writer, IndexDefinition definition, long root) {
                super.upgrade(writer, definition, root);
                if (definition.name().equals("a.text")) {
                    for (String suffix : List.of("", "-wal")) {
                        Path file = PATH.resolveSibling(PATH.getFileName() + suffix);
                        killed.set(file, files.bytes(file));
                    }
                }
            }
        };
        open(false, "json", next, new NextCodec()).close();
        files = killed;
        Next after = new Next();
        try (Database database = open(false, "json", after, new NextCodec());
                Session session = database.openSession()) {
            assertEquals(List.of("a.text", "b.id"), after.upgraded, "the first one was committed");
            assertWhole(database, session);
        }
    }

    @Test
    void theCodecOfTheCatalogIsBroughtUpToDateToo() {
        make("data");
        try (Database database = open(false, "data", new Plugins.OnePage(), new NextCodec());
                Session session = database.openSession()) {
            Tables.create(session, "more", Tables.key("id"));
            assertWhole(database, session);
        }
        PesaDbException refused = assertThrows(
                PesaDbException.class,
                () -> open(false, "data", new Plugins.OnePage(), new Plugins.DataCodec())
                        .close());
        assertEquals(ErrorCode.FORMAT_TOO_NEW, refused.code());
        assertTrue(refused.getMessage().contains("the catalog"), refused::getMessage);
    }

    private static final LogProvider WAL = Components.installed().choose(ComponentKind.LOG, LogProvider.class, "wal");
    private static final PagerProvider PAGED =
            Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, "paged");

    /** A log of several versions. Remembers with which one it was asked for. */
    private record SomeLog(int formatVersion, int oldestFormatVersion, List<Integer> asked) implements LogProvider {
        @Override
        public String name() {
            return "some-log";
        }

        @Override
        public boolean exists(LogContext context) {
            return WAL.exists(context);
        }

        @Override
        public Log create(LogContext context, LogStart start) {
            return WAL.create(context, start);
        }

        @Override
        public Log open(LogContext context) {
            asked.add(context.formatVersion());
            return WAL.open(context);
        }
    }

    /** A pager of several versions. */
    private record SomePager(int formatVersion, int oldestFormatVersion, List<Integer> asked) implements PagerProvider {
        @Override
        public String name() {
            return "some-pager";
        }

        @Override
        public void create(PagerContext context) {
            PAGED.create(context);
        }

        @Override
        public Pager open(PagerContext context) {
            asked.add(context.formatVersion());
            return PAGED.open(context);
        }
    }

    private void openWith(int version, int oldest, List<Integer> asked) {
        try (Database database = PesaDb.open(
                        PATH,
                        PesaDb.options()
                                .files(files)
                                .component(ComponentKind.LOG, "some-log")
                                .component(ComponentKind.PAGER, "some-pager")
                                .components(Components.installed()
                                        .with(List.of(
                                                new SomeLog(version, oldest, asked),
                                                new SomePager(version, oldest, asked))))
                                .build());
                Session session = database.openSession()) {
            session.run(new Command.CreateTable(new TableSchema("t", List.of(Tables.key("id"))), true, null, null));
            Tables.insert(session, "t", version * 100 + Tables.count(session, "t"));
        }
    }

    @Test
    void logAndPagerAreOpenedWithTheVersionThatTheDatabaseWasMadeInWhichNeverChanges() {
        openWith(2, 2, new ArrayList<>());
        for (int version : new int[] {3, 4, 2}) {
            List<Integer> asked = new ArrayList<>();
            openWith(version, 2, asked);
            assertEquals(List.of(2, 2), asked.subList(0, 2), "version " + version);
        }
        assertEquals(
                ErrorCode.FORMAT_TOO_OLD,
                assertThrows(PesaDbException.class, () -> openWith(4, 3, new ArrayList<>()))
                        .code());
        assertEquals(
                ErrorCode.FORMAT_TOO_NEW,
                assertThrows(PesaDbException.class, () -> openWith(1, 1, new ArrayList<>()))
                        .code());
    }
}
