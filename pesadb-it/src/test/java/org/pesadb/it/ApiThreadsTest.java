package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/** What an embedding program with several threads relies on: snapshots, the writer's place, cancellation, group commit. */
class ApiThreadsTest {
    private static final int COMMITTERS = 8;
    private static final int COMMITS_EACH = 100;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Database open(Options options) {
        Database database = PesaDb.open(folder.resolve("threads.pesa"), options);
        if (database.created()) {
            try (Session session = database.openSession()) {
                Tables.create(session, "t", Tables.key("id"), Tables.number("n"));
            }
        }
        return database;
    }

    private Database open() {
        return open(PesaDb.options().build());
    }

    private static void fill(Database database, int rows) {
        try (Session session = database.openSession();
                BatchInsert batch = session.batchInsert("t")) {
            for (int i = 0; i < rows; i++) {
                batch.set(0, i);
                batch.set(1, 1);
                batch.add();
            }
            batch.finish();
        }
    }

    @Test
    void aReadingTransactionSeesOneStateWhileOthersCommit() {
        try (Database database = open(PesaDb.options().checkpointPages(5).build());
                Session reader = database.openSession();
                Session writer = database.openSession()) {
            Tables.insert(writer, "t", 1, 10);
            reader.run(new Command.Begin(true));
            for (int i = 2; i <= 50; i++) {
                Tables.insert(writer, "t", i, 10);
            }
            writer.run(Tables.set("t", "n", 11));
            Tables.create(writer, "later", Tables.key("id"));
            writer.run(new Command.DropTable("t"));
            assertEquals(List.of(List.of(1L, 10L)), Tables.rows(reader, Tables.all("t")));
            ApiTest.refused(ErrorCode.NO_SUCH_TABLE, () -> Tables.count(reader, "later"));
            reader.run(new Command.Commit());
            ApiTest.refused(ErrorCode.NO_SUCH_TABLE, () -> Tables.count(reader, "t"));
            assertEquals(0, Tables.count(reader, "later"));
        }
    }

    @Test
    void theWritersPlaceIsHadWithinTheTimeoutOrNot() throws Exception {
        Duration soon = Duration.ofMillis(50);
        try (Database database = open(PesaDb.options().busyTimeout(soon).build());
                Session holder = database.openSession();
                Session other = database.openSession()) {
            holder.run(new Command.Begin(false));
            Tables.insert(holder, "t", 1, 1);
            ApiTest.refused(ErrorCode.BUSY, () -> other.run(new Command.Begin(false)));
            ApiTest.refused(ErrorCode.BUSY, () -> Tables.insert(other, "t", 2, 2));
            ApiTest.refused(ErrorCode.BUSY, () -> other.batchInsert("t"));
            assertFalse(other.inTransaction());
            other.run(new Command.Begin(true));
            assertEquals(0, Tables.count(other, "t"), "a reader never waits");
            other.run(new Command.Rollback());
            holder.run(new Command.Commit());
            Tables.insert(other, "t", 2, 2);
            assertEquals(2, Tables.count(other, "t"));
        }
    }

    /** Asks a session to cancel, again and again, until what it runs has ended; the code it ended with. */
    private static ErrorCode cancelled(Session session, Future<?> running) throws Exception {
        while (true) {
            session.cancel();
            try {
                running.get(5, TimeUnit.MILLISECONDS);
                return null;
            } catch (TimeoutException goesOn) {
                session.cancel();
            } catch (ExecutionException failed) {
                return ((PesaDbException) failed.getCause()).code();
            }
        }
    }

    private void assertCancellable(Database database, Command command) throws Exception {
        try (Session session = database.openSession()) {
            Future<?> running = threads.submit(() -> Tables.rows(session, command));
            assertEquals(ErrorCode.CANCELLED, cancelled(session, running), command.toString());
            assertEquals(1, Tables.rows(session, new Command.ListTables()).size(), "the session goes on");
        }
    }

    private static Command.Join pairs(Command.Ordering order, Command.Limit limit) {
        Command.TableRef t = new Command.TableRef("t", null);
        List<Command.JoinOn> on = List.of(new Command.JoinOn("n", "n"));
        return new Command.Join(t, t, on, List.of("t.id"), List.of(), order, limit, null);
    }

    @Test
    void aScanAJoinAndASortAreCancelled() throws Exception {
        try (Database database = open()) {
            fill(database, 20_000); // 400 million pairs: none of the joins ends before it is asked to
            Command.Limit last = new Command.Limit(OptionalLong.of(1), Long.MAX_VALUE - 2);
            assertCancellable(database, pairs(null, last));
            assertCancellable(
                    database, pairs(new Command.Ordering("t.id", true), new Command.Limit(OptionalLong.of(1), 0)));
            try (Session session = database.openSession()) {
                Future<?> scans = threads.submit(() -> {
                    while (true) {
                        Tables.rows(session, Tables.all("t"));
                    }
                });
                assertEquals(ErrorCode.CANCELLED, cancelled(session, scans));
            }
            try (Session session = database.openSession();
                    Cursor read = session.execute(Tables.all("t"))) {
                assertTrue(read.next());
                session.cancel();
                ApiTest.refused(ErrorCode.CANCELLED, () -> {
                    while (read.next()) {
                        assertTrue(read.getLong(0) >= 0);
                    }
                });
            }
        }
    }

    @Test
    void whoWaitsForTheWritersPlaceIsCancelled() throws Exception {
        try (Database database =
                        open(PesaDb.options().busyTimeout(Duration.ofHours(1)).build());
                Session holder = database.openSession();
                Session waiter = database.openSession()) {
            holder.run(new Command.Begin(false));
            Future<?> waiting = threads.submit(() -> waiter.run(new Command.Begin(false)));
            assertEquals(ErrorCode.CANCELLED, cancelled(waiter, waiting));
            Future<?> inserting = threads.submit(() -> Tables.insert(waiter, "t", 1, 1));
            assertEquals(ErrorCode.CANCELLED, cancelled(waiter, inserting));
            holder.run(new Command.Rollback());
            waiter.cancel(); // concerns nothing that runs
            Tables.insert(waiter, "t", 2, 2);
            assertEquals(1, Tables.count(waiter, "t"));
        }
    }

    @Test
    void closingTheDatabaseEndsWhatItsSessionsHave() {
        Database database = open();
        Session session = database.openSession();
        session.run(new Command.Begin(false));
        Tables.insert(session, "t", 1, 1);
        Cursor cursor = session.execute(Tables.all("t"));
        database.close();
        database.close();
        assertThrows(IllegalStateException.class, cursor::next);
        assertThrows(PesaDbException.class, () -> Tables.count(session, "t"));
        assertThrows(PesaDbException.class, database::openSession);
        cursor.close();
        session.close();
        try (Database again = open();
                Session reader = again.openSession()) {
            assertEquals(0, Tables.count(reader, "t"), "it was never committed");
        }
    }

    @Test
    void threadsThatCommitTogetherShareForces() throws Exception {
        try (Database database = open()) {
            long forces = Tables.figure(database, "log_forces");
            long commits = Tables.figure(database, "log_commits");
            CyclicBarrier start = new CyclicBarrier(COMMITTERS);
            List<Future<?>> committers = new ArrayList<>();
            for (int i = 0; i < COMMITTERS; i++) {
                int first = i * COMMITS_EACH;
                committers.add(threads.submit(() -> {
                    start.await();
                    try (Session session = database.openSession()) {
                        for (int k = 0; k < COMMITS_EACH; k++) {
                            Tables.insert(session, "t", first + k, k);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> committer : committers) {
                committer.get(2, TimeUnit.MINUTES);
            }
            long committed = Tables.figure(database, "log_commits") - commits;
            long forced = Tables.figure(database, "log_forces") - forces;
            assertEquals(COMMITTERS * COMMITS_EACH, committed);
            assertTrue(forced < committed, forced + " forces for " + committed + " commits");
        }
        try (Database again = open();
                Session reader = again.openSession()) {
            assertEquals(COMMITTERS * COMMITS_EACH, Tables.count(reader, "t"));
            assertEquals(
                    IntStream.range(0, COMMITTERS * COMMITS_EACH)
                            .mapToObj(id -> List.<Object>of((long) id, (long) id % COMMITS_EACH))
                            .toList(),
                    Tables.rows(
                            reader,
                            new Command.Select(
                                    "t", List.of(), List.of(), new Command.Ordering("id", false), Command.Limit.NONE)));
        }
    }
}
