package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.api.spi.PagerStats;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.testing.JarMaker;

/** Open pagers that break their contracts in the midst of a statement: each is named for it, nothing is lost, and all else goes on. */
class BrokenPagerTest {
    private static final Command INSERT =
            new Command.Insert("t", List.of(Operand.of(9), Operand.of("Zoe"), Operand.of(9)));
    private static final Command SCAN = Tables.all("t");
    private static final Command LOOK_UP = Tables.all("t", Condition.equal("id", 1));

    /** What a method does where it is broken. */
    @FunctionalInterface
    private interface Wrong {
        Object call(Object real, Object[] given) throws Throwable;
    }

    /**
     * One way to be broken.
     *
     * @param where   the interface
     * @param method  the method of it
     * @param does    what that does
     * @param says    what the error says of it
     * @param command the statement that meets it
     */
    private record Broken(Class<?> where, String method, Wrong does, String says, Command command) {
        @Override
        public String toString() {
            return where.getSimpleName() + "." + method + ": " + says + " at "
                    + command.getClass().getSimpleName();
        }
    }

    /** A pager that is broken in the ways that are switched on. */
    private final class Breaking implements PagerProvider {
        private final PagerProvider real = real();

        @Override
        public String name() {
            return "breaking";
        }

        @Override
        public int formatVersion() {
            return 1;
        }

        @Override
        public void create(PagerContext context) {
            real.create(context.within(real.formatVersion()));
        }

        @Override
        public Pager open(PagerContext context) {
            Pager pager = real.open(context.within(real.formatVersion()));
            return altered(Pager.class, pager)
                    .method("read", given -> answer(Pager.class, "read", pager, given, snapshot(pager.read())))
                    .method("write", given -> {
                        Object broken = instead(Pager.class, "write", pager, given);
                        return broken == NOTHING ? transaction(pager.write((Duration) given[0])) : broken;
                    })
                    .method("verify", given -> {
                        @SuppressWarnings("unchecked")
                        Consumer<Fault> found = (Consumer<Fault>) given[1];
                        Object broken = instead(Pager.class, "verify", pager, given);
                        return broken == NOTHING ? pager.verify((PageSnapshot) Altered.real(given[0]), found) : broken;
                    })
                    .make();
        }

        private PageSnapshot snapshot(PageSnapshot snapshot) {
            return altered(PageSnapshot.class, snapshot).make();
        }

        private PageTransaction transaction(PageTransaction transaction) {
            return altered(PageTransaction.class, transaction)
                    .method("writer", given -> {
                        Object broken = instead(PageTransaction.class, "writer", transaction, given);
                        return broken == NOTHING
                                ? altered(PageWriter.class, transaction.writer((PageType) given[0], (Integer) given[1]))
                                        .make()
                                : broken;
                    })
                    .make();
        }
    }

    private static final Object NOTHING = new Object();

    private final Set<Broken> breaks = new HashSet<>();

    private static PagerProvider real() {
        return Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, null);
    }

    private Object instead(Class<?> where, String method, Object real, Object[] given) throws Throwable {
        for (Broken broken : breaks) {
            if (broken.where == where && broken.method.equals(method)) {
                return broken.does.call(real, given);
            }
        }
        return NOTHING;
    }

    private Object answer(Class<?> where, String method, Object real, Object[] given, AutoCloseable otherwise)
            throws Throwable {
        Object broken = NOTHING;
        try {
            broken = instead(where, method, real, given);
            return broken == NOTHING ? otherwise : broken;
        } finally {
            if (broken != NOTHING) {
                otherwise.close();
            }
        }
    }

    /** Every method that any test breaks, unless it has been given another change. */
    private <T> Altered<T> altered(Class<T> type, T real) {
        Altered<T> altered = Altered.of(type, real);
        for (Method method : type.getMethods()) {
            altered.method(method.getName(), given -> {
                Object broken = instead(type, method.getName(), real, given);
                if (broken != NOTHING) {
                    return broken;
                }
                try {
                    return method.invoke(real, given);
                } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                }
            });
        }
        return altered;
    }

    private static Wrong throwing(Throwable thrown) {
        return (real, given) -> {
            throw thrown;
        };
    }

    private static Wrong giving(Object answer) {
        return (real, given) -> answer;
    }

    private static Object anotherPage(Object real, Object[] given) {
        long id = (Long) given[0];
        return ((PageReader) real).page(id == 1 ? 2 : 1);
    }

    /** The right page, in an image that is too short. */
    private static Object shortPage(Object real, Object[] given) {
        Page page = ((PageReader) real).page((Long) given[0]);
        return new Page(page.id(), page.type(), page.owner(), new byte[64], 32);
    }

    private static MutablePage ofAnotherOwner(MutablePage page) {
        return new MutablePage(page.id(), page.type(), page.owner() + 1, page.array(), page.arrayIndex(0));
    }

    private static Stream<Broken> pages(String says, Wrong does) {
        return Stream.of(
                new Broken(PageSnapshot.class, "page", does, says, SCAN),
                new Broken(PageSnapshot.class, "page", does, says, LOOK_UP),
                new Broken(PageTransaction.class, "page", does, says, INSERT),
                new Broken(PageWriter.class, "page", does, says, INSERT));
    }

    private static Stream<Broken> thrown(Throwable thrown, String says) {
        Wrong does = throwing(thrown);
        return Stream.concat(
                pages(says, does),
                Stream.of(
                        new Broken(Pager.class, "read", does, says, SCAN),
                        new Broken(Pager.class, "write", does, says, INSERT),
                        new Broken(Pager.class, "checkpoint", does, says, new Command.Checkpoint()),
                        new Broken(Pager.class, "stats", does, says, new Command.ShowStats()),
                        new Broken(PageSnapshot.class, "root", does, says, SCAN),
                        new Broken(PageSnapshot.class, "transaction", does, says, SCAN),
                        new Broken(PageTransaction.class, "root", does, says, INSERT),
                        new Broken(PageTransaction.class, "writer", does, says, INSERT),
                        new Broken(PageTransaction.class, "releasePages", does, says, INSERT),
                        new Broken(PageTransaction.class, "transaction", does, says, INSERT),
                        new Broken(PageWriter.class, "edit", does, says, INSERT)));
    }

    @TestFactory
    Stream<DynamicTest> whateverAnOpenPagerThrowsComesOutWithItsName() {
        return Stream.of(
                        thrown(new IllegalStateException("boom"), "boom"),
                        thrown(new AbstractMethodError("gone"), "gone"),
                        thrown(new StackOverflowError("deep"), "deep"),
                        thrown(
                                new PesaDbException(ErrorCode.READ_ONLY, "of its own") {
                                    private static final long serialVersionUID = 1L;
                                },
                                "of its own"),
                        thrown(new LookedAt(), "LookedAt, which throws"),
                        pages("doubt", throwing(new UnknownOutcomeException(ErrorCode.IO, "doubt", null))))
                .flatMap(each -> each)
                .map(broken -> DynamicTest.dynamicTest(broken.toString(), () -> blamed(broken)));
    }

    /** Something thrown that throws when it is looked at. */
    private static final class LookedAt extends Error {
        private static final long serialVersionUID = 1L;

        @Override
        public StackTraceElement[] getStackTrace() {
            throw this;
        }
    }

    @TestFactory
    Stream<DynamicTest> whateverAnOpenPagerGivesThatIsWrongComesOutWithItsName() {
        return Stream.of(
                        pages("null", giving(null)),
                        pages("another one, page ", BrokenPagerTest::anotherPage),
                        pages("32 usable bytes", BrokenPagerTest::shortPage),
                        Stream.of(
                                new Broken(Pager.class, "read", giving(null), "null", SCAN),
                                new Broken(Pager.class, "read", giving(null), "null", LOOK_UP),
                                new Broken(Pager.class, "write", giving(null), "null", INSERT),
                                new Broken(Pager.class, "stats", giving(null), "null", new Command.ShowStats()),
                                new Broken(
                                        Pager.class,
                                        "stats",
                                        giving(new Figures()),
                                        "no figures",
                                        new Command.ShowStats()),
                                new Broken(Pager.class, "usableSize", giving(7000), "7000", SCAN),
                                new Broken(Pager.class, "usableSize", giving(7000), "7000", INSERT),
                                new Broken(
                                        PageTransaction.class,
                                        "pageCount",
                                        giving(-5L),
                                        "-5",
                                        new Command.Compact(null)),
                                new Broken(PageTransaction.class, "writer", giving(null), "null", INSERT),
                                new Broken(PageWriter.class, "edit", giving(null), "null", INSERT),
                                new Broken(
                                        PageWriter.class,
                                        "edit",
                                        (real, given) -> ofAnotherOwner(((PageWriter) real).edit((Long) given[0])),
                                        "to owner ",
                                        INSERT),
                                new Broken(
                                        PageWriter.class,
                                        "allocate",
                                        giving(null),
                                        "null",
                                        new Command.CreateIndex("t", "kind", false, null)),
                                new Broken(
                                        PageWriter.class,
                                        "allocate",
                                        (real, given) -> ofAnotherOwner(((PageWriter) real).allocate()),
                                        "to owner ",
                                        new Command.CreateIndex("t", "kind", false, null))))
                .flatMap(each -> each)
                .map(broken -> DynamicTest.dynamicTest(broken.toString(), () -> blamed(broken)));
    }

    private static final class Figures implements PagerStats {
        @Override
        public long pages() {
            throw new IllegalStateException("no figures");
        }
    }

    private void blamed(Broken broken) {
        breaks.clear();
        PartsBed bed = new PartsBed();
        Path elsewhere = Path.of("/d/other.pesa").toAbsolutePath();
        List<List<Object>> rows;
        try (Database other = bed.open(elsewhere);
                Session others = other.openSession();
                Database database = open(bed);
                Session session = database.openSession()) {
            start(others);
            rows = start(session);

            breaks.add(broken);
            assertBlamed(broken, session);
            assertEquals(1, rows(others).size(), "another database goes on");
            Tables.insert(others, "t", 2, "Bob", 2);
            breaks.clear();
            assertEquals(rows, rows(session), "alone");

            if (!(broken.command instanceof Command.Compact || broken.command instanceof Command.Checkpoint)) {
                rows = within(broken, session, rows);
            }
            assertEquals(List.of(), Tables.faults(database));
        }
        try (Database database = open(bed);
                Session session = database.openSession()) {
            assertEquals(rows, rows(session), "after reopening");
        }
    }

    /** The same in a transaction, where only statements are undone that are broken, and not those before. */
    private List<List<Object>> within(Broken broken, Session session, List<List<Object>> before) {
        session.run(new Command.Begin(false));
        Tables.insert(session, "t", 5, "Eve", 5);
        breaks.add(broken);
        PesaDbException refused = null;
        try {
            Tables.rows(session, broken.command);
        } catch (PesaDbException failed) {
            refused = failed;
        }
        breaks.clear();
        session.run(new Command.Commit());
        if (refused != null) {
            assertBlamed(broken, refused);
            assertEquals(before.size() + 1, rows(session).size(), "within a transaction");
        }
        return rows(session);
    }

    private static void assertBlamed(Broken broken, Session session) {
        assertBlamed(broken, assertThrows(PesaDbException.class, () -> Tables.rows(session, broken.command)));
    }

    private static void assertBlamed(Broken broken, PesaDbException refused) {
        assertEquals(ErrorCode.BAD_PLUGIN, refused.code(), refused::getMessage);
        PartsBed.assertNames(refused, "pager 'breaking' of ", "org.pesadb.it", broken.says, "broke its contract ");
        assertFalse(refused.getMessage().contains("index '"), refused::getMessage);
    }

    @Test
    void aStatementThatIsReadToItsMiddleEndsThereAndTheNextOneWorks() {
        try (Database database = open(new PartsBed());
                Session session = database.openSession()) {
            start(session);
            session.run(new Command.Begin(false));
            for (int i = 2; i < 2000; i++) {
                Tables.insert(session, "t", i, "name " + i, i);
            }
            session.run(new Command.Commit());
            long read = 0;
            try (Cursor cursor = session.execute(SCAN)) {
                assertTrue(cursor.next());
                breaks.add(new Broken(PageSnapshot.class, "page", giving(null), "null", SCAN));
                breaks.add(
                        new Broken(PageSnapshot.class, "close", throwing(new IllegalStateException("too")), "", SCAN));
                PesaDbException refused = assertThrows(PesaDbException.class, () -> {
                    while (cursor.next()) {
                        assertFalse(cursor.isNull(0));
                    }
                });
                assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
                PartsBed.assertNames(refused, "breaking", "giving page ", "it gave null");
                assertEquals(1, refused.getSuppressed().length, "that closing failed too is told beside");
            } finally {
                breaks.clear();
            }
            for (List<Object> row : rows(session)) {
                read += (Long) row.get(0);
            }
            assertEquals(1999L * 2000 / 2, read);
        }
    }

    @Test
    void whatFailsFirstIsToldWhereUndoingFailsToo() {
        PartsBed bed = new PartsBed();
        List<List<Object>> rows;
        Database database = open(bed);
        try (Session session = database.openSession()) {
            rows = start(session);
            breaks.add(new Broken(PageWriter.class, "edit", giving(null), "", INSERT));
            for (String method : List.of("rollback", "awaitBase")) {
                breaks.add(new Broken(PageTransaction.class, method, throwing(new LookedAt()), "", INSERT));
            }
            PesaDbException refused = assertThrows(PesaDbException.class, () -> Tables.rows(session, INSERT));
            assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
            PartsBed.assertNames(refused, "to change page", "it gave null");
            assertEquals(2, refused.getSuppressed().length);
            breaks.clear();
            assertEquals(rows, rows(session));
        }
        breaks.add(new Broken(Pager.class, "close", throwing(new IllegalStateException("stuck")), "", INSERT));
        PesaDbException refused = assertThrows(PesaDbException.class, database::close);
        breaks.clear();
        assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
        PartsBed.assertNames(refused, "pager 'breaking' of ", "closing", "stuck");
        try (Database again = open(bed);
                Session session = again.openSession()) {
            assertEquals(rows, rows(session), "the lock was given back, and nothing is lost");
        }
    }

    @Test
    void whatAPagerThrowsTwiceHidesNothing() {
        PesaDbException always = new PesaDbException(ErrorCode.IO, "the device is gone");
        try (Database database = open(new PartsBed());
                Session session = database.openSession()) {
            start(session);
            for (String method : List.of("page", "close")) {
                breaks.add(new Broken(PageSnapshot.class, method, throwing(always), "", SCAN));
            }
            assertEquals(always, assertThrows(PesaDbException.class, () -> rows(session)));
            assertEquals(always, assertThrows(PesaDbException.class, () -> session.schema("t")));
            breaks.clear();
            assertEquals(1, rows(session).size());
        }
    }

    @Test
    void aPagerThatIsNotEvenTakenIsClosed() {
        List<String> closed = new ArrayList<>();
        breaks.add(new Broken(Pager.class, "usableSize", giving(100), "100", SCAN));
        breaks.add(new Broken(
                Pager.class,
                "close",
                (real, given) -> {
                    closed.add("closed");
                    ((Pager) real).close();
                    return null;
                },
                "",
                SCAN));
        PartsBed bed = new PartsBed();
        PesaDbException refused = assertThrows(PesaDbException.class, () -> open(bed));
        assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
        PartsBed.assertNames(refused, "pager 'breaking' of ", "100 bytes");
        assertEquals(List.of("closed"), closed);
        breaks.clear();
        open(bed).close();
    }

    /** A stack that is full already overflows in whatever is called next, and that is the pager where an index asks for pages. */
    @Test
    void whoeverFillsTheStackIsBlamedForIt() {
        Broken full = new Broken(PageSnapshot.class, "page", throwing(new StackOverflowError("full")), "", LOOK_UP);
        Plugins.OnePage deep = new Plugins.OnePage() {
            @Override
            public Index open(IndexDefinition definition, long root) {
                return new Access(definition.unique(), root) {
                    @Override
                    public RowIdCursor find(PageReader reader, byte[] key) {
                        return find(reader, key, 2000);
                    }

                    private RowIdCursor find(PageReader reader, byte[] key, int deeper) {
                        if (deeper > 0) {
                            return find(reader, key, deeper - 1);
                        }
                        breaks.add(full);
                        return super.find(reader, key);
                    }
                };
            }
        };
        try (Database database = PesaDb.open(
                        PartsBed.PATH,
                        new PartsBed()
                                .options(new Breaking(), deep)
                                .component(ComponentKind.PAGER, "breaking")
                                .build());
                Session session = database.openSession()) {
            start(session);
            session.run(new Command.CreateIndex("t", "kind", false, "one-page"));
            PesaDbException refused = assertThrows(
                    PesaDbException.class, () -> Tables.rows(session, Tables.all("t", Condition.equal("kind", 2))));
            breaks.clear();
            assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
            PartsBed.assertNames(refused, "index 'one-page' of ", "StackOverflowError");
        }
    }

    @Test
    void theCommandLineNamesItsJar(@TempDir Path folder) throws IOException {
        Path jar = new JarMaker()
                .source("my.Poisoned", """
                        import java.lang.reflect.*;
                        import java.nio.charset.StandardCharsets;
                        import org.pesadb.api.spi.*;
                        public class Poisoned implements PagerProvider {
                            private static PagerProvider real() {
                                return Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, "paged");
                            }
                            public String name() { return "poisoned"; }
                            public int formatVersion() { return 1; }
                            public void create(PagerContext context) { real().create(context.within(real().formatVersion())); }
                            public Pager open(PagerContext context) {
                                return between(Pager.class, real().open(context.within(real().formatVersion())));
                            }
                            private static <T> T between(Class<T> type, T real) {
                                return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
                                    try {
                                        Object result = method.invoke(real, given);
                                        if (result instanceof PageSnapshot snapshot) return between(PageSnapshot.class, snapshot);
                                        if (real instanceof PageSnapshot && result instanceof Page page
                                                && new String(page.array(), StandardCharsets.ISO_8859_1).contains("poison")) return null;
                                        return result;
                                    } catch (InvocationTargetException thrown) {
                                        throw thrown.getCause();
                                    }
                                }));
                            }
                        }
                        """)
                .file(
                        "META-INF/services/org.pesadb.api.spi.PagerProvider",
                        "my.Poisoned".getBytes(StandardCharsets.UTF_8))
                .build(folder.resolve("plugins/poisoned.jar"));
        Cli cli = Cli.in(folder);
        List<String> arguments = new ArrayList<>(List.of("--plugins", "plugins", "--pager", "poisoned", "p.pesa"));
        for (String command : Arrays.asList(
                "CREATE t id:INT:PK name:TEXT",
                "CREATE u id:INT:PK",
                "INS t 1 good",
                "SEL t",
                "INS t 2 poison",
                "SEL t",
                "INS u 1",
                "COUNT u")) {
            arguments.addAll(List.of("-c", command));
        }
        CliResult result = cli.run("", arguments.toArray(String[]::new));
        assertEquals(1, result.exit());
        assertEquals(1, result.stderr().lines().count(), result.stderr());
        for (String says : List.of("error BAD_PLUGIN: ", "pager 'poisoned' of ", jar.toString(), "giving page ")) {
            assertTrue(result.stderr().contains(says), result.stderr());
        }
        assertTrue(result.stdout().contains(" 1 | good"), result.stdout());
        assertTrue(result.stdout().endsWith("     1\n(1 row)\n"), result.stdout());
    }

    private Database open(PartsBed bed) {
        return PesaDb.open(
                PartsBed.PATH,
                bed.options(new Breaking())
                        .component(ComponentKind.PAGER, "breaking")
                        .build());
    }

    private static List<List<Object>> start(Session session) {
        session.run(new Command.CreateTable(PartsBed.SCHEMA, false, null, null));
        Tables.insert(session, "t", 1, "Alice", 2);
        return rows(session);
    }

    private static List<List<Object>> rows(Session session) {
        return Tables.rows(session, SCAN);
    }
}
