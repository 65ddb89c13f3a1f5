package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;

/** Where a copy's pages come from, and what its page 0 says. */
class BackupTest {
    private static final Path COPY = Path.of("/db/copy.pesa");
    private static final int PAGES = 600; // more than one chunk

    private final Fixture fixture = new Fixture().create();
    private Runnable afterChunk = () -> {};

    /** The fixture's files, where something happens after each large read of the main file. */
    private final FileLayer files = watched(FileLayer.class, fixture.files, (method, args, result) -> {
        if (!method.equals("open") || !args[0].equals(Fixture.MAIN)) {
            return result;
        }
        return watched(DataFile.class, (DataFile) result, (call, with, returned) -> {
            if (call.equals("read") && ((ByteBuffer) with[0]).limit() > PageFormat.PAGE_BYTES) {
                afterChunk.run();
            }
            return returned;
        });
    });

    private interface After {
        Object call(String method, Object[] args, Object result);
    }

    private static <T> T watched(Class<T> type, T real, After after) {
        return type.cast(Proxy.newProxyInstance(
                BackupTest.class.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
                    try {
                        return after.call(method.getName(), args, method.invoke(real, args));
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    private static byte[] header(int filler) {
        byte[] header = new byte[PagerContext.HEADER_BYTES];
        Arrays.fill(header, (byte) filler);
        return header;
    }

    private Pager open(Path path, boolean readOnly) {
        Path log = path.resolveSibling(path.getFileName() + "-wal");
        UUID id = path.equals(COPY) ? new UUID(7, 7) : fixture.id;
        return new PagedPagerProvider()
                .open(new PagerContext(
                        files,
                        path,
                        header(path.equals(COPY) ? 'C' : 'P'),
                        fixture.logs,
                        new LogContext(
                                files,
                                log,
                                id,
                                PageFormat.PAGE_BYTES,
                                fixture.sync,
                                fixture.checkpointPages,
                                readOnly,
                                1,
                                Map.of()),
                        fixture.cacheBytes,
                        fixture.transactionBytes,
                        path.resolveSibling("spill"),
                        fixture.checkpointPages,
                        fixture.background,
                        readOnly,
                        1,
                        Map.of()));
    }

    private static void fill(Pager pager) {
        for (int i = 1; i <= PAGES; i++) {
            assertEquals(i, Fixture.add(pager, i));
        }
    }

    private static void backup(Pager pager) {
        try (PageSnapshot snapshot = pager.read()) {
            pager.backup(snapshot, COPY, header('C'), Progress.NONE);
        }
    }

    private void assertCopied(boolean readOnly) {
        try (Pager copy = open(COPY, readOnly)) {
            assertEquals(List.of(), Fixture.faults(copy));
            for (int i = 1; i <= PAGES; i++) {
                assertEquals(i, Fixture.get(copy, i));
            }
        }
    }

    @Test
    void aCutInTheMidstOfAChunkIsNoticed() {
        boolean[] cut = new boolean[1];
        try (Pager pager = open(Fixture.MAIN, false)) {
            fill(pager);
            long bytes = pager.stats().log().bytes();
            afterChunk = () -> {
                if (!cut[0]) {
                    cut[0] = true;
                    pager.checkpoint(); // now the main file has what the log had when its place was looked up
                    assertTrue(pager.stats().log().bytes() < bytes, "the log was cut");
                }
            };
            backup(pager);
        }
        assertTrue(cut[0]);
        assertCopied(true);
        assertCopied(false);
    }

    @Test
    void commitsAndCheckpointsMeanwhileDoNotShow() {
        try (Pager pager = open(Fixture.MAIN, false)) {
            fill(pager);
            pager.checkpoint();
            afterChunk = () -> {
                for (int i = 1; i <= PAGES; i += 50) {
                    Fixture.set(pager, i, -1);
                }
                Fixture.add(pager, -1);
                pager.checkpoint();
            };
            backup(pager);
        }
        assertCopied(false);
    }

    @Test
    void whatIsReadAfterTheSnapshotWasTakenAwayIsNotJudged() {
        try (Pager pager = open(Fixture.MAIN, false)) {
            fill(pager);
        }
        fixture.files.flip(Fixture.MAIN, 5 * PageFormat.PAGE_BYTES + 100, 3);
        try (Pager pager = open(Fixture.MAIN, true);
                PageSnapshot snapshot = pager.read()) {
            afterChunk = snapshot::close;
            assertThrows(
                    IllegalStateException.class,
                    () -> pager.backup(snapshot, COPY, header('C'), Progress.NONE),
                    "a checkpoint may be writing there: that is no damage");
        }
        assertEquals(null, fixture.files.bytes(COPY));
        assertEquals(null, fixture.files.bytes(COPY.resolveSibling("copy.pesa.partial")));
    }

    @Test
    void itReadsPastTheCache() {
        fixture.cacheBytes = 16 * PageFormat.PAGE_BYTES;
        try (Pager pager = open(Fixture.MAIN, false)) {
            fill(pager);
            pager.checkpoint();
            for (int round = 0; round < 3; round++) {
                for (int i = 1; i <= 8; i++) {
                    Fixture.get(pager, i);
                }
            }
            long before = pager.stats().fileReads();
            backup(pager);
            for (int i = 1; i <= 8; i++) {
                Fixture.get(pager, i);
            }
            assertEquals(before, pager.stats().fileReads(), "the hot pages are still there");
        }
    }

    @Test
    void pagesAreCopiedAsTheyWereSealedAndPageZeroComesAfterThemAll() {
        try (Pager pager = open(Fixture.MAIN, false)) {
            fill(pager);
            pager.checkpoint();
            backup(pager);
        }
        byte[] original = fixture.files.bytes(Fixture.MAIN);
        byte[] copy = fixture.files.bytes(COPY);
        assertArrayEquals(
                Arrays.copyOfRange(original, PageFormat.PAGE_BYTES, (PAGES + 1) * PageFormat.PAGE_BYTES),
                Arrays.copyOfRange(copy, PageFormat.PAGE_BYTES, copy.length));
        byte[] image = Arrays.copyOf(copy, PageFormat.PAGE_BYTES);
        assertArrayEquals(header('C'), Arrays.copyOf(image, PagerContext.HEADER_BYTES));
        assertEquals(null, PageFormat.fault(0, image));
        Root root = Root.of(PageFormat.page(0, image));
        assertTrue(root.clean());
        assertEquals(PAGES + 1, root.pages());
        assertTrue(root.transaction() >= PAGES);
        for (int id = 1; id <= PAGES; id++) {
            byte[] page = Arrays.copyOfRange(copy, id * PageFormat.PAGE_BYTES, (id + 1) * PageFormat.PAGE_BYTES);
            assertTrue(PageFormat.position(id, page) <= PageFormat.position(0, image), "page " + id);
        }
    }
}
