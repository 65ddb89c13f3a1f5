package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;

/**
 * A piece of work is one transaction: wholly there or not at all, and its outcome, good or bad, comes out once everything is durable that it
 * may rest on. Until then others go on, so that many share a force. The force of the log waits here until a test lets it go.
 */
class AtomicWorkTest {
    /** Long enough for what goes on beside a force that is held to come to its end. */
    private static final long HELD_MILLIS = 150;

    private static final long PATIENCE_SECONDS = 60;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final PartsBed bed = new PartsBed();
    private Database database;

    /** What the next force waits for; counted down: none does. */
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private volatile CountDownLatch forcing = new CountDownLatch(0);

    @BeforeEach
    void open() {
        database = reopen();
        try (Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.number("n"));
        }
    }

    private Database reopen() {
        BetweenLogs logs = new BetweenLogs() {
            @Override
            protected Log between(Log log, LogContext context) {
                return Altered.of(Log.class, log)
                        .method("force", given -> {
                            forcing.countDown();
                            gate.await();
                            log.force((Long) given[0]);
                            return null;
                        })
                        .make();
            }
        };
        Components ours = Components.installed();
        List<Component> parts = new ArrayList<>(List.of(logs));
        for (ComponentKind kind : ComponentKind.values()) {
            parts.addAll(kind == ComponentKind.LOG ? List.of() : ours.all(kind));
        }
        return PesaDb.open(
                PartsBed.PATH,
                bed.options().components(Components.of(ours.engine(), parts)).build());
    }

    @AfterEach
    void close() {
        gate.countDown();
        threads.shutdownNow();
        database.close();
    }

    private <T> Future<T> in(Callable<T> work) {
        return threads.submit(work);
    }

    /** Adds a row, whose commit is in the log and not durable. */
    private Future<?> insertHeld(long id) throws InterruptedException {
        gate = new CountDownLatch(1);
        forcing = new CountDownLatch(1);
        Future<?> inserting = in(() -> {
            try (Session session = database.openSession()) {
                return Tables.insert(session, "t", id, 1);
            }
        });
        assertTrue(forcing.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "nothing was forced");
        return inserting;
    }

    private static void assertWaits(Future<?> held) {
        assertThrows(TimeoutException.class, () -> held.get(HELD_MILLIS, TimeUnit.MILLISECONDS));
    }

    private List<List<Object>> rows() {
        try (Session session = database.openSession()) {
            return Tables.rows(session, Tables.all("t"));
        }
    }

    @Test
    void goesOnBesideAForceAndComesOutBehindIt() throws Exception {
        Future<?> first = insertHeld(1);
        CountDownLatch seen = new CountDownLatch(1);
        Future<Long> second = in(() -> {
            try (Session session = database.openSession()) {
                return session.atomically(transaction -> {
                    long before = Tables.count(session, "t");
                    Tables.insert(session, "t", 2, before);
                    seen.countDown();
                    return before;
                });
            }
        });
        assertTrue(seen.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "it waits before it works");
        assertWaits(second);
        assertFalse(first.isDone());
        assertEquals(List.of(), rows(), "somebody reads what is not durable");
        gate.countDown();
        assertEquals(1, second.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(List.of(List.of(1L, 1L), List.of(2L, 1L)), rows());
    }

    @Test
    void whatItOnlyReadComesOutBehindTheForceToo() throws Exception {
        insertHeld(1);
        Future<Long> reading = in(() -> {
            try (Session session = database.openSession()) {
                return session.atomically(transaction -> Tables.count(session, "t"));
            }
        });
        assertWaits(reading);
        gate.countDown();
        assertEquals(1, reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void whyItFailedComesOutBehindTheForceWhileTheNextWriterGoesOn() throws Exception {
        insertHeld(1);
        CountDownLatch failed = new CountDownLatch(1);
        Future<Object> refused = in(() -> {
            try (Session session = database.openSession()) {
                return session.atomically(transaction -> {
                    try {
                        return Tables.insert(session, "t", 1, 2);
                    } finally {
                        failed.countDown();
                    }
                });
            }
        });
        assertTrue(failed.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertWaits(refused);
        CountDownLatch next = new CountDownLatch(1);
        Future<Object> writing = in(() -> {
            try (Session session = database.openSession()) {
                return session.atomically(transaction -> {
                    next.countDown();
                    return Tables.insert(session, "t", 3, 3);
                });
            }
        });
        assertTrue(next.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "who failed keeps the writer's place");
        gate.countDown();
        ExecutionException thrown =
                assertThrows(ExecutionException.class, () -> refused.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(ErrorCode.DUPLICATE_KEY, ((PesaDbException) thrown.getCause()).code());
        writing.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(List.of(List.of(1L, 1L), List.of(3L, 3L)), rows());
    }

    @Test
    void beginWaitsSinceWhatItReadsIsShown() throws Exception {
        insertHeld(1);
        Future<Long> counting = in(() -> {
            try (Session session = database.openSession()) {
                session.run(new Command.Begin(false));
                return Tables.count(session, "t");
            }
        });
        assertWaits(counting);
        gate.countDown();
        assertEquals(1, counting.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void nothingRemainsOfWorkThatThrows() {
        IllegalStateException boom = new IllegalStateException("boom");
        try (Session session = database.openSession()) {
            assertSame(
                    boom,
                    assertThrows(
                            IllegalStateException.class,
                            () -> session.atomically(transaction -> {
                                Tables.insert(session, "t", 1, 1);
                                session.batchInsert("t"); // left open
                                throw boom;
                            })));
            assertFalse(session.inTransaction());
            assertEquals(0, Tables.count(session, "t"));
            assertEquals("done", session.atomically(transaction -> {
                Tables.insert(session, "t", 1, 1);
                return "done";
            }));
            assertEquals(1, Tables.count(session, "t"));
        }
    }

    @Test
    void itIsOneTransactionWhateverItRuns() {
        try (Session session = database.openSession()) {
            long first = session.atomically(transaction -> {
                Tables.insert(session, "t", 1, 1);
                assertRefused(session, new Command.Commit());
                assertRefused(session, new Command.Rollback());
                assertRefused(session, new Command.Begin(false));
                PesaDbException within =
                        assertThrows(PesaDbException.class, () -> session.atomically(another -> "never"));
                assertEquals(ErrorCode.IN_TRANSACTION, within.code());
                // A statement that fails takes itself back alone.
                assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", 1, 2));
                Tables.insert(session, "t", 2, 2);
                assertTrue(session.inTransaction());
                return transaction;
            });
            assertEquals(first + 1, Tables.insert(session, "t", 3, 3).transaction());
            assertEquals(3, Tables.count(session, "t"));
            session.run(new Command.Begin(false));
            assertEquals(
                    ErrorCode.IN_TRANSACTION,
                    assertThrows(PesaDbException.class, () -> session.atomically(transaction -> "never"))
                            .code());
            session.run(new Command.Rollback());
        }
    }

    @Test
    void closingTheDatabaseUndoesIt() {
        Session session = database.openSession();
        PesaDbException refused = assertThrows(
                PesaDbException.class,
                () -> session.atomically(transaction -> {
                    Tables.insert(session, "t", 1, 1);
                    database.close();
                    return "closed";
                }));
        assertEquals(ErrorCode.IO, refused.code(), refused::getMessage);
        database = reopen();
        assertEquals(List.of(), rows());
    }

    private static void assertRefused(Session session, Command command) {
        assertEquals(
                ErrorCode.IN_TRANSACTION,
                assertThrows(PesaDbException.class, () -> session.run(command)).code());
    }

    @Test
    void aBatchThatIsLeftOpenFailsTheWork() {
        try (Session session = database.openSession()) {
            PesaDbException refused = assertThrows(
                    PesaDbException.class,
                    () -> session.atomically(transaction -> {
                        BatchInsert batch = session.batchInsert("t");
                        batch.set(0, 1);
                        batch.set(1, 1);
                        batch.add();
                        return "left open";
                    }));
            assertEquals(ErrorCode.IN_TRANSACTION, refused.code());
            assertFalse(session.inTransaction());
            assertEquals(0, Tables.count(session, "t"));
        }
    }

    @Test
    void whatTheWorkMayNotThrowUndoesItToo() {
        IOException checked = new IOException("of a language that does not ask");
        try (Session session = database.openSession()) {
            IOException thrown = assertThrows(
                    IOException.class,
                    () -> session.atomically(id -> {
                        Tables.insert(session, "t", 7, 1);
                        throw AtomicWorkTest.<RuntimeException>unchecked(checked);
                    }));
            assertSame(checked, thrown);
            assertFalse(session.inTransaction());
        }
        assertEquals(List.of(), rows());
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
