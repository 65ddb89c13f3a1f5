package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/** What a program does by mistake must not harm the database, nor be told as a fault of the database. */
class ApiMisuseTest {
    private static final int ROWS = 3_000;
    private static final int ROUNDS = 25;

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();

    private Database open() {
        return open("misuse.pesa");
    }

    private Database open(String name) {
        Database database = PesaDb.open(
                folder.resolve(name),
                PesaDb.options()
                        .busyTimeout(Duration.ofSeconds(40))
                        .checkpointPages(20)
                        .build());
        if (database.created()) {
            try (Session session = database.openSession()) {
                Tables.create(session, "t", Tables.key("id"), Tables.number("n"), Tables.text("s"));
            }
        }
        return database;
    }

    private static void fill(Session session) {
        try (BatchInsert batch = session.batchInsert("t")) {
            for (int i = 0; i < ROWS; i++) {
                batch.set(0, i);
                batch.set(1, i % 7);
                batch.set(2, "x".repeat(i % 50));
                batch.add();
            }
            batch.finish();
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Runs it until it says that something is closed, or stop is set; anything else that it throws is wrong. */
    private Thread start(AtomicBoolean stop, Step step) {
        Thread thread = new Thread(() -> {
            while (!stop.get()) {
                try {
                    step.run();
                } catch (IllegalStateException closed) {
                    continue;
                } catch (PesaDbException refused) {
                    if (refused.code() == ErrorCode.IO && refused.getMessage().endsWith("closed")) {
                        return;
                    }
                    switch (refused.code()) {
                        case CANCELLED, IN_TRANSACTION, NO_TRANSACTION, READ_ONLY, NOT_NULL, DUPLICATE_KEY -> {}
                        default -> wrong.add(refused);
                    }
                } catch (Throwable other) {
                    wrong.add(other);
                }
            }
        });
        thread.start();
        return thread;
    }

    private void assertNothingWrong() {
        assertEquals(List.of(), List.copyOf(wrong));
    }

    @Test
    void nothingIsAFaultOfOursOnceItIsClosed() {
        Database database = open();
        Session session = database.openSession();
        assertThrows(NullPointerException.class, () -> session.execute(null));
        assertThrows(NullPointerException.class, () -> session.prepare(null));
        assertThrows(NullPointerException.class, () -> session.batchInsert(null));
        assertThrows(NullPointerException.class, () -> session.schema(null));
        database.close();
        PesaDbException refused = assertThrows(PesaDbException.class, () -> database.check(fault -> {}));
        assertEquals(database.path() + " is closed", refused.getMessage());
    }

    @Test
    void whoReadsWhileTheDatabaseIsClosedIsToldSo() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Database database = open("closed" + round);
            Session filler = database.openSession();
            fill(filler);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger begun = new AtomicInteger();
            Command.TableRef t = new Command.TableRef("t", null);
            Command join = new Command.Join(
                    t,
                    t,
                    List.of(new Command.JoinOn("n", "n")),
                    List.of("t.id"),
                    List.of(),
                    new Command.Ordering("t.id", true),
                    new Command.Limit(java.util.OptionalLong.of(3), 0),
                    null);
            List<Thread> readers = new ArrayList<>();
            for (Command command : List.of(
                    join,
                    Tables.all("t"),
                    new Command.Select(
                            "t", List.of(), List.of(), new Command.Ordering("s", false), Command.Limit.NONE))) {
                Session session = database.openSession();
                long rows = command == join ? 3 : ROWS;
                readers.add(start(stop, () -> {
                    begun.incrementAndGet();
                    assertEquals(rows, Tables.rows(session, command).size(), "an end that is none");
                }));
            }
            while (begun.get() < 3 + round % 8) {
                LockSupport.parkNanos(100_000);
            }
            database.close();
            stop.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            assertNothingWrong();
        }
    }

    @Test
    void closingDoesNotWaitForThoseWhoWait() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Database database = open("waiting" + round);
            Session holder = database.openSession();
            holder.run(new Command.Begin(false));
            AtomicBoolean stop = new AtomicBoolean();
            List<Thread> waiters = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Session session = database.openSession();
                long id = i;
                waiters.add(start(stop, () -> {
                    session.cancel(); // as often as not it comes too late, and the next wait begins
                    Tables.insert(session, "t", id, 1, "");
                }));
            }
            LockSupport.parkNanos(round * 200_000L);
            long begun = System.nanoTime();
            database.close();
            assertTrue(System.nanoTime() - begun < 20_000_000_000L, "it waited as long as the busy timeout");
            for (Thread waiter : waiters) {
                waiter.join();
            }
            assertNothingWrong();
        }
    }

    @Test
    void twoThreadsOnOneBatchLeaveHeapAndIndexAtOne() throws Exception {
        try (Database database = open();
                Session session = database.openSession()) {
            for (int round = 0; round < ROUNDS; round++) {
                BatchInsert batch = session.batchInsert("t");
                AtomicBoolean stop = new AtomicBoolean();
                List<Thread> users = new ArrayList<>();
                AtomicInteger id = new AtomicInteger(round * 1_000_000);
                for (int i = 0; i < 3; i++) {
                    users.add(start(stop, () -> {
                        batch.set(0, id.incrementAndGet());
                        batch.set(2, "t" + id);
                        batch.add();
                        if (id.get() % 1_000_000 > 600) {
                            stop.set(true);
                        }
                    }));
                }
                LockSupport.parkNanos(20_000_000);
                stop.set(true);
                for (Thread user : users) {
                    user.join();
                }
                assertNothingWrong();
                try (batch) {
                    batch.finish();
                } catch (IllegalStateException undone) { // by a row without key, or one that was there
                    assertTrue(undone.getMessage().contains("ended"), undone.getMessage());
                }
            }
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void interruptsEndWaitsAndNothingElse() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger acknowledged = new AtomicInteger();
        for (int round = 0; round < 8; round++) {
            stop.set(false);
            try (Database database = open();
                    Session session = database.openSession()) {
                Thread writer = start(stop, () -> {
                    if (Thread.interrupted()) { // else no write would begin any more
                        return;
                    }
                    Tables.insert(session, "t", acknowledged.get(), 1, "y");
                    acknowledged.incrementAndGet();
                });
                int wanted = acknowledged.get() + 100;
                while (acknowledged.get() < wanted && wrong.isEmpty()) {
                    writer.interrupt();
                    LockSupport.parkNanos(300_000);
                }
                stop.set(true);
                writer.join();
                Thread.currentThread().interrupt();
                assertEquals(List.of(), Tables.faults(database));
                database.close();
                assertTrue(Thread.interrupted(), "the interrupt is the caller's to see");
            }
            try (Database again = open();
                    Session reader = again.openSession()) {
                assertEquals(acknowledged.get(), Tables.count(reader, "t"));
            }
        }
        assertNothingWrong();
        assertFalse(Thread.interrupted());
    }

    @Test
    void aCursorClosedByAnotherCommandSaysSo() {
        try (Database database = open();
                Session session = database.openSession()) {
            session.run(new Command.Begin(false));
            Tables.insert(session, "t", 1, 1, "");
            Cursor cursor = session.execute(Tables.all("t"));
            Tables.insert(session, "t", 2, 1, "");
            IllegalStateException closed = assertThrows(IllegalStateException.class, cursor::next);
            assertTrue(closed.getMessage().contains("a later command"), closed.getMessage());
        }
    }
}
