package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.testing.Seeds;

/** A backup is a database of its own, as the original was at one commit, whatever goes on beside it. */
class BackupTest {
    private static final int ACCOUNTS = 200;
    private static final long EACH = 1_000;
    private static final int WRITERS = 4;
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(Long.getLong("pesadb.backup.millis", 2_000));

    @TempDir
    Path folder;

    private Path main() {
        return folder.resolve("main.pesa");
    }

    private Path copy() {
        return folder.resolve("copy.pesa");
    }

    private static void backup(Session session, Path to) {
        session.run(new Command.Backup(to));
    }

    private static List<List<Object>> rows(Path path, String table) {
        try (Database database = PesaDb.open(path);
                Session session = database.openSession()) {
            assertEquals(List.of(), Tables.faults(database), path.toString());
            return Tables.rows(session, Tables.all(table));
        }
    }

    private static UUID id(Path path) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(path), 16, 16); // where FileHeader has it
        return new UUID(header.getLong(), header.getLong());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    // ---- under load

    @Test
    void takenWhileMoneyMovesItHasAllOfItOnce() throws Exception {
        long seed = Seeds.one();
        Options options =
                PesaDb.options().checkpointPages(50).cacheBytes(1 << 20).build();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        int copies = 0;
        try (Database database = PesaDb.open(main(), options);
                Session session = database.openSession()) {
            Tables.create(session, "accounts", Tables.key("id"), Tables.number("cents"), Tables.text("note"));
            session.run(new Command.CreateIndex("accounts", "cents", false, null));
            session.run(new Command.Begin(false));
            for (int i = 0; i < ACCOUNTS; i++) {
                Tables.insert(session, "accounts", i, EACH, "n".repeat(i * 50)); // some are longer than a page
            }
            session.run(new Command.Commit());
            AtomicBoolean done = new AtomicBoolean();
            List<Future<Long>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(seed + i);
                writers.add(threads.submit(() -> transfers(database, random, done)));
            }
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < BUSY_NANOS || copies < 3) {
                Path copy = folder.resolve("copy" + copies++ + ".pesa");
                backup(session, copy);
                List<List<Object>> accounts = rows(copy, "accounts");
                assertEquals(ACCOUNTS, accounts.size(), "seed " + seed);
                assertEquals(
                        ACCOUNTS * EACH,
                        accounts.stream().mapToLong(row -> (Long) row.get(1)).sum(),
                        "seed " + seed + ", " + copy);
                Files.delete(copy); // a minute of them would be gigabytes
            }
            done.set(true);
            long transfers = 0;
            for (Future<Long> writer : writers) {
                transfers += writer.get(1, TimeUnit.MINUTES);
            }
            assertTrue(transfers > copies, "seed " + seed + ": the writers went on: " + transfers);
            System.out.println(copies + " backups beside " + transfers + " transfers");
        } finally {
            threads.shutdownNow();
        }
    }

    private static long transfers(Database database, Random random, AtomicBoolean done) {
        long count = 0;
        try (Session session = database.openSession()) {
            while (!done.get()) {
                int from = random.nextInt(ACCOUNTS);
                int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
                session.run(new Command.Begin(false));
                change(session, from, -1);
                change(session, to, 1);
                session.run(new Command.Commit());
                count++;
            }
        }
        return count;
    }

    private static void change(Session session, int id, long by) {
        Condition account = Condition.equal("id", id);
        long now = (Long)
                Tables.rows(session, Tables.all("accounts", account)).get(0).get(1);
        session.run(Tables.set("accounts", "cents", now + by, account));
    }

    // ---- what it is

    @Test
    void itIsOneFileWithAnIdOfItsOwnWhoseLogFitsNoOther() throws Exception {
        try (Database database = PesaDb.open(main());
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"));
            Tables.insert(session, "t", 1);
            backup(session, copy());
        }
        assertEquals(List.of("copy.pesa", "main.pesa", "main.pesa-lock", "main.pesa-wal"), files());
        assertNotEquals(id(main()), id(copy()));
        try (Database database = PesaDb.open(copy());
                Session session = database.openSession()) {
            Tables.insert(session, "t", 2);
        }
        Files.copy(folder.resolve("copy.pesa-wal"), folder.resolve("kept"));
        Files.delete(folder.resolve("copy.pesa-wal"));
        Files.copy(folder.resolve("main.pesa-wal"), folder.resolve("copy.pesa-wal"));
        PesaDbException swapped = assertThrows(PesaDbException.class, () -> PesaDb.open(copy()));
        assertEquals(ErrorCode.CORRUPT, swapped.code(), swapped.getMessage());
        Files.delete(folder.resolve("copy.pesa-wal"));
        Files.move(folder.resolve("kept"), folder.resolve("copy.pesa-wal"));
        assertEquals(List.of(List.of(1L), List.of(2L)), rows(copy(), "t"));
        assertEquals(List.of(List.of(1L)), rows(main(), "t"), "the two go their own ways");
    }

    @Test
    void itHasLargeRowsIndexesAndFreePagesAndIsBackedUpItself() {
        String large = "large".repeat(10_000);
        try (Database database =
                        PesaDb.open(main(), PesaDb.options().checkpointPages(20).build());
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("text").asUnique());
            Tables.create(session, "gone", Tables.key("id"), Tables.text("text"));
            for (int i = 0; i < 50; i++) {
                Tables.insert(session, "t", i, i + large);
                Tables.insert(session, "gone", i, large);
            }
            session.run(new Command.DropTable("gone"));
            assertTrue((Long) database.stats().get("free_pages") > 100, database.stats()::toString);
            backup(session, copy());
        }
        Path second = folder.resolve("second.pesa");
        try (Database database = PesaDb.open(copy());
                Session session = database.openSession()) {
            assertEquals(List.of(), Tables.faults(database));
            assertEquals(1, Tables.count(session, "t", Condition.equal("text", "7" + large)));
            Tables.insert(session, "t", 50, "a free page of the copy");
            backup(session, second);
        }
        assertEquals(51, rows(second, "t").size());
    }

    @Test
    void ofAnEmptyDatabaseItIsAnEmptyDatabase() {
        try (Database database = PesaDb.open(main());
                Session session = database.openSession()) {
            backup(session, copy());
        }
        try (Database database = PesaDb.open(copy());
                Session session = database.openSession()) {
            assertFalse(database.created());
            assertEquals(List.of(), Tables.rows(session, new Command.ListTables()));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void transactionsAndPositionsGoOnWhereTheOriginalWas() {
        long before;
        try (Database database = PesaDb.open(main());
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"));
            before = Tables.insert(session, "t", 1).transaction();
            backup(session, copy());
        }
        Path again = folder.resolve("again.pesa");
        try (Database readOnly =
                        PesaDb.open(copy(), PesaDb.options().readOnly(true).build());
                Session session = readOnly.openSession()) {
            backup(session, again); // without a log: all that is known stands in page 0
        }
        for (Path path : List.of(copy(), again)) {
            try (Database database = PesaDb.open(path);
                    Session session = database.openSession()) {
                assertTrue(Tables.insert(session, "t", 2).transaction() > before, path.toString());
            }
            assertEquals(2, rows(path, "t").size());
        }
    }

    @Test
    void withinBeginReadItIsOfThatSnapshotAndWithinBeginRefused() {
        try (Database database = PesaDb.open(main());
                Session session = database.openSession();
                Session other = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"));
            session.run(new Command.Begin(true));
            Tables.insert(other, "t", 1);
            other.run(new Command.Checkpoint());
            backup(session, copy());
            session.run(new Command.Rollback());
            session.run(new Command.Begin(false));
            Tables.insert(session, "t", 2);
            assertRefused(ErrorCode.IN_TRANSACTION, session, folder.resolve("no.pesa"));
            session.run(new Command.Commit());
            assertEquals(2, Tables.count(session, "t"), "the transaction went on");
        }
        assertEquals(List.of(), rows(copy(), "t"));
    }

    @Test
    void theToolCopiesBesideReadersButNotBesideAWriter() throws Exception {
        try (Database database = PesaDb.open(main());
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"));
            Tables.insert(session, "t", 1);
            CliResult locked = Cli.in(folder).run("", "backup", "main.pesa", "copy.pesa", "--format", "json");
            assertEquals(1, locked.exit());
            assertEquals(List.of("DATABASE_LOCKED"), locked.codes(), locked.stdout());
        }
        assertFalse(files().contains("copy.pesa"));
        try (Database reader =
                PesaDb.open(main(), PesaDb.options().readOnly(true).build())) {
            CliResult made = Cli.in(folder).run("", "backup", "main.pesa", "copy.pesa");
            assertEquals(0, made.exit(), made.stderr());
            assertEquals("ok\n", made.stdout());
            assertEquals("", made.stderr(), "no progress where there is no terminal");
            assertFalse(reader.created());
        }
        assertEquals(List.of(List.of(1L)), rows(copy(), "t"));
        CliResult again = Cli.in(folder).run("", "backup", "main.pesa", "copy.pesa");
        assertEquals(1, again.exit());
        assertTrue(again.stderr().startsWith("error IO: no backup can be made at copy.pesa: it exists already"));
        CliResult none = Cli.in(folder).run("", "backup", "none.pesa", "other.pesa");
        assertEquals("error IO: none.pesa does not exist\n", none.stderr());
    }

    @Test
    void whatIsLeftOfOneKilledBeforeItsRenamingIsNotOpened() throws Exception {
        try (Database database = PesaDb.open(main());
                Session session = database.openSession()) {
            backup(session, copy());
        }
        Path partial = Files.move(copy(), folder.resolve("copy.pesa.partial"));
        byte[] left = Files.readAllBytes(partial);
        for (boolean readOnly : new boolean[] {true, false}) {
            PesaDbException refused = assertThrows(
                    PesaDbException.class,
                    () -> PesaDb.open(
                            partial, PesaDb.options().readOnly(readOnly).build()));
            assertEquals(ErrorCode.NOT_A_DATABASE, refused.code(), refused.getMessage());
        }
        assertArrayEquals(left, Files.readAllBytes(partial));
        Path made = folder.resolve("new.partial");
        assertThrows(PesaDbException.class, () -> PesaDb.open(made));
        assertTrue(Files.notExists(made), "a backup to 'new' would delete it");
    }

    // ---- what it refuses

    private static String assertRefused(ErrorCode code, Session session, Path to) {
        PesaDbException refused = assertThrows(PesaDbException.class, () -> backup(session, to));
        assertEquals(code, refused.code(), refused.getMessage());
        return refused.getMessage();
    }

    @Test
    void itNeverOverwritesAnything() throws Exception {
        Path taken = Files.writeString(folder.resolve("taken"), "mine");
        Path orphan = Files.writeString(folder.resolve("orphan-wal"), "somebody's log");
        try (Database database = PesaDb.open(main());
                Session session = database.openSession()) {
            assertTrue(assertRefused(ErrorCode.IO, session, taken).contains("exists already"));
            assertEquals("mine", Files.readString(taken));
            assertTrue(assertRefused(ErrorCode.IO, session, folder.resolve("orphan"))
                    .contains(orphan.toString()));
            assertTrue(assertRefused(ErrorCode.IO, session, folder.resolve("x.partial"))
                    .contains("until it is complete"));
            assertRefused(ErrorCode.IO, session, folder);
            for (String suffix : List.of("", "-wal", "-lock", "-spill", ".new", "-wal.new")) {
                assertTrue(
                        assertRefused(ErrorCode.IO, session, folder.resolve("main.pesa" + suffix))
                                .contains("belongs to the open database"),
                        suffix);
            }
            Path spill = Files.createDirectories(folder.resolve("main.pesa-spill"));
            assertTrue(assertRefused(ErrorCode.IO, session, spill.resolve("copy.pesa"))
                    .contains("emptied when the database is closed"));
            String missing = assertRefused(ErrorCode.IO, session, folder.resolve("no/such/folder/copy.pesa"));
            assertTrue(missing.contains(folder.resolve("no/such/folder") + " does not exist"), missing);
        }
        assertFalse(files().contains("copy.pesa"), files()::toString);
    }

    @Test
    void cancelledItLeavesNothing() throws Exception {
        try (Database database = PesaDb.open(main());
                Session session = database.openSession()) {
            fill(session, 20_000);
            session.onProgress((step, done, total) -> {
                if (done > total / 2) {
                    session.cancel();
                }
            });
            assertRefused(ErrorCode.CANCELLED, session, copy());
            session.onProgress((step, done, total) -> {
                throw new IllegalStateException("the listener fails");
            });
            assertRefused(ErrorCode.INTERNAL, session, copy());
            assertEquals(List.of("main.pesa", "main.pesa-lock", "main.pesa-wal"), files());
            List<Long> told = new ArrayList<>();
            session.onProgress((step, done, total) -> {
                told.add(done);
                assertTrue(done <= total && total > 0, done + " of " + total);
            });
            backup(session, copy());
            assertTrue(told.size() > 3, told::toString);
            assertEquals(told.stream().sorted().toList(), told, "it goes on, never back");
        }
        assertEquals(20_000, rows(copy(), "t").size());
    }

    private static void fill(Session session, int count) {
        Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
        try (BatchInsert batch = session.batchInsert("t")) {
            for (int i = 0; i < count; i++) {
                batch.set(0, i);
                batch.set(1, "text ".repeat(20));
                batch.add();
            }
            batch.finish();
        }
    }

    @Test
    void ofTwoToOneNameTheLaterOneIsMade() throws Exception {
        try (Database database = PesaDb.open(main());
                Session session = database.openSession();
                Session other = database.openSession()) {
            fill(session, 20_000);
            boolean[] nested = new boolean[1];
            session.onProgress((step, done, total) -> {
                if (done > total / 2 && !nested[0]) {
                    nested[0] = true;
                    backup(other, copy());
                }
            });
            assertRefused(ErrorCode.IO, session, copy());
        }
        assertEquals(20_000, rows(copy(), "t").size());
        assertFalse(files().contains("copy.pesa.partial"));
    }

    @Test
    void damageEndsItWithTheNameOfThePage() throws Exception {
        try (Database database = PesaDb.open(main());
                Session session = database.openSession()) {
            fill(session, 1_000);
        }
        byte[] bytes = Files.readAllBytes(main());
        bytes[20 * 4096 + 100] ^= 4;
        Files.write(main(), bytes);
        try (Database database = PesaDb.open(main());
                Session session = database.openSession()) {
            assertTrue(assertRefused(ErrorCode.CORRUPT, session, copy()).contains("page 20"));
        }
        assertFalse(files().contains("copy.pesa"));
        assertFalse(files().contains("copy.pesa.partial"));
        assertArrayEquals(bytes, Files.readAllBytes(main()));
    }
}
