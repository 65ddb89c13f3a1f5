package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.testing.Seeds;

/**
 * Readers beside a writer see one state each: money that moves between accounts is never seen twice or not at all, by a
 * scan, by an index, within one statement and within one reading transaction, while checkpoints go on.
 */
class SnapshotTest {
    private static final int ACCOUNTS = 200;
    private static final long EACH = 1_000;
    private static final int TRANSFERS = 600;
    private static final int READERS = 4;

    @TempDir
    Path folder;

    @Test
    void transfersNeverShowHalfDone() throws Exception {
        long seed = Seeds.one();
        Options options =
                PesaDb.options().checkpointPages(20).cacheBytes(1 << 20).build();
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
        try (Database database = PesaDb.open(folder.resolve("bank.pesa"), options);
                Session session = database.openSession()) {
            Tables.create(session, "accounts", Tables.key("id"), Tables.number("cents"), Tables.text("note"));
            session.run(new Command.Begin(false));
            for (int i = 0; i < ACCOUNTS; i++) {
                Tables.insert(session, "accounts", i, EACH, "n".repeat(i));
            }
            session.run(new Command.Commit());

            AtomicBoolean done = new AtomicBoolean();
            Future<?> writer = threads.submit(() -> {
                try (Session own = database.openSession()) {
                    transfer(own, new Random(seed));
                } finally {
                    done.set(true);
                }
            });
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Random random = new Random(seed + i + 1);
                readers.add(threads.submit((Callable<Integer>) () -> {
                    try (Session own = database.openSession()) {
                        int looks = 0;
                        do {
                            look(own, random, "seed " + seed);
                            looks++;
                        } while (!done.get());
                        return looks;
                    }
                }));
            }
            writer.get(2, TimeUnit.MINUTES);
            int looks = 0;
            for (Future<Integer> reader : readers) {
                looks += reader.get(2, TimeUnit.MINUTES);
            }
            assertTrue(looks >= READERS, "seed " + seed);
            assertEquals(ACCOUNTS * EACH, sum(session), "seed " + seed);
            database.check(fault -> assertEquals(null, fault, "seed " + seed));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void transfer(Session session, Random random) {
        for (int i = 0; i < TRANSFERS; i++) {
            int from = random.nextInt(ACCOUNTS);
            int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            long cents = random.nextInt(50);
            session.run(new Command.Begin(false));
            change(session, from, -cents);
            change(session, to, cents);
            session.run(random.nextInt(5) == 0 ? new Command.Rollback() : new Command.Commit());
        }
    }

    private static void change(Session session, int id, long by) {
        long now = (Long) byKey(session, id).get(1);
        session.run(Tables.set("accounts", "cents", now + by, Condition.equal("id", id)));
    }

    private static List<Object> byKey(Session session, int id) {
        return Tables.rows(session, Tables.all("accounts", Condition.equal("id", id)))
                .get(0);
    }

    private static void look(Session session, Random random, String where) {
        assertEquals(ACCOUNTS * EACH, sum(session), where + ": one statement is one state");
        session.run(new Command.Begin(true));
        long first = sum(session);
        List<List<Object>> rows = Tables.rows(session, Tables.all("accounts"));
        for (int i = 0; i < 10; i++) {
            int id = random.nextInt(ACCOUNTS);
            List<Object> scanned = rows.stream()
                    .filter(row -> row.get(0).equals((long) id))
                    .findFirst()
                    .orElseThrow();
            assertEquals(scanned, byKey(session, id), where + ": scan and index show the same state");
        }
        assertEquals(
                rows, Tables.rows(session, Tables.all("accounts")), where + ": a reading transaction is one state");
        assertEquals(first, sum(session), where);
        session.run(new Command.Commit());
    }

    private static long sum(Session session) {
        long sum = 0;
        int rows = 0;
        try (Cursor cursor = session.execute(Tables.all("accounts"))) {
            while (cursor.next()) {
                sum += cursor.getLong(1);
                rows++;
            }
        }
        assertEquals(ACCOUNTS, rows);
        return sum;
    }

    @Test
    void aCursorGoesOnThroughItsSnapshotWhateverIsCommittedMeanwhile() {
        try (Database database = PesaDb.open(
                        folder.resolve("cursor.pesa"),
                        PesaDb.options().checkpointPages(5).build());
                Session reader = database.openSession();
                Session writer = database.openSession()) {
            Tables.create(writer, "t", Tables.key("id"), Tables.text("name"));
            writer.run(new Command.Begin(false));
            for (int i = 0; i < 2_000; i++) {
                Tables.insert(writer, "t", i, "old");
            }
            writer.run(new Command.Commit());
            try (Cursor cursor = reader.execute(Tables.all("t"))) {
                assertTrue(cursor.next());
                assertEquals("old", cursor.getText(1));
                assertEquals(2_000, writer.run(Tables.set("t", "name", "new")).rows());
                writer.run(new Command.Delete("t", List.of()));
                writer.run(new Command.DropTable("t"));
                Tables.create(writer, "u", Tables.key("id"), Tables.text("name"));
                for (int i = 0; i < 50; i++) {
                    Tables.insert(writer, "u", i, "x".repeat(3_000));
                }
                writer.run(new Command.Checkpoint());
                int rows = 1;
                while (cursor.next()) {
                    assertEquals("old", cursor.getText(1));
                    rows++;
                }
                assertEquals(2_000, rows);
            }
        }
    }

    @Test
    void statsTellWhoHoldsTheOldestSnapshotAndWhatItCosts() {
        try (Database database = PesaDb.open(folder.resolve("held.pesa"));
                Session reader = database.openSession();
                Session writer = database.openSession()) {
            Tables.create(writer, "t", Tables.key("id"), Tables.text("name"));
            assertNull(database.stats().get("oldest_snapshot_holder"));
            reader.run(new Command.Begin(true));
            Tables.insert(writer, "t", 1, "new");
            Map<String, Object> stats = database.stats();
            assertEquals(1L, stats.get("snapshots"));
            assertTrue(String.valueOf(stats.get("oldest_snapshot_holder")).endsWith("in BEGIN READ"), stats::toString);
            assertTrue((long) stats.get("oldest_snapshot_ms") >= 0, stats::toString);
            assertTrue((long) stats.get("oldest_snapshot_bytes") > 4096, stats::toString);
            reader.run(new Command.Rollback());
            try (Cursor cursor = reader.execute(Tables.all("t"))) {
                assertTrue(cursor.next());
                assertHolder("reading t", database);
            }
            try (Cursor cursor = reader.execute(new Command.ListTables())) {
                assertHolder("reading the catalog", database);
            }
            assertNull(database.stats().get("oldest_snapshot_holder"));
            String[] seen = new String[1];
            reader.onProgress((step, done, total) -> seen[0] = holder(database));
            reader.run(new Command.Backup(folder.resolve("copy.pesa")));
            assertTrue(seen[0] != null && seen[0].endsWith(" making a backup"), seen[0]);
            try (Cursor figures = reader.execute(new Command.ShowStats())) {
                while (figures.next()) {
                    if (figures.getText(0).equals("snapshots")) {
                        assertEquals("0", figures.getText(1), "STATS counts itself");
                    }
                }
            }
        }
    }

    private static String holder(Database database) {
        return String.valueOf(database.stats().get("oldest_snapshot_holder"));
    }

    private static void assertHolder(String doing, Database database) {
        String holder = holder(database);
        assertTrue(holder.endsWith(" " + doing), holder);
    }

    @Test
    @Timeout(60)
    void snapshotPastItsTimeIsGivenUpWhileSomebodyWrites() {
        Options options = PesaDb.options().snapshotTimeout(Duration.ofMillis(5)).build();
        try (Database database = PesaDb.open(folder.resolve("limit.pesa"), options);
                Session reader = database.openSession();
                Session writer = database.openSession()) {
            Tables.create(writer, "t", Tables.key("id"), Tables.text("name"));
            Tables.insert(writer, "t", 0, "old");
            reader.run(new Command.Begin(true));
            PesaDbException given = null;
            for (int i = 1; given == null; i++) {
                Tables.insert(writer, "t", i, "new");
                try {
                    assertEquals(List.of(List.of(0L, "old")), Tables.rows(reader, Tables.all("t")));
                } catch (PesaDbException failed) {
                    given = failed;
                }
            }
            assertEquals(ErrorCode.CANCELLED, given.code());
            assertTrue(given.getMessage().contains("5 ms"), given.getMessage());
            reader.run(new Command.Commit());
            assertTrue(Tables.rows(reader, Tables.all("t")).size() > 1);
        }
    }
}
