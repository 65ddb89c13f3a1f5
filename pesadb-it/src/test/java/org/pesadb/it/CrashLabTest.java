package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.api.TableSchema;
import org.pesadb.cli.lab.CrashLab;
import org.pesadb.cli.lab.Left;
import org.pesadb.cli.lab.LogPiece;
import org.pesadb.cli.lab.Recovered;
import org.pesadb.cli.lab.StopPoint;
import org.pesadb.cli.lab.Unforced;

/** Wherever the power goes, what the crash lab shows is what the engine promises: whole or absent, and there once it was forced. */
class CrashLabTest {
    private static final List<TableSchema> TABLES = List.of(
            new TableSchema(
                    "users",
                    List.of(
                            Column.of("id", ColumnType.INT).asPrimaryKey(),
                            Column.of("name", ColumnType.TEXT).asUnique())),
            new TableSchema(
                    "orders",
                    List.of(
                            Column.of("order_id", ColumnType.INT).asPrimaryKey(),
                            Column.of("user_id", ColumnType.INT),
                            Column.of("item", ColumnType.TEXT))));

    private static final Command INSERT = new Command.Insert("users", List.of(Operand.of(9L), Operand.of("Crash")));

    private static final Unforced[] WAYS = Unforced.values();

    private static CrashLab sample(Command command) {
        return CrashLab.sample(Options::builder, TABLES, CrashLab.sampleRows(), command);
    }

    /**
     * Pulls the plug at every point, and recovers each time. Returns how often the command was there.
     *
     * @param ways how many of the things that can become of what is not forced are tried at each point, in turn
     */
    private static int everyPoint(CrashLab lab, int ways, long before, long done) {
        int there = 0;
        for (StopPoint point : lab.points()) {
            for (int way = 0; way < ways; way++) {
                Unforced unforced = WAYS[(point.n() + way) % WAYS.length];
                String where = point + ", " + unforced;
                Left left = lab.pull(point.n(), unforced);
                Recovered recovered = lab.recover();
                // Either half of the write that has the commit record is too little: it is its end, and page records
                // are its beginning.
                boolean expected = lab.isForced(point) || unforced == Unforced.KEPT && lab.isWritten(point);
                assertEquals(expected ? Recovered.THERE : Recovered.ABSENT, recovered.verdict(), where);
                assertNull(left.unreadable(), where);
                assertEquals(List.of(), recovered.faults(), where);
                assertTrue(recovered.kept(), where);
                assertTrue(!left.acknowledged() || expected, where);
                assertEquals(expected ? done : before, users(recovered), where);
                assertFalse(recovered.steps().isEmpty(), where);
                Recovered.Fate own = recovered.transactions().stream()
                        .filter(Recovered.Fate::own)
                        .findFirst()
                        .orElseThrow();
                assertEquals(expected, own.back(), where);
                there += expected ? 1 : 0;
            }
        }
        return there;
    }

    private static long users(Recovered recovered) {
        return recovered.tables().stream()
                .filter(table -> table.name().equals("users"))
                .findFirst()
                .orElseThrow()
                .now();
    }

    @Test
    void anInsertIsThereWhereverItsCommitRecordGotToTheDevice() {
        CrashLab lab = sample(INSERT);
        List<String> what = lab.points().stream().map(StopPoint::what).toList();
        for (String expected : List.of(
                "page record 1 of ",
                "page record 2 of ",
                "the commit record",
                "the force of the log",
                "checkpoint page 1 of ",
                "checkpoint page 2 of ",
                "the force of the main file",
                "header slot 0",
                "header slot 1")) {
            assertTrue(what.stream().anyMatch(one -> one.startsWith(expected)), expected + " in " + what);
        }
        int there = everyPoint(lab, WAYS.length, 1, 2);
        assertTrue(there > 10 && there < lab.points().size() * WAYS.length, "there: " + there);
    }

    @Test
    void anUpdateAndACreationAreWholeOrAbsentToo() {
        Command update =
                new Command.Update("users", List.of(new Command.Assignment("name", Operand.of("Other"))), List.of());
        everyPoint(sample(update), 1, 1, 1);
        TableSchema towns =
                new TableSchema("towns", List.of(Column.of("id", ColumnType.INT).asPrimaryKey()));
        everyPoint(sample(new Command.CreateTable(towns, false, null, null)), 1, 1, 1);
    }

    @Test
    void aCheckpointLosesNothing() {
        CrashLab lab = sample(new Command.Checkpoint());
        for (StopPoint point : lab.points()) {
            assertEquals("checkpoint", point.where());
            Unforced unforced = WAYS[point.n() % WAYS.length];
            lab.pull(point.n(), unforced);
            Recovered recovered = lab.recover();
            assertEquals(Recovered.UNCHANGED, recovered.verdict(), point + ", " + unforced);
            assertTrue(recovered.kept(), point + ", " + unforced);
        }
    }

    @Test
    void theLogIsShownAsItLies() {
        CrashLab lab = sample(INSERT);
        int force = first(lab, StopPoint.Kind.FORCE).n();
        assertEquals(0, own(lab, lab.pull(force, Unforced.LOST)));
        Left kept = lab.pull(force, Unforced.KEPT);
        long records = own(lab, kept);
        assertTrue(records > 2, "records: " + records);
        assertTrue(
                kept.log().stream()
                        .filter(piece -> piece.transaction() == lab.transaction())
                        .noneMatch(LogPiece::forced),
                "none of them was forced");
        assertEquals(List.of(), kept.pages(), "only a checkpoint writes the main file");
        assertFalse(kept.acknowledged());
        assertTrue(kept.told().startsWith("IO: "), kept.told());
        Left.FileLeft log = kept.files().stream()
                .filter(file -> file.name().equals("log"))
                .findFirst()
                .orElseThrow();
        assertTrue(log.unforced() > 0 && log.unforcedBytes() > 8_000, log::toString);
    }

    @Test
    void theReasonIsThatOfWhatIsLeft() {
        CrashLab lab = sample(INSERT);
        int force = first(lab, StopPoint.Kind.FORCE).n();
        assertTrue(why(lab, force, Unforced.KEPT).contains("got to the device whole"));
        assertTrue(why(lab, force, Unforced.LOST).startsWith("nothing of it is on the device"));
        assertTrue(why(lab, force, Unforced.TORN).contains("no whole commit record"));
        assertTrue(why(lab, force, Unforced.TAIL).contains("a record that is torn"));
        int checkpoint = first(lab, StopPoint.Kind.MAIN_PAGE).n();
        assertTrue(why(lab, checkpoint, Unforced.LOST).contains("was forced before the power went"));
        assertTrue(why(lab, lab.points().size(), Unforced.LOST).contains("has its commit record no more"));
    }

    @Test
    void theMainFileIsShownAsItLies() {
        CrashLab lab = sample(INSERT);
        int forced = first(lab, StopPoint.Kind.HEADER).n();
        int written = forced - 1;
        long pages = lab.points().stream()
                .filter(point -> point.kind() == StopPoint.Kind.MAIN_PAGE)
                .count();
        for (Unforced unforced : WAYS) {
            Left left = lab.pull(written, unforced);
            assertTrue(left.acknowledged());
            assertEquals(pages, left.pages().size());
            assertTrue(
                    left.pages().stream()
                            .noneMatch(page -> page.forced() != page.state().equals("lost")),
                    left.pages()::toString);
            // The last write to it may be of several pages.
            long whole = states(left, "new");
            long torn = states(left, "torn");
            long lost = states(left, "lost");
            assertEquals(pages, whole + torn + lost);
            assertEquals(unforced == Unforced.KEPT, whole == pages);
            assertEquals(unforced == Unforced.LOST, lost == pages);
        }
        Left left = lab.pull(forced, Unforced.LOST);
        assertEquals(pages, states(left, "new"));
        for (Left.PageLeft page : left.pages()) {
            assertEquals(
                    4_096, page.fields().stream().mapToInt(Left.Field::length).sum(), () -> "page " + page.page());
        }
        assertTrue(
                left.pages().stream()
                        .flatMap(page -> page.fields().stream())
                        .anyMatch(field -> field.value().contains("Crash")),
                "the row stands in one of them");
        assertTrue(left.pages().stream().allMatch(Left.PageLeft::forced), left.pages()::toString);
        // A page is torn where both of its halves were written anew; no more than one is, the last one.
        int first = first(lab, StopPoint.Kind.MAIN_PAGE).n();
        long torn = 0;
        for (int n = first; n <= written; n++) {
            long one = states(lab.pull(n, Unforced.TORN), "torn");
            assertTrue(one <= 1, "torn before point " + n + ": " + one);
            torn += one;
        }
        assertTrue(torn > 1, "torn: " + torn);
    }

    private static long states(Left left, String state) {
        return left.pages().stream().filter(page -> page.state().equals(state)).count();
    }

    private static StopPoint first(CrashLab lab, StopPoint.Kind kind) {
        return lab.points().stream()
                .filter(point -> point.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static String why(CrashLab lab, int point, Unforced unforced) {
        lab.pull(point, unforced);
        return lab.recover().why();
    }

    private static long own(CrashLab lab, Left left) {
        return left.log().stream()
                .filter(piece -> piece.transaction() == lab.transaction())
                .count();
    }

    private static long users(Session session) {
        try (Cursor row = session.execute(new Command.Count("users", List.of()))) {
            assertTrue(row.next());
            return row.getLong(0);
        }
    }

    @Test
    void aCopyLeavesTheDatabaseAsItIs(@TempDir Path folder) throws IOException {
        Options options = Options.builder().initialTables(TABLES).build();
        Path main = folder.resolve("live.pesa");
        Path log = folder.resolve("live.pesa-wal");
        try (Database database = PesaDb.open(main, options);
                Session session = database.openSession()) {
            CrashLab.sampleRows().forEach(session::run);
            byte[] mainBefore = Files.readAllBytes(main);
            byte[] logBefore = Files.readAllBytes(log);
            CrashLab lab = CrashLab.copy(Options::builder, database, session, INSERT);
            assertTrue(
                    lab.points().get(0).what().startsWith("page record 1 of "),
                    "the copy is in use already, as is what it is a copy of: " + lab.points());
            int there = everyPoint(lab, 1, 1, 2);
            assertTrue(there > 5, "there: " + there);
            PesaDbException twice = assertThrows(
                    PesaDbException.class,
                    () -> CrashLab.copy(
                            Options::builder,
                            database,
                            session,
                            new Command.Insert("users", List.of(Operand.of(1L), Operand.of("Alice")))));
            assertEquals(ErrorCode.DUPLICATE_KEY, twice.code());
            assertEquals(1, users(session));
            assertArrayEquals(mainBefore, Files.readAllBytes(main));
            assertArrayEquals(logBefore, Files.readAllBytes(log));
        }
    }

    @Test
    void aCopyIsOfOneMomentWhileOthersWrite(@TempDir Path folder) throws Exception {
        Options options =
                Options.builder().initialTables(TABLES).sync(SyncMode.OFF).build();
        ExecutorService other = Executors.newSingleThreadExecutor();
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        try (Database database = PesaDb.open(folder.resolve("live.pesa"), options);
                Session session = database.openSession()) {
            Future<Long> writer = other.submit(() -> {
                try (Session pairs = database.openSession()) {
                    long id = 100;
                    for (; !enough.get() && id < 3_000; id++) {
                        pairs.run(new Command.Begin(false));
                        pairs.run(new Command.Insert("users", List.of(Operand.of(id), Operand.of("user " + id))));
                        pairs.run(new Command.Insert(
                                "orders", List.of(Operand.of(id), Operand.of(id), Operand.of("tea"))));
                        pairs.run(new Command.Commit());
                        begun.countDown();
                    }
                    return id - 100;
                }
            });
            assertTrue(begun.await(60, TimeUnit.SECONDS));
            List<Long> sizes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                CrashLab lab = CrashLab.copy(Options::builder, database, session, INSERT);
                lab.pull(1, Unforced.LOST);
                Recovered recovered = lab.recover();
                assertTrue(recovered.kept(), recovered::toString);
                List<Long> rows = recovered.tables().stream()
                        .map(Recovered.TableRows::now)
                        .toList();
                assertEquals(rows.get(0), rows.get(1), "an order of a transaction, and its user");
                sizes.add(rows.get(0));
            }
            enough.set(true);
            long written = writer.get(60, TimeUnit.SECONDS);
            assertTrue(sizes.get(0) > 0 && sizes.get(3) <= written, sizes + " of " + written);
            assertTrue(sizes.get(0) < sizes.get(3), "others wrote meanwhile: " + sizes);
        } finally {
            enough.set(true);
            other.shutdownNow();
        }
    }

    @Test
    void whatIsTooLargeIsRefused(@TempDir Path folder) {
        Options options =
                Options.builder().initialTables(TABLES).sync(SyncMode.OFF).build();
        try (Database database = PesaDb.open(folder.resolve("live.pesa"), options);
                Session session = database.openSession()) {
            for (long id = 1; id <= 40; id++) {
                session.run(new Command.Insert("orders", List.of(Operand.of(id), Operand.of(1L), Operand.of("tea"))));
            }
            Command manyPages = items("x".repeat(110_000));
            refused("points", () -> CrashLab.copy(Options::builder, database, session, manyPages));
            refused("in memory", () -> CrashLab.copy(Options::builder, database, session, items("x".repeat(900_000))));
            session.run(items("x".repeat(220_000)));
            refused(
                    "at most " + CrashLab.MOST_BYTES + " bytes",
                    () -> CrashLab.copy(Options::builder, database, session, INSERT));
        }
    }

    private static Command items(String item) {
        return new Command.Update("orders", List.of(new Command.Assignment("item", Operand.of(item))), List.of());
    }

    private static void refused(String why, Executable work) {
        PesaDbException refused = assertThrows(PesaDbException.class, work);
        assertEquals(ErrorCode.OUT_OF_RANGE, refused.code(), refused::getMessage);
        assertTrue(refused.getMessage().contains(why), refused::getMessage);
    }

    @Test
    void whatIsNoChangeIsRefused() {
        Command query = new Command.Select("users", List.of(), List.of(), null, Command.Limit.NONE);
        for (Command refused : List.of(query, new Command.Begin(false), new Command.Backup(Path.of("x")))) {
            assertEquals(
                    ErrorCode.SYNTAX,
                    assertThrows(PesaDbException.class, () -> sample(refused)).code());
        }
        CrashLab lab = sample(INSERT);
        assertEquals(
                ErrorCode.SYNTAX,
                assertThrows(PesaDbException.class, lab::recover).code());
        for (int n : List.of(0, lab.points().size() + 1)) {
            assertEquals(
                    ErrorCode.OUT_OF_RANGE,
                    assertThrows(PesaDbException.class, () -> lab.pull(n, Unforced.LOST))
                            .code());
        }
    }
}
