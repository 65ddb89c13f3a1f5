package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doCallRealMethod;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.testing.MemoryFiles.Call;

/** What a write transaction sees, undoes, and leaves behind when something fails. */
@Timeout(20)
class WriteTransactionTest {
    private final Fixture db = new Fixture();
    private Log log;

    /** A pager over a log that a test may make fail. */
    private Pager open() {
        LogProvider real = new MemoryLog.Provider();
        db.logs = real;
        db.create();
        LogProvider provider = spy(real);
        doAnswer(opening -> log = (Log) spy(opening.callRealMethod()))
                .when(provider)
                .open(any(LogContext.class));
        db.logs = provider;
        return db.open();
    }

    private static PageWriter writer(PageTransaction transaction) {
        return transaction.writer(Fixture.TYPE, Fixture.OWNER);
    }

    @Test
    void seesItsOwnChangesAndNobodyElseDoes() {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        PageTransaction transaction = pager.write(Fixture.NOW);
        MutablePage edited = writer(transaction).edit(page);
        edited.putLong(0, 2);
        assertSame(edited, transaction.page(page));
        assertSame(edited, writer(transaction).edit(page));
        assertEquals(1, Fixture.get(pager, page));
        transaction.commit();
        assertEquals(2, Fixture.get(pager, page));
        assertThrows(IllegalStateException.class, () -> transaction.page(page));
        assertThrows(IllegalStateException.class, transaction::commit);
        transaction.rollback();
    }

    @Test
    void savepointsNest() {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        PageTransaction transaction = pager.write(Fixture.NOW);
        writer(transaction).edit(page).putLong(0, 2);
        transaction.setRoot(2);
        int outer = transaction.savepoint();
        writer(transaction).edit(page).putLong(0, 3);
        int kept = transaction.savepoint();
        writer(transaction).edit(page).putLong(0, 4);
        transaction.release(kept);
        int inner = transaction.savepoint();
        writer(transaction).edit(page).putLong(0, 5);
        writer(transaction).free(page);
        transaction.setRoot(5);
        int innermost = transaction.savepoint();
        assertEquals(page, writer(transaction).allocate().id());
        transaction.rollbackTo(inner);
        assertThrows(IllegalArgumentException.class, () -> transaction.release(innermost));
        assertEquals(4, transaction.page(page).getLong(0));
        assertEquals(2, transaction.root());
        writer(transaction).edit(page).putLong(0, 6);
        transaction.rollbackTo(outer);
        assertEquals(2, transaction.page(page).getLong(0));
        assertThrows(IllegalArgumentException.class, () -> transaction.rollbackTo(outer));
        transaction.commit();
        assertEquals(2, Fixture.get(pager, page));
    }

    @Test
    void everythingUndoneAppendsNothing() {
        Pager pager = open();
        Fixture.add(pager, 1);
        long commits = pager.stats().log().commits();
        PageTransaction transaction = pager.write(Fixture.NOW);
        int savepoint = transaction.savepoint();
        writer(transaction).allocate();
        writer(transaction).free(1);
        transaction.setRoot(9);
        transaction.rollbackTo(savepoint);
        assertEquals(2, transaction.pageCount());
        transaction.commit();
        assertEquals(commits, pager.stats().log().commits());
    }

    @Test
    void transactionIdsGrow() {
        Pager pager = open();
        PageTransaction first = pager.write(Fixture.NOW);
        long id = first.transaction();
        first.rollback();
        PageTransaction second = pager.write(Fixture.NOW);
        assertTrue(second.transaction() > id && id >= 1);
        writer(second).allocate();
        second.commit();
        try (PageSnapshot snapshot = pager.read()) {
            assertEquals(second.transaction(), snapshot.transaction());
        }
    }

    @Test
    void secondWriterIsBusyAfterItsTime() {
        Pager pager = open();
        PageTransaction first = pager.write(Fixture.NOW);
        PesaDbException busy = assertThrows(PesaDbException.class, () -> pager.write(Duration.ofMillis(5)));
        assertEquals(ErrorCode.BUSY, busy.code());
        PagerOpenTest.assertMessage(busy, "5 ms");
        first.rollback();
        pager.write(Duration.ofSeconds(Long.MAX_VALUE)).rollback();
    }

    @Test
    void interruptWhileWaitingCancelsAndStays() {
        Pager pager = open();
        PageTransaction first = pager.write(Fixture.NOW);
        Thread.currentThread().interrupt();
        PesaDbException cancelled = assertThrows(PesaDbException.class, () -> pager.write(Duration.ofDays(1)));
        assertEquals(ErrorCode.CANCELLED, cancelled.code());
        assertTrue(Thread.interrupted());
        first.rollback();
        Thread.currentThread().interrupt();
        pager.close();
        assertTrue(Thread.interrupted());
        db.files.hook(null);
        assertNotNull(db.openToRead().stats());
    }

    @Test
    void nextWriterBuildsOnACommitThatIsNotDurableYetAndNobodySeesIt() throws Exception {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        CountDownLatch forcing = new CountDownLatch(1);
        CountDownLatch mayForce = new CountDownLatch(1);
        doAnswer(force -> {
                    forcing.countDown();
                    assertTrue(mayForce.await(10, TimeUnit.SECONDS));
                    return force.callRealMethod();
                })
                .doCallRealMethod()
                .when(log)
                .force(anyLong());
        CompletableFuture<Void> committer = CompletableFuture.runAsync(() -> Fixture.set(pager, page, 2));
        assertTrue(forcing.await(10, TimeUnit.SECONDS));

        PageTransaction next = pager.write(Duration.ofSeconds(10));
        assertEquals(2, next.page(page).getLong(0));
        assertEquals(1, Fixture.get(pager, page), "not durable, so no snapshot sees it");
        mayForce.countDown();
        committer.get(10, TimeUnit.SECONDS);
        assertEquals(2, next.page(page).getLong(0), "also after it became durable");
        assertEquals(2, Fixture.get(pager, page));
        writer(next).edit(page).putLong(0, 3);
        next.commit();
        assertEquals(3, Fixture.get(pager, page));
    }

    @Test
    void resultsWaitForTheCommitsTheyWereBuiltOn() throws Exception {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        doThrow(new UnknownOutcomeException(ErrorCode.IO, "device lost", null))
                .when(log)
                .force(anyLong());
        assertThrows(UnknownOutcomeException.class, () -> Fixture.set(pager, page, 2));
        PageTransaction next = pager.write(Fixture.NOW);
        assertEquals(2, next.page(page).getLong(0));
        assertThrows(UnknownOutcomeException.class, next::awaitBase);
        assertThrows(UnknownOutcomeException.class, next::commit, "also where it changed nothing");
        doCallRealMethod().when(log).force(anyLong());
        PageTransaction last = pager.write(Fixture.NOW);
        last.awaitBase();
        last.commit();
        assertEquals(2, Fixture.get(pager, page));
    }

    @Test
    void failedAppendLeavesNothing() {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        doThrow(new PesaDbException(ErrorCode.DISK_FULL, "no room")).when(log).commit(anyLong(), any(), anyLong());
        PageTransaction transaction = pager.write(Fixture.NOW);
        writer(transaction).edit(page).putLong(0, 2);
        writer(transaction).allocate();
        assertEquals(
                ErrorCode.DISK_FULL,
                assertThrows(PesaDbException.class, transaction::commit).code());
        doCallRealMethod().when(log).commit(anyLong(), any(), anyLong());
        PageTransaction next = pager.write(Fixture.NOW);
        assertEquals(1, next.page(page).getLong(0));
        assertEquals(2, next.pageCount());
        next.rollback();
        assertEquals(1, Fixture.get(pager, page));
    }

    @Test
    void failureBeforeTheAppendAbandonsTheTransaction() {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        PageTransaction transaction = pager.write(Fixture.NOW);
        writer(transaction).edit(page).putLong(0, 2);
        doThrow(new OutOfMemoryError("none left")).when(log).generation();
        assertThrows(OutOfMemoryError.class, transaction::commit);
        verify(log).abandon(transaction.transaction());
        doCallRealMethod().when(log).generation();
        Fixture.set(pager, page, 3);
        assertEquals(3, Fixture.get(pager, page));
    }

    @Test
    void nothingIsBuiltOnACommitThatIsInTheLogButNotInMemory() {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        doAnswer(committing -> {
                    Object end = committing.callRealMethod();
                    committing.<List<?>>getArgument(1).clear();
                    return end;
                })
                .when(log)
                .commit(anyLong(), any(), anyLong());
        Fixture.set(pager, page, 2); // it is durable, and acknowledged
        assertEquals(2, Fixture.get(pager, page));
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, () -> pager.write(Fixture.NOW))
                        .code());
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, () -> pager.checkpoint()).code());
        pager.close();
        db.logs = new MemoryLog.Provider();
        try (Pager again = db.open()) {
            assertEquals(2, Fixture.get(again, page));
        }
    }

    @Test
    void waitThatEndsInAnErrorIsUnknown() {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        doThrow(new OutOfMemoryError("none left")).when(log).force(anyLong());
        assertThrows(UnknownOutcomeException.class, () -> Fixture.set(pager, page, 2));
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, () -> pager.write(Fixture.NOW))
                        .code());
    }

    @Test
    void waitThatEndsWithoutMemoryEvenForWordsIsUnknown() {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        doThrow(new OutOfMemoryError() {
                    @Override
                    public String toString() {
                        throw new OutOfMemoryError("none for words");
                    }
                })
                .when(log)
                .force(anyLong());
        assertThrows(UnknownOutcomeException.class, () -> Fixture.set(pager, page, 2));
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, () -> pager.write(Fixture.NOW))
                        .code());
    }

    @Test
    void failureBehindTheAppendIsUnknown() {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        doAnswer(registering -> {
                    LogSnapshot snapshot = spy((LogSnapshot) registering.callRealMethod());
                    doThrow(new OutOfMemoryError("none left")).when(snapshot).close();
                    return snapshot;
                })
                .when(log)
                .register();
        PageTransaction transaction = pager.write(Fixture.NOW);
        writer(transaction).edit(page).putLong(0, 2);
        assertThrows(UnknownOutcomeException.class, transaction::commit);
    }

    @Test
    void checkpointThatEndsInAnErrorDoesNotFailTheCommit() {
        db.checkpointPages = 1;
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        doThrow(new OutOfMemoryError("none left")).when(log).checkpoint(any());
        Fixture.set(pager, page, 2);
        assertEquals("none left", pager.stats().checkpointFailure());
        assertEquals(2, Fixture.get(pager, page));
    }

    @Test
    void commitsOfOthersLeaveNoDoubtAboutACheckpoint() {
        Pager pager = open();
        Fixture.add(pager, 1);
        doThrow(new UnknownOutcomeException(ErrorCode.IO, "lost", null))
                .when(log)
                .checkpoint(any());
        PesaDbException failed = assertThrows(PesaDbException.class, () -> pager.checkpoint());
        assertFalse(failed.outcomeUnknown());
    }

    @Test
    void failedForceIsUnknownAndNothingMoreIsWritten() {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        db.files.hook((call, path, position, length) -> {
            if (call == Call.FORCE && path.equals(Fixture.LOG)) {
                throw new IOException("device lost");
            }
        });
        assertThrows(UnknownOutcomeException.class, () -> Fixture.set(pager, page, 2));
        db.files.hook(null);
        PesaDbException refused = assertThrows(PesaDbException.class, () -> Fixture.set(pager, page, 3));
        assertEquals(ErrorCode.READ_ONLY, refused.code());
        assertEquals(1, Fixture.get(pager, page), "reading goes on");
        pager.close();
        db.logs = new MemoryLog.Provider();
        try (Pager again = db.open()) {
            assertTrue(Fixture.get(again, page) < 3);
        }
    }

    @Test
    void failedMarkOfUseStopsWriting() {
        Pager pager = open();
        db.files.hook((call, path, position, length) -> {
            if (call == Call.FORCE && path.equals(Fixture.MAIN)) {
                throw new IOException("No space left on device");
            }
        });
        assertEquals(
                ErrorCode.DISK_FULL,
                assertThrows(PesaDbException.class, () -> pager.write(Fixture.NOW))
                        .code());
        db.files.hook(null);
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, () -> pager.write(Fixture.NOW))
                        .code());
        pager.close();
        db.logs = new MemoryLog.Provider();
        db.open().close();
    }

    @Test
    void failedCheckpointDoesNotFailTheCommit() {
        db.checkpointPages = 1;
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        Fixture.add(pager, 1);
        Fixture.add(pager, 1);
        assertNull(pager.stats().checkpointFailure());
        db.files.hook((call, path, position, length) -> {
            if (call == Call.WRITE && path.equals(Fixture.MAIN)) {
                throw new IOException("No space left on device");
            }
        });
        PageTransaction transaction = pager.write(Fixture.NOW);
        writer(transaction).edit(page).putLong(0, 2);
        writer(transaction).edit(page + 2).putLong(0, 2); // no neighbour: the first write fails before the end
        transaction.commit();
        assertTrue(pager.stats().checkpointFailure().contains("No space left"));
        assertEquals(2, Fixture.get(pager, page));
        db.files.hook(null);
        Fixture.set(pager, page, 3);
        assertNull(pager.stats().checkpointFailure());
        assertEquals(3, Fixture.get(pager, page));
        pager.close();
    }

    @Test
    void nextWriterComesInDuringTheForce() {
        Pager pager = open();
        Fixture.add(pager, 1);
        List<String> seen = new ArrayList<>();
        doAnswer(force -> {
                    pager.write(Fixture.NOW).rollback();
                    seen.add("in");
                    return force.callRealMethod();
                })
                .when(log)
                .force(anyLong());
        Fixture.add(pager, 2);
        assertEquals(List.of("in"), seen);
    }

    @Test
    void statsCountVisitsHitsAndReads() {
        Pager pager = open();
        long page = Fixture.add(pager, 1);
        pager.close();
        db.logs = new MemoryLog.Provider();
        Pager again = db.open();
        long visits = again.stats().pageVisits();
        long reads = again.stats().fileReads();
        try (PageSnapshot snapshot = again.read()) {
            for (int i = 0; i < 10; i++) {
                snapshot.page(page);
            }
        }
        PageTransaction transaction = again.write(Fixture.NOW);
        transaction.page(page);
        assertEquals(visits + 11, again.stats().pageVisits());
        transaction.rollback();
        assertEquals(visits + 11, again.stats().pageVisits());
        assertEquals(reads + 1, again.stats().fileReads());
        assertEquals(
                again.stats().pageVisits() - again.stats().fileReads(),
                again.stats().cacheHits());
        assertEquals(2, again.stats().pages());
        assertFalse(again.stats().cacheBytes() > again.stats().cacheLimitBytes());
    }
}
