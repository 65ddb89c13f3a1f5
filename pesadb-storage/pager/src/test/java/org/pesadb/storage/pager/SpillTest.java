package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.testing.MemoryFiles;

/** Transactions larger than their memory: each of their ends, and a failure at each call. */
class SpillTest {
    private static final int PAGES = 8 * TransactionMemory.LEAST_PAGES;

    private static final Path FOLDER = Fixture.MAIN.getParent();

    private final Fixture db = new Fixture();

    @BeforeEach
    void little() {
        db.transactionBytes = 1;
    }

    /** Gives the pages from {@code first} on, in number {@link #PAGES}, a value; makes those that are missing. */
    private static void fill(PageTransaction transaction, long value) {
        PageWriter writer = transaction.writer(Fixture.TYPE, Fixture.OWNER);
        for (long id = 1; id <= PAGES; id++) {
            boolean made = id == transaction.pageCount();
            (made ? writer.allocate() : writer.edit(id)).putLong(0, value);
            transaction.releasePages();
        }
    }

    /** A transaction that has given them that value. */
    private static PageTransaction filled(Pager pager, long value) {
        PageTransaction transaction = pager.write(Fixture.NOW);
        fill(transaction, value);
        return transaction;
    }

    /** Lets every such call fail from now on. */
    private void fail(MemoryFiles.Call failing, Path below, String reason) {
        db.files.hook((call, path, position, length) -> {
            if (call == failing && path.startsWith(below)) {
                throw new IOException(reason);
            }
        });
    }

    private static void check(Pager pager, long value) {
        try (PageSnapshot snapshot = pager.read()) {
            for (long id = 1; id <= PAGES; id++) {
                assertEquals(value, snapshot.page(id).getLong(0), "page " + id);
            }
        }
        assertEquals(List.of(), Fixture.faults(pager));
    }

    private void assertNothingSpilled() {
        assertEquals(List.of(), db.files.list(Fixture.SPILL, ""));
    }

    @Test
    void aCommitIsDurableAndTheNextTransactionBuildsOnIt() {
        Pager pager = db.create().open();
        for (long value = 1; value <= 3; value++) {
            PageTransaction transaction = filled(pager, value);
            assertEquals(1, db.files.list(Fixture.SPILL, "").size());
            for (long id = 1; id <= PAGES; id++) {
                assertEquals(value, transaction.page(id).getLong(0));
            }
            long before = pager.stats().log().pages();
            transaction.commit();
            assertNothingSpilled();
            assertEquals(PAGES + (value == 1 ? 1 : 0), pager.stats().log().pages() - before, "each page once");
        }
        Fixture.set(pager, 5, 77);
        assertEquals(77, Fixture.get(pager, 5));
        db.crash();
        try (Pager again = db.open()) {
            assertEquals(77, Fixture.get(again, 5));
            Fixture.set(again, 5, 3);
            check(again, 3);
        }
        assertNothingSpilled();
    }

    @Test
    void aSnapshotBesideItSeesNothingOfIt() {
        try (Pager pager = db.create().open()) {
            filled(pager, 1).commit();
            PageTransaction second = filled(pager, 2);
            try (PageSnapshot old = pager.read()) {
                second.commit();
                pager.checkpoint();
                for (long id = 1; id <= PAGES; id++) {
                    assertEquals(1, old.page(id).getLong(0));
                }
            }
            check(pager, 2);
        }
    }

    @Test
    void aRollbackLeavesNothing() {
        try (Pager pager = db.create().open()) {
            filled(pager, 1).commit();
            int length = db.files.bytes(Fixture.LOG).length;
            PageTransaction transaction = filled(pager, 2);
            transaction.rollback();
            assertNothingSpilled();
            assertEquals(length, db.files.bytes(Fixture.LOG).length, "nothing went to the log");
            check(pager, 1);
        }
    }

    @Test
    void freedPagesAndSavepointsComeBack() {
        try (Pager pager = db.create().open()) {
            PageTransaction transaction = filled(pager, 1);
            int outer = transaction.savepoint();
            fill(transaction, 2);
            int inner = transaction.savepoint();
            PageWriter writer = transaction.writer(Fixture.TYPE, Fixture.OWNER);
            for (long id = 1; id <= PAGES; id++) {
                writer.free(id);
                transaction.releasePages();
            }
            TreeSet<Long> again = new TreeSet<>();
            for (int i = 0; i < PAGES / 2; i++) {
                again.add(writer.allocate().id());
                transaction.releasePages();
            }
            assertEquals(PAGES / 2, again.size());
            assertTrue(again.last() <= PAGES);
            transaction.rollbackTo(inner);
            assertEquals(2, transaction.page(9).getLong(0));
            transaction.rollbackTo(outer);
            transaction.commit();
            check(pager, 1);
        }
    }

    @Test
    void whatAKilledProcessLeftIsSweptByTheNextThatMayWrite() {
        Pager pager = db.create().open();
        filled(pager, 1);
        db.files = db.files.killed();
        assertEquals(1, db.files.list(Fixture.SPILL, "").size());
        db.openToRead().close();
        assertEquals(1, db.files.list(Fixture.SPILL, "").size(), "a reader deletes nothing");
        try (Pager again = db.open()) {
            assertNothingSpilled();
            assertEquals(1, again.stats().pages());
        }
    }

    @Test
    void aCloseThatFailsDeletesWhatATransactionCouldNot() {
        Pager pager = db.create().open();
        Fixture.add(pager, 1);
        PageTransaction transaction = filled(pager, 2);
        fail(MemoryFiles.Call.DELETE, FOLDER, "Input/output error");
        transaction.rollback();
        assertEquals(1, db.files.list(Fixture.SPILL, "").size());
        fail(MemoryFiles.Call.FORCE, FOLDER, "Input/output error");
        assertThrows(PesaDbException.class, pager::close);
        assertNothingSpilled();
    }

    @Test
    void aFullDiskFailsTheStatementAndTheTransactionGoesOn() {
        try (Pager pager = db.create().open()) {
            PageTransaction transaction = filled(pager, 1);
            for (int round = 0; round < 3; round++) {
                int statement = transaction.savepoint();
                fail(MemoryFiles.Call.WRITE, Fixture.SPILL, "No space left on device");
                PesaDbException failed = assertThrows(PesaDbException.class, () -> fill(transaction, 2));
                assertEquals(ErrorCode.DISK_FULL, failed.code());
                transaction.rollbackTo(statement);
                db.files.hook(null);
                assertEquals(1, transaction.page(PAGES / 2).getLong(0));
            }
            int statement = transaction.savepoint();
            fill(transaction, 3);
            transaction.release(statement);
            transaction.commit();
            check(pager, 3);
        }
    }

    @Test
    void aCommitThatTheLogHasNoRoomForLeavesNothingAndTheLogIsCutAgain() {
        try (Pager pager = db.create().open()) {
            Fixture.add(pager, 1);
            PageTransaction transaction = filled(pager, 2);
            int length = db.files.bytes(Fixture.LOG).length;
            int[] written = {0};
            db.files.hook((call, path, position, bytes) -> {
                if (call == MemoryFiles.Call.WRITE && path.equals(Fixture.LOG) && ++written[0] == 2) {
                    throw new IOException("No space left on device");
                }
            });
            PesaDbException failed = assertThrows(PesaDbException.class, transaction::commit);
            assertEquals(false, failed instanceof UnknownOutcomeException);
            db.files.hook(null);
            assertNothingSpilled();
            assertTrue(db.files.bytes(Fixture.LOG).length <= length, "its records are cut off");
            assertEquals(1, Fixture.get(pager, 1));
            PageTransaction next = pager.write(Fixture.NOW);
            assertEquals(2, next.pageCount());
            fill(next, 4);
            next.commit();
            check(pager, 4);
        }
    }

    @Test
    void aFailedForceOfALargeCommitIsAnUnknownOutcome() {
        Pager pager = db.create().open();
        Fixture.add(pager, 1);
        PageTransaction transaction = filled(pager, 2);
        fail(MemoryFiles.Call.FORCE, FOLDER, "Input/output error");
        assertThrows(UnknownOutcomeException.class, transaction::commit);
        assertEquals(1, Fixture.get(pager, 1), "readers go on with what is durable");
        PesaDbException refused = assertThrows(PesaDbException.class, () -> pager.write(Fixture.NOW));
        assertEquals(ErrorCode.READ_ONLY, refused.code(), "and the writer's place was given back");
        assertNothingSpilled();
    }

    @ParameterizedTest
    @CsvSource({"false,No space left on device", "false,Input/output error", "true,killed"})
    void aFailureAtEachCallLeavesTheOldOrTheNewAndNothingBeside(boolean forGood, String reason) {
        Pager before = db.create().open();
        filled(before, 1).commit();
        before.close();
        MemoryFiles closed = db.files;
        for (int at = 1; ; at++) {
            String when = reason + " at call " + at;
            db.files = closed.killed();
            Pager pager = db.open();
            int strike = at;
            int[] calls = {0};
            boolean[] kept = {forGood};
            db.files.hook((call, path, position, length) -> {
                if (++calls[0] == strike || forGood && calls[0] > strike) {
                    kept[0] |= call == MemoryFiles.Call.DELETE;
                    throw new IOException(reason);
                }
            });
            boolean done = false;
            boolean doubt = false;
            try {
                PageTransaction second = pager.write(Fixture.NOW);
                try {
                    int statement = second.savepoint();
                    try {
                        fill(second, 2);
                        second.release(statement);
                    } catch (PesaDbException failed) {
                        second.rollbackTo(statement);
                        fill(second, 2);
                    }
                    second.commit();
                    done = true;
                } finally {
                    second.rollback();
                }
            } catch (PesaDbException failed) {
                doubt = failed.outcomeUnknown();
            }
            boolean struck = calls[0] >= at;
            db.files.hook(null);
            if (!kept[0]) {
                assertNothingSpilled();
            }
            db.files = at % 2 == 0 ? db.files.killed() : db.files.crash(new java.util.Random(at));
            try (Pager again = db.open()) {
                long found = Fixture.get(again, 1);
                assertTrue(doubt || forGood || found == (done ? 2 : 1), when + ": found " + found);
                assertNotEquals(0, found, when);
                check(again, found);
            } catch (PesaDbException failed) {
                throw new AssertionError(when + ": " + failed.getMessage(), failed);
            }
            assertNothingSpilled();
            if (!struck) {
                assertTrue(at > 50, "the work is too little");
                return;
            }
        }
    }
}
