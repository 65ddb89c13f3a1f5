package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.MissingComponentException;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogStart;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.testing.MemoryFiles;

/** Parts that somebody else wrote: chosen by name, remembered, missed where they are not there, and blamed where they fail. */
class PluginsTest {
    private static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();

    private static final TableSchema SCHEMA = new TableSchema(
            "t",
            List.of(
                    Column.of("id", ColumnType.INT).asPrimaryKey(),
                    Column.of("name", ColumnType.TEXT).asUnique(),
                    Column.of("kind", ColumnType.INT)));

    private MemoryFiles files = new MemoryFiles();

    private Database open(Component... parts) {
        return PesaDb.open(PATH, options(parts).build());
    }

    private org.pesadb.api.Options.Builder options(Component... parts) {
        return PesaDb.options().files(files).components(Components.installed().with(List.of(parts)));
    }

    private static void insert(Session session, long id, String name, long kind) {
        session.run(new Command.Insert("t", List.of(Operand.of(id), Operand.of(name), Operand.of(kind))));
    }

    private static List<String> select(Session session, String table, Condition... where) {
        return rows(session, new Command.Select(table, List.of(), List.of(where), null, Command.Limit.NONE));
    }

    private static List<String> rows(Session session, Command command) {
        List<String> rows = new ArrayList<>();
        try (Cursor cursor = session.execute(command)) {
            while (cursor.next()) {
                rows.add(RowBuffer.copyOf(cursor).toString());
            }
        }
        return rows;
    }

    private static Command join(String using) {
        return new Command.Join(
                new Command.TableRef("t", "a"),
                new Command.TableRef("t", "b"),
                List.of(new Command.JoinOn("kind", "id")),
                List.of("a.id", "b.name"),
                List.of(),
                null,
                Command.Limit.NONE,
                using);
    }

    private void makeTable() {
        try (Database database = open(new Plugins.OnePage(), new Plugins.DataCodec());
                Session session = database.openSession()) {
            session.run(new Command.CreateTable(SCHEMA, false, "data", "one-page"));
            session.run(new Command.CreateIndex("t", "kind", false, "one-page"));
            insert(session, 1, "Alice", 2);
            insert(session, 2, "Bob", 2);
        }
    }

    @Test
    void partsAreChosenByNameAndRemembered() {
        makeTable();
        try (Database database = open(new Plugins.OnePage(), new Plugins.DataCodec(), new Plugins.Loops());
                Session session = database.openSession()) {
            assertEquals(
                    ErrorCode.DUPLICATE_KEY,
                    assertThrows(PesaDbException.class, () -> insert(session, 3, "Bob", 1))
                            .code());
            session.run(new Command.DeleteByKey("t", Operand.of(1)));
            insert(session, 3, "Carol", 3);
            assertEquals(List.of("(2, Bob, 2)"), select(session, "t", Condition.equal("kind", 2)));
            assertEquals(List.of("(3, Carol, 3)"), select(session, "t", Condition.equal("id", 3)));
            assertEquals(Set.of("(2, Bob)", "(3, Carol)"), Set.copyOf(rows(session, join("loops"))));
            assertEquals(
                    List.of("(one-page, 3)", "(one-page, 3)", "(one-page, 3)"),
                    rows(session, catalog("pesa_indexes", "kind", "version")));
            assertEquals(List.of("(data, 2)"), rows(session, catalog("pesa_tables", "codec", "codec_version")));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    private static Command catalog(String table, String... columns) {
        return new Command.Select(table, List.of(columns), List.of(), null, Command.Limit.NONE);
    }

    @Test
    void twoOfOneNameAreRefused() {
        PesaDbException refused =
                assertThrows(PesaDbException.class, () -> open(new Plugins.OnePage(), new Plugins.OnePage() {}));
        assertEquals(ErrorCode.DUPLICATE_COMPONENT, refused.code());
        assertContains(refused, "index", "one-page");
    }

    @Test
    void aPartWithoutAProperNameIsRefused() {
        for (Supplier<String> name : List.<Supplier<String>>of(() -> null, () -> "Loops", () -> {
            throw new IllegalStateException("nameless");
        })) {
            PesaDbException refused = assertThrows(
                    PesaDbException.class,
                    () -> open(new Plugins.Loops() {
                        @Override
                        public String name() {
                            return name.get();
                        }
                    }));
            assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
            assertContains(refused, "join");
        }
    }

    @Test
    void aTombstoneThatWouldWasteEveryRowsRoomIsRefused() {
        for (int length : new int[] {0, 65}) {
            try (Database database = open(new Plugins.DataCodec() {
                        @Override
                        public byte[] tombstone() {
                            return new byte[length];
                        }
                    });
                    Session session = database.openSession()) {
                PesaDbException refused = assertThrows(
                        PesaDbException.class, () -> session.run(new Command.CreateTable(SCHEMA, false, "data", null)));
                assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
                assertContains(refused, "codec 'data'", length + " bytes");
            }
        }
    }

    @Test
    void logAndPagerAreRememberedAndBlamedToo() {
        LogProvider wal = Components.installed().choose(ComponentKind.LOG, LogProvider.class, null);
        PagerProvider paged = Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, null);
        Component log = new OtherLog(wal, () -> {});
        Component pager = new OtherPager(paged, () -> {});
        var options = options(log, pager)
                .component(ComponentKind.LOG, "other-log")
                .component(ComponentKind.PAGER, "other-pager");
        try (Database database = PesaDb.open(PATH, options.build());
                Session session = database.openSession()) {
            session.run(new Command.CreateTable(SCHEMA, false, null, null));
            insert(session, 1, "Alice", 2);
        }
        assertContains(assertThrows(MissingComponentException.class, () -> open(pager)), "log 'other-log'", "wal");
        assertContains(assertThrows(MissingComponentException.class, () -> open(log)), "pager 'other-pager'", "paged");
        Runnable boom = () -> thrown(new IllegalStateException("boom"));
        for (Component[] broken :
                new Component[][] {{new OtherLog(wal, boom), pager}, {log, new OtherPager(paged, boom)}}) {
            PesaDbException refused = assertThrows(PesaDbException.class, () -> open(broken));
            assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
            assertContains(refused, "'other-", "boom", PATH.toString());
        }
        try (Database database = open(log, pager);
                Session session = database.openSession()) {
            assertEquals(List.of("(1, Alice, 2)"), select(session, "t"), "chosen by page 0, not by the options");
        }
    }

    /** The log of another provider under another name. */
    private record OtherLog(LogProvider wal, Runnable atOpen) implements LogProvider {
        @Override
        public String name() {
            return "other-log";
        }

        @Override
        public int formatVersion() {
            return 1;
        }

        @Override
        public boolean exists(LogContext context) {
            return wal.exists(context);
        }

        @Override
        public Log create(LogContext context, LogStart start) {
            return wal.create(context, start);
        }

        @Override
        public Log open(LogContext context) {
            atOpen.run();
            return wal.open(context);
        }
    }

    /** The pager of another provider under another name. */
    private record OtherPager(PagerProvider paged, Runnable atOpen) implements PagerProvider {
        @Override
        public String name() {
            return "other-pager";
        }

        @Override
        public int formatVersion() {
            return 1;
        }

        @Override
        public void create(PagerContext context) {
            paged.create(context);
        }

        @Override
        public Pager open(PagerContext context) {
            atOpen.run();
            return paged.open(context);
        }
    }

    private static void assertContains(PesaDbException failed, String... parts) {
        for (String part : parts) {
            assertTrue(failed.getMessage().contains(part), () -> part + " in: " + failed.getMessage());
        }
    }

    private static <T> T thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
