package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.testing.MemoryFiles;

/** The places where PesaDB's first version broke its promise, one test for each: none of them may come back. */
class OriginalTrapsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("data.pesa");
    }

    private static Options fast() {
        return PesaDb.options().sync(SyncMode.OFF).build();
    }

    private static void insert(Session session, String table, int from, int to) {
        session.run(new Command.Begin(false));
        for (int i = from; i < to; i++) {
            Tables.insert(session, table, i, "row " + i);
        }
        session.run(new Command.Commit());
    }

    // ---- "63 inserts, then the process exits with Cache full!"

    @Test
    void insertsGoOnBeyondAnyCache() {
        Options tiny = PesaDb.options().sync(SyncMode.OFF).cacheBytes(64 * 4096).build();
        try (Database database = PesaDb.open(file(), tiny);
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
            for (int i = 0; i < 2_000; i++) {
                Tables.insert(session, "t", i, "x".repeat(500));
            }
            insertLong(session, 2_000, 10_000);
            assertEquals(10_000, Tables.count(session, "t"));
            assertEquals(
                    1,
                    Tables.rows(session, Tables.all("t", Condition.equal("id", 63)))
                            .size());
        }
    }

    private static void insertLong(Session session, int from, int to) {
        try (BatchInsert batch = session.batchInsert("t")) {
            for (int i = from; i < to; i++) {
                batch.set(0, i);
                batch.set(1, "x".repeat(500));
                batch.add();
            }
            batch.finish();
        }
    }

    // ---- "After a restart SEL users prints (empty)"

    @Test
    void rowsAreThereAfterARestart() throws IOException {
        Cli cli = Cli.in(folder);
        CliResult made = cli.run("INS users 1 Alice\nSEL users\nINS users 2 Bob\nexit\n", "--format", "json");
        assertEquals(0, made.exit(), made.stdout() + made.stderr());
        for (int restart = 0; restart < 3; restart++) {
            CliResult result = cli.run("SEL users ORDER id\n", "--format", "json");
            assertEquals(List.of(List.of(1L, "Alice"), List.of(2L, "Bob")), result.rows());
        }
        assertTrue(Files.exists(folder.resolve("data").resolve("data.pesa")), "the default file");
    }

    // ---- "A database whose catalog is only in the log looks empty at start; … recreates the tables and orphans the
    // data"

    @Test
    void aCatalogThatIsOnlyInTheLogIsFound() throws IOException {
        Cli cli = Cli.in(folder);
        try (CliProcess process = cli.start("--format", "json", "log.pesa")) {
            assertEquals(
                    Reply.Kind.OK,
                    process.call("CREATE extra id:INT:PK", PATIENCE).kind());
            assertEquals(Reply.Kind.OK, process.call("INS extra 7", PATIENCE).kind());
            assertEquals(
                    Reply.Kind.OK, process.call("INS users 1 Alice", PATIENCE).kind());
            process.kill();
        }
        CliResult result = cli.run("SEL users\nSEL extra\nTABLES\n", "--format", "json", "log.pesa");
        assertEquals(0, result.exit(), result.stdout());
        assertEquals(List.of(1L, "Alice"), result.rows().get(0));
        assertEquals(List.of(7L), result.rows().get(1));
        assertEquals(5, result.rows().size(), "extra, orders and users, each once: " + result.stdout());
    }

    // ---- "A corrupt catalog silently becomes an empty database"

    @Test
    void aCorruptCatalogIsAnErrorAndNoEmptyDatabase() throws IOException {
        try (Database database = PesaDb.open(file());
                Session session = database.openSession()) {
            Tables.create(session, "precious", Tables.key("id"));
            Tables.insert(session, "precious", 1);
        }
        byte[] good = Files.readAllBytes(file());
        int damaged = 0;
        for (int page = 1; page < good.length / 4096; page++) {
            byte[] bad = good.clone();
            for (int i = 0; i < 64; i++) {
                bad[page * 4096 + 40 + i] ^= 0x55;
            }
            Files.write(file(), bad);
            damaged += readDamaged() ? 1 : 0;
            Files.deleteIfExists(folder.resolve("data.pesa-wal"));
        }
        assertTrue(damaged > 0, "damage in one of " + good.length / 4096 + " pages must be met");
    }

    /** Either the row is there, since the damaged page was not needed, or it is CORRUPT. Never is there nothing. */
    private boolean readDamaged() {
        try (Database database = PesaDb.open(file());
                Session session = database.openSession()) {
            assertFalse(database.created());
            assertEquals(List.of(List.of(1L)), Tables.rows(session, Tables.all("precious")));
            return false;
        } catch (PesaDbException corrupt) {
            assertEquals(ErrorCode.CORRUPT, corrupt.code(), corrupt.getMessage());
            assertTrue(corrupt.getMessage().contains("data.pesa"), corrupt.getMessage());
            return true;
        }
    }

    // ---- "Readers see uncommitted pages. The 33rd reader is not tracked. Readers never leave."

    @Test
    void readersNeverSeeWhatIsNotCommitted() {
        try (Database database = PesaDb.open(file());
                Session writer = database.openSession();
                Session reader = database.openSession()) {
            Tables.create(writer, "t", Tables.key("id"), Tables.text("name"));
            writer.run(new Command.Begin(false));
            Tables.insert(writer, "t", 1, "secret");
            assertEquals(0, Tables.count(reader, "t"));
            assertEquals(List.of(), Tables.rows(reader, Tables.all("t", Condition.equal("id", 1))), "by index");
            writer.run(new Command.Rollback());
            assertEquals(0, Tables.count(reader, "t"));
            assertEquals(0, Tables.count(writer, "t"));
        }
    }

    @Test
    void manyMoreThan33ReadersKeepTheirSnapshotsAndLeave() throws IOException {
        Options options =
                PesaDb.options().sync(SyncMode.OFF).checkpointPages(10).build();
        try (Database database = PesaDb.open(file(), options);
                Session writer = database.openSession()) {
            Tables.create(writer, "t", Tables.key("id"), Tables.text("name"));
            List<Session> readers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Session reader = database.openSession();
                readers.add(reader);
                reader.run(new Command.Begin(true));
                assertEquals(i, Tables.count(reader, "t"));
                Tables.insert(writer, "t", i, "row");
            }
            writer.run(new Command.Checkpoint());
            for (int i = 0; i < 200; i++) {
                assertEquals(i, Tables.count(readers.get(i), "t"), "reader " + i);
                readers.get(i).close();
            }
            for (int i = 200; i < 3_000; i++) {
                Tables.insert(writer, "t", i, "row");
            }
            writer.run(new Command.Checkpoint());
            long log = Files.size(folder.resolve("data.pesa-wal"));
            assertTrue(log < 8 << 20, "with every reader gone the log is short again: " + log);
        }
    }

    // ---- "Transaction ids at or above 1,024 never count as committed; ids restart at 1 at every start"

    @Test
    void transactionIdsGoOnBeyond1024AndAcrossRestarts() {
        long last = 0;
        for (int restart = 0; restart < 3; restart++) {
            try (Database database = PesaDb.open(file(), fast());
                    Session session = database.openSession()) {
                if (restart == 0) {
                    Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
                }
                assertEquals(restart * 1_500L, Tables.count(session, "t"));
                for (int i = 0; i < 1_500; i++) {
                    long now = Tables.insert(session, "t", restart * 1_500 + i, "row")
                            .transaction();
                    assertTrue(now > last, "transaction " + now + " after " + last);
                    last = now;
                }
            }
        }
    }

    @Test
    void transactionsBeyond1024AreRecoveredFromTheLog() throws IOException {
        MemoryFiles files = new MemoryFiles();
        Options options =
                PesaDb.options().files(files).checkpointPages(1_000_000).build();
        Database database = PesaDb.open(Path.of("data.pesa"), options);
        Session session = database.openSession();
        Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
        for (int i = 0; i < 1_200; i++) {
            Tables.insert(session, "t", i, "row");
        }
        Options afterwards = PesaDb.options().files(files.crash(null)).build();
        try (Database again = PesaDb.open(Path.of("data.pesa"), afterwards);
                Session reader = again.openSession()) {
            assertEquals(1_200, Tables.count(reader, "t"));
        } finally {
            session.close();
            database.close();
        }
    }

    // ---- "The log is never cut. Checkpoint ignores commit markers."

    @Test
    void theLogIsCut() throws IOException {
        Options options =
                PesaDb.options().sync(SyncMode.OFF).checkpointPages(10).build();
        try (Database database = PesaDb.open(file(), options);
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
            long highest = 0;
            for (int i = 0; i < 5_000; i++) {
                Tables.insert(session, "t", i, "row");
                if (i % 100 == 0) {
                    highest = Math.max(highest, Files.size(folder.resolve("data.pesa-wal")));
                }
            }
            // Without cutting, 5,000 commits of two pages or more are over 40 MB.
            assertTrue(highest < 8 << 20, "the log grew to " + highest + " bytes");
        }
    }

    @Test
    void aCheckpointLeavesOutWhatIsNotCommitted() {
        MemoryFiles files = new MemoryFiles();
        Options options = PesaDb.options().files(files).cacheBytes(1 << 20).build();
        Database database = PesaDb.open(Path.of("data.pesa"), options);
        Session writer = database.openSession();
        Session other = database.openSession();
        Tables.create(writer, "t", Tables.key("id"), Tables.text("name"));
        Tables.insert(writer, "t", -1, "committed");
        writer.run(new Command.Begin(false));
        BatchInsert batch = writer.batchInsert("t"); // Larger than the cache, so that its pages are in the log early.
        for (int i = 0; i < 20_000; i++) {
            batch.set(0, i);
            batch.set(1, "x".repeat(200));
            batch.add();
        }
        batch.finish();
        assertTimeoutPreemptively(Duration.ofSeconds(15), () -> checkpointOrBusy(other));
        MemoryFiles left = files.crash(new Random(1));
        try (Database again = PesaDb.open(
                        Path.of("data.pesa"), PesaDb.options().files(left).build());
                Session reader = again.openSession()) {
            assertEquals(List.of(List.of(-1L, "committed")), Tables.rows(reader, Tables.all("t")));
            again.check(fault -> assertEquals(null, fault));
        } finally {
            batch.close();
            other.close();
            writer.close();
            database.close();
        }
    }

    /** Beside an open transaction a checkpoint may do its part, or refuse; it must not wait for ever. */
    private static void checkpointOrBusy(Session session) {
        try {
            session.run(new Command.Checkpoint());
        } catch (PesaDbException refused) {
            assertEquals(ErrorCode.BUSY, refused.code(), refused.getMessage());
        }
    }

    // ---- "One row a page; every scan decodes every table; a blank page ends a scan; freed pages are lost."

    @Test
    void manyRowsShareAPage() throws IOException {
        try (Database database = PesaDb.open(file(), fast());
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
            insert(session, "t", 0, 10_000);
        }
        long pages = Files.size(file()) / 4096;
        assertTrue(pages < 1_000, "10,000 short rows in " + pages + " pages");
    }

    @Test
    void aScanReadsItsOwnTableOnly() {
        try (Database database = PesaDb.open(file(), fast());
                Session session = database.openSession()) {
            Tables.create(session, "small", Tables.key("id"), Tables.text("name"));
            Tables.create(session, "large", Tables.key("id"), Tables.text("name"));
            insert(session, "small", 0, 10);
            insert(session, "large", 0, 20_000);
            assertEquals(10, Tables.rows(session, Tables.all("small")).size());
            long before = visits(database);
            assertEquals(10, Tables.rows(session, Tables.all("small")).size());
            long visited = visits(database) - before;
            assertTrue(visited <= 20, "pages visited for ten rows: " + visited);
        }
    }

    static long visits(Database database) {
        return ((Number) database.stats().get("page_visits")).longValue();
    }

    @Test
    void rowsBehindAnEmptiedPageAreFound() {
        try (Database database = PesaDb.open(file(), fast());
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
            insert(session, "t", 0, 5_000);
            long removed = session.run(new Command.Delete(
                            "t",
                            List.of(
                                    Condition.of("id", Operator.GREATER_OR_EQUAL, Operand.of(100)),
                                    Condition.of("id", Operator.LESS, Operand.of(4_900)))))
                    .rows();
            assertEquals(4_800, removed);
            assertEquals(200, Tables.count(session, "t"));
            assertEquals(
                    IntStream.concat(IntStream.range(0, 100), IntStream.range(4_900, 5_000))
                            .asLongStream()
                            .boxed()
                            .toList(),
                    Tables.rows(session, Tables.all("t")).stream()
                            .map(row -> (Long) row.get(0))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void freedPagesAreUsedAgain() throws IOException {
        long first = 0;
        for (int round = 0; round < 10; round++) {
            try (Database database = PesaDb.open(file(), fast());
                    Session session = database.openSession()) {
                Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
                insert(session, "t", 0, 5_000);
                if (round % 2 == 0) {
                    session.run(new Command.Delete("t", List.of()));
                    insert(session, "t", 0, 5_000);
                }
                session.run(new Command.DropTable("t"));
            }
            if (round == 1) {
                first = Files.size(file());
            }
        }
        long last = Files.size(file());
        assertTrue(last <= first * 3 / 2, "the file grew from " + first + " to " + last + " bytes");
    }

    // ---- "A row over one page is refused. A catalog over one page is dropped with a warning."

    @Test
    void aRowMayBeLargerThanAPage() {
        String large = "0123456789abcdef".repeat(1 << 16) + "é😀";
        try (Database database = PesaDb.open(file());
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
            for (int length : new int[] {4_000, 4_090, 4_096, 8_192, 100_000}) {
                Tables.insert(session, "t", length, "y".repeat(length));
            }
            Tables.insert(session, "t", 1, large);
        }
        try (Database database = PesaDb.open(file());
                Session session = database.openSession()) {
            assertEquals(List.of(List.of(1L, large)), Tables.rows(session, Tables.all("t", Condition.equal("id", 1))));
            for (int length : new int[] {4_000, 4_090, 4_096, 8_192, 100_000}) {
                assertEquals(
                        List.of(List.of((long) length, "y".repeat(length))),
                        Tables.rows(session, Tables.all("t", Condition.equal("id", length))));
            }
        }
    }

    @Test
    void aCatalogMayBeLargerThanAPage() {
        Column[] columns = IntStream.range(0, 200)
                .mapToObj(i -> i == 0 ? Tables.key("key") : Tables.number("a_column_with_a_rather_long_name_" + i))
                .toArray(Column[]::new);
        try (Database database = PesaDb.open(file(), fast());
                Session session = database.openSession()) {
            Tables.create(session, "wide", columns);
            for (int i = 0; i < 300; i++) {
                Tables.create(session, "table_number_" + i, Tables.key("id"), Tables.text("name"));
                Tables.insert(session, "table_number_" + i, i, "row");
            }
        }
        try (Database database = PesaDb.open(file(), fast());
                Session session = database.openSession()) {
            assertEquals(301, Tables.rows(session, new Command.ListTables()).size());
            assertEquals(200, session.schema("wide").size());
            for (int i = 0; i < 300; i++) {
                assertEquals(List.of(List.of((long) i, "row")), Tables.rows(session, Tables.all("table_number_" + i)));
            }
        }
    }

    // ---- "Two unique columns corrupt each other's index; deletes leave stale entries."

    @Test
    void uniqueColumnsStayApart() {
        try (Database database = PesaDb.open(file(), fast());
                Session session = database.openSession()) {
            Tables.create(
                    session,
                    "t",
                    Tables.key("id"),
                    Tables.text("a").asUnique(),
                    Tables.text("b").asUnique(),
                    Column.of("c", ColumnType.INT).asUnique());
            for (int i = 0; i < 500; i++) {
                // The same texts in both columns, in different rows.
                Tables.insert(session, "t", i, "v" + i, "v" + (i + 1) % 500, i * 7);
            }
            assertDuplicate(session, 1000, "v3", "new", -1);
            assertDuplicate(session, 1000, "new", "v3", -1);
            assertDuplicate(session, 1000, "new", "new", 21);
            for (int i = 0; i < 500; i++) {
                for (String column : new String[] {"a", "b"}) {
                    List<List<Object>> found = Tables.rows(session, Tables.all("t", Condition.equal(column, "v" + i)));
                    assertEquals(1, found.size(), column + " = v" + i);
                    assertEquals("v" + i, found.get(0).get(column.equals("a") ? 1 : 2));
                }
            }
            database.check(fault -> assertEquals(null, fault));
        }
    }

    private static void assertDuplicate(Session session, Object... row) {
        PesaDbException refused = assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", row));
        assertEquals(ErrorCode.DUPLICATE_KEY, refused.code());
        assertEquals(500, Tables.count(session, "t"), "nothing of it is left");
    }

    @Test
    void whatIsDeletedOrChangedLeavesNoIndexEntry() {
        try (Database database = PesaDb.open(file(), fast());
                Session session = database.openSession()) {
            Tables.create(
                    session,
                    "t",
                    Tables.key("id"),
                    Tables.text("a").asUnique(),
                    Tables.text("b").asUnique());
            for (int round = 0; round < 20; round++) {
                Tables.insert(session, "t", 1, "a", "b");
                session.run(Tables.set("t", "a", "changed", Condition.equal("id", 1)));
                assertEquals(List.of(), Tables.rows(session, Tables.all("t", Condition.equal("a", "a"))));
                Tables.insert(session, "t", 2, "a", "other");
                assertEquals(2, session.run(new Command.Delete("t", List.of())).rows());
                for (String column : new String[] {"a", "b"}) {
                    for (String value : new String[] {"a", "b", "changed", "other"}) {
                        assertEquals(List.of(), Tables.rows(session, Tables.all("t", Condition.equal(column, value))));
                    }
                }
            }
            database.check(fault -> assertEquals(null, fault));
        }
    }

    // ---- "The 4,097th distinct join key returns nothing; output past 1 MB disappears; columns of one name clobber."

    @Test
    void joinsHaveNoCeilingOfKeysOrOutput() {
        try (Database database = PesaDb.open(file(), fast());
                Session session = database.openSession()) {
            Tables.create(session, "a", Tables.key("id"), Tables.text("name"));
            Tables.create(session, "b", Tables.key("id"), Tables.text("name"));
            insert(session, "a", 0, 20_000);
            insert(session, "b", 0, 20_000);
            Command.Join join = new Command.Join(
                    new Command.TableRef("a", null),
                    new Command.TableRef("b", null),
                    List.of(new Command.JoinOn("id", "id")),
                    List.of(),
                    List.of(),
                    null,
                    Command.Limit.NONE,
                    null);
            long rows = 0;
            long sum = 0;
            long bytes = 0;
            try (Cursor cursor = session.execute(join)) {
                assertEquals(
                        List.of("a.id", "a.name", "b.id", "b.name"),
                        cursor.columns().stream().map(Column::name).toList());
                while (cursor.next()) {
                    assertEquals(cursor.getLong(0), cursor.getLong(2));
                    assertEquals("row " + cursor.getLong(0), cursor.getText(1));
                    assertEquals("row " + cursor.getLong(0), cursor.getText(3));
                    sum += cursor.getLong(0);
                    bytes += 2L * cursor.getText(1).length() + 16;
                    rows++;
                }
                assertEquals(20_000, cursor.outcome().rows());
            }
            assertEquals(20_000, rows);
            assertEquals(19_999L * 20_000 / 2, sum);
            assertTrue(bytes > 500_000);
        }
    }

    @Test
    void joinOutputOfManyMegabytesArrivesWhole() throws IOException {
        Cli cli = Cli.in(folder);
        StringBuilder script = new StringBuilder("BEGIN\n");
        for (int i = 0; i < 1_000; i++) {
            script.append("INS users ").append(i).append(" user").append(i).append('\n');
            for (int k = 0; k < 10; k++) {
                script.append("INS orders ")
                        .append(i * 10 + k)
                        .append(' ')
                        .append(i)
                        .append(" '");
                script.append("item ".repeat(40)).append(k).append("'\n");
            }
        }
        script.append("COMMIT\nJOIN users orders ON id user_id\n");
        CliResult result = cli.run(script.toString(), "--format", "json", "join.pesa");
        assertEquals(0, result.exit(), result.stderr());
        assertEquals(10_000, result.rows().size());
        assertTrue(
                result.stdout().length() > 2 << 20, "bytes: " + result.stdout().length());
        assertEquals(
                10_000, result.rows().stream().map(row -> row.get(2)).distinct().count());
    }

    // ---- "The advertised WHERE col=val is ignored and returns every row."

    @Test
    void whereIsHonoured() throws IOException {
        Cli cli = Cli.in(folder);
        CliResult result = cli.run(
                "INS users 1 Alice\nINS users 2 Bob\nSEL users WHERE name=Bob\nSEL users WHERE name Alice\n"
                        + "SEL users WHERE name=Nobody\n",
                "--format",
                "json",
                "where.pesa");
        assertEquals(List.of(List.of(2L, "Bob"), List.of(1L, "Alice")), result.rows());
        assertEquals(0, result.replies().get(result.replies().size() - 1).number("rows"));
    }
}
