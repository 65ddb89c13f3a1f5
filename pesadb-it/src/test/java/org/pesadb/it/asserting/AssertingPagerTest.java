package org.pesadb.it.asserting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.pesadb.api.Progress;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;
import org.pesadb.it.fault.SimulatedDisk;

/** Each misuse of a pager is told by {@code assert-paged}, and right use is not. */
class AssertingPagerTest {
    private static final Path MAIN = Path.of("/db/data.pesa").toAbsolutePath();
    private static final int OWNER = 4;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final PagerProvider pagers =
            Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, "assert-paged");
    private Pager pager;
    private long page;

    private PagerContext context(byte[] header) {
        LogProvider log = Components.installed().choose(ComponentKind.LOG, LogProvider.class, null);
        LogContext where = new LogContext(
                disk,
                MAIN.resolveSibling("data.pesa-wal"),
                new UUID(1, 2),
                4096,
                SyncMode.FULL,
                1000,
                false,
                1,
                Map.of());
        return new PagerContext(
                disk,
                MAIN,
                header,
                log,
                where,
                1 << 20,
                1,
                MAIN.resolveSibling("spill"),
                1000,
                Runnable::run,
                false,
                1,
                Map.of());
    }

    @BeforeEach
    void open() throws java.io.IOException {
        disk.createFolders(MAIN.getParent());
        pagers.create(context(new byte[PagerContext.HEADER_BYTES]));
        pager = pagers.open(context(new byte[PagerContext.HEADER_BYTES]));
        PageTransaction transaction = write();
        page = writer(transaction).allocate().id();
        transaction.commit();
    }

    private PageTransaction write() {
        return pager.write(Duration.ZERO);
    }

    private static PageWriter writer(PageTransaction transaction) {
        return transaction.writer(PageType.HEAP, OWNER);
    }

    private static void assertMisuse(String what, Executable use) {
        String told = assertThrows(Misuse.class, use).getMessage();
        assertTrue(told.contains("misuse") && told.contains(what), told);
    }

    @Test
    @DisplayName("right use is nothing to be told: changes, savepoints, pages moved out and back, snapshots, a backup")
    void rightUse() {
        PageTransaction transaction = write();
        PageWriter writer = writer(transaction);
        for (int i = 0; i < 100; i++) {
            int statement = transaction.savepoint();
            MutablePage changed = i % 10 == 0 ? writer.edit(page) : writer.allocate();
            changed.putLong(0, i);
            assertEquals(i, transaction.page(changed.id()).getLong(0), "what is changed is seen at once");
            Page before = transaction.page(changed.id());
            transaction.releasePages();
            assertEquals(i, before.getLong(0), "a page to read stays");
            assertEquals(i, writer.edit(changed.id()).getLong(0));
            if (i % 3 == 0) {
                transaction.rollbackTo(statement);
            } else {
                transaction.release(statement);
            }
        }
        transaction.setRoot(3);
        transaction.commit();
        transaction.rollback();
        try (PageSnapshot snapshot = pager.read()) {
            assertEquals(80, snapshot.page(page).getLong(0));
            pager.backup(snapshot, MAIN.resolveSibling("copy"), new byte[PagerContext.HEADER_BYTES], Progress.NONE);
            pager.verify(snapshot, fault -> {
                throw new AssertionError(fault);
            });
        }
        pager.close();
        pager.close();
        assertEquals(0, disk.handles());
    }

    @Test
    @DisplayName("a page that is changed after its time: releasePages(), a savepoint, a commit, its freeing")
    void changedAfterItsTime() {
        PageTransaction transaction = write();
        MutablePage released = writer(transaction).edit(page);
        transaction.releasePages();
        released.putLong(8, 1);
        assertMisuse("changed after its time", transaction::releasePages);
        transaction.rollback();

        PageTransaction second = write();
        MutablePage saved = writer(second).edit(page);
        second.savepoint();
        saved.putLong(8, 1);
        assertMisuse("changed after its time", second::commit);
        second.rollback();

        PageTransaction third = write();
        PageWriter writer = writer(third);
        MutablePage freed = writer.allocate();
        writer.free(freed.id());
        freed.putByte(5, 1);
        assertMisuse("changed after its time", third::releasePages);
    }

    @Test
    @DisplayName("what is left of a page after its time is nonsense")
    void readAfterItsTime() {
        PageTransaction transaction = write();
        MutablePage changed = writer(transaction).edit(page);
        changed.putLong(0, 5);
        transaction.releasePages();
        assertTrue(changed.getLong(0) != 5);
        assertEquals(5, transaction.page(page).getLong(0));
        transaction.rollback();
    }

    @Test
    @DisplayName("writing into the array of a page that was handed out to read")
    void writtenIntoAPageToRead() {
        try (PageSnapshot snapshot = pager.read()) {
            Page read = snapshot.page(page);
            read.array()[read.arrayIndex(3)] ^= 1;
        }
        assertMisuse("wrote into the array", pager::close);
        assertEquals(0, disk.handles(), "it is closed all the same");
    }

    @Test
    @DisplayName("a transaction that is used after its end")
    void afterItsEnd() {
        PageTransaction transaction = write();
        PageWriter writer = writer(transaction);
        transaction.commit();
        assertMisuse("after its end", () -> writer.edit(page));
        assertMisuse("after its end", () -> transaction.page(page));
        assertMisuse("after its end", transaction::commit);
        assertMisuse("after its end", transaction::savepoint);
    }

    @Test
    @DisplayName("savepoints out of order, and any after takeLowestPages()")
    void savepoints() {
        PageTransaction transaction = write();
        int outer = transaction.savepoint();
        int inner = transaction.savepoint();
        assertMisuse("while a savepoint is open", transaction::takeLowestPages);
        transaction.release(outer);
        assertMisuse("is not open", () -> transaction.rollbackTo(inner));
        assertMisuse("is not open", () -> transaction.release(outer));
        assertMisuse("before takeLowestPages()", () -> transaction.isFree(page));
        assertMisuse("before takeLowestPages()", transaction::cutFreePages);
        transaction.takeLowestPages();
        assertMisuse("after takeLowestPages()", transaction::savepoint);
        transaction.rollback();
    }

    @Test
    @DisplayName("pages that are not the caller's, freed ones, and numbers of none")
    void pages() {
        PageTransaction transaction = write();
        PageWriter writer = writer(transaction);
        PageWriter other = transaction.writer(PageType.INDEX, OWNER + 1);
        assertMisuse("for owner 5", () -> other.edit(page));
        assertMisuse("for owner 5", () -> other.free(page));
        assertMisuse("page 1000 in a database of", () -> writer.edit(1000));
        assertMisuse("page -1 in a database of", () -> transaction.page(-1));
        assertMisuse("the pager's own", () -> transaction.writer(PageType.FREE, 0));
        assertMisuse("owner -1", () -> transaction.writer(PageType.HEAP, -1));
        int savepoint = transaction.savepoint();
        writer.free(page);
        assertMisuse("has freed", () -> writer.edit(page));
        assertMisuse("has freed", () -> writer.free(page));
        assertMisuse("has freed", () -> transaction.page(page));
        transaction.rollbackTo(savepoint);
        assertEquals(page, writer.edit(page).id(), "the freeing is undone");
        transaction.rollback();
        try (PageSnapshot snapshot = pager.read()) {
            assertMisuse("is asked for page", () -> snapshot.page(snapshot.pageCount()));
        }
    }

    @Test
    @DisplayName("two threads in one transaction")
    void twoThreads() throws Exception {
        PageTransaction transaction = write();
        writer(transaction).edit(page).putLong(0, 1);
        CountDownLatch within = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        disk.plan(call -> {
            if (call.kind() == IoCall.Kind.FORCE) {
                within.countDown();
                awaitAll(go);
            }
            return Injection.NONE;
        });
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Thread committer = new Thread(() -> {
            try {
                transaction.commit();
            } catch (RuntimeException | Error thrown) {
                failed.set(thrown);
            }
        });
        committer.start();
        try {
            awaitAll(within);
            assertMisuse("one thread at a time", () -> transaction.page(page));
        } finally {
            go.countDown();
            committer.join();
        }
        assertEquals(null, failed.get());
    }

    private static void awaitAll(CountDownLatch moment) {
        try {
            assertTrue(moment.await(60, java.util.concurrent.TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    @DisplayName("a pager that is closed before its snapshots, and used afterwards")
    void closedTooEarly() {
        PageSnapshot snapshot = pager.read();
        assertMisuse("1 of its snapshots", pager::close);
        snapshot.close();
        assertMisuse("after it was closed", pager::read);
        assertMisuse("after it was closed", this::write);
        assertMisuse("after it was closed", pager::checkpoint);
    }

    @Test
    @DisplayName("what is no snapshot of this pager, and a header of another length")
    void strangers() {
        Page nobody = new Page(1, PageType.HEAP, OWNER, new byte[4096], 24);
        PageSnapshot foreign = new PageSnapshot() {
            @Override
            public Page page(long id) {
                return nobody;
            }

            @Override
            public long pageCount() {
                return 2;
            }

            @Override
            public long root() {
                return 0;
            }

            @Override
            public long transaction() {
                return 0;
            }

            @Override
            public void close() {
                assertEquals(1, nobody.id());
            }
        };
        assertMisuse("no snapshot of this pager", () -> pager.verify(foreign, fault -> {}));
        assertMisuse("without the 512 bytes", () -> pagers.open(context(new byte[3])));
        try (PageSnapshot snapshot = pager.read()) {
            assertMisuse(
                    "3 bytes of header",
                    () -> pager.backup(snapshot, MAIN.resolveSibling("copy"), new byte[3], Progress.NONE));
        }
    }
}
