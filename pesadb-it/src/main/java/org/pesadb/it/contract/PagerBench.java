package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.fault.SimulatedDisk;

/**
 * Where a pager is driven as the engine does it: on a disk in memory, over the installed log, all in the caller's thread unless a test sets it
 * otherwise. Set up first; then as the pager itself.
 */
final class PagerBench {
    /** The engine has so many bytes in a page image. */
    static final int PAGE_BYTES = 4096;

    /** Long enough for any machine; nobody waits so long unless something hangs. */
    static final Duration WAIT = Duration.ofSeconds(60);

    static final PageType TYPE = PageType.HEAP;
    static final int OWNER = 4;

    private static final Path FOLDER = Path.of("/db").toAbsolutePath();

    private final PagerProvider pagers;
    private final Map<String, String> settings;
    private final LogProvider logs = Components.installed().choose(ComponentKind.LOG, LogProvider.class, null);

    /** The disk, where it is a simulated one. */
    SimulatedDisk disk = new SimulatedDisk();

    private FileLayer files;
    Path main = FOLDER.resolve("data.pesa");
    UUID id = new UUID(0x7E5A, 1);
    long cacheBytes = 64L * PAGE_BYTES;
    long transactionBytes = 1L << 30;
    int checkpointPages = 1_000_000;
    SyncMode sync = SyncMode.FULL;
    Executor background = Runnable::run;

    PagerBench(PagerProvider pagers, Map<String, String> settings) {
        this.pagers = pagers;
        this.settings = settings;
    }

    /** The same on another disk. */
    PagerBench on(SimulatedDisk other) {
        PagerBench same = like(pagers);
        same.disk = other;
        return same;
    }

    /** Another main file on the same disk: the copy of a database. */
    PagerBench at(Path copy) {
        PagerBench same = on(disk);
        same.main = copy;
        same.id = new UUID(0x7E5A, 2);
        return same;
    }

    /** The same in a folder of this machine. */
    PagerBench in(Path folder) {
        PagerBench same = like(pagers);
        same.main = folder.resolve("data.pesa");
        same.files = FileLayer.system();
        return same;
    }

    /** The same set-up with another pager. */
    PagerBench like(PagerProvider others) {
        PagerBench same = new PagerBench(others, others == pagers ? settings : Map.of());
        same.main = main;
        same.files = files;
        same.id = id;
        same.cacheBytes = cacheBytes;
        same.transactionBytes = transactionBytes;
        same.checkpointPages = checkpointPages;
        same.sync = sync;
        same.background = background;
        return same;
    }

    FileLayer files() {
        return files != null ? files : disk;
    }

    Path log() {
        return main.resolveSibling(main.getFileName() + "-wal");
    }

    Path spill() {
        return main.resolveSibling(main.getFileName() + "-spill");
    }

    /** The engine's part of the main file: other bytes for another id. */
    byte[] header() {
        byte[] header = new byte[PagerContext.HEADER_BYTES];
        Arrays.fill(header, (byte) ('A' + id.getLeastSignificantBits()));
        System.arraycopy("PesaDB".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, header, 0, 6);
        return header;
    }

    private PagerContext context(boolean readOnly) {
        return context(readOnly, true);
    }

    private PagerContext context(boolean readOnly, boolean headerRead) {
        LogContext where = new LogContext(
                files(),
                log(),
                headerRead ? id : null,
                PAGE_BYTES,
                sync,
                checkpointPages,
                readOnly,
                logs.formatVersion(),
                Map.of());
        return new PagerContext(
                files(),
                main,
                headerRead ? header() : null,
                logs,
                where,
                cacheBytes,
                transactionBytes,
                spill(),
                checkpointPages,
                background,
                readOnly,
                pagers.formatVersion(),
                settings);
    }

    /** Makes the database, as the engine does: in a folder that is there. */
    PagerBench create() {
        if (files == null) {
            disk.set(FOLDER.resolve("lock"), new byte[0]);
        }
        pagers.create(context(false));
        return this;
    }

    Pager open() {
        return pagers.open(context(false));
    }

    Pager openToRead() {
        return pagers.open(context(true));
    }

    /**
     * Opens what is left, as the engine does for a check and for salvage.
     *
     * @param headerRead whether the beginning of the main file is sound
     * @param found      is told what keeps the newest commits from being seen
     */
    Pager openDamaged(boolean headerRead, Consumer<Fault> found) {
        return pagers.openDamaged(context(true, headerRead), found);
    }

    /** For rules about a log beside the main file: skips them where the pager does without. */
    void withLog() {
        assumeTrue(disk.bytes(log()) != null, "this pager keeps no log in the file layer");
    }

    /** A transaction, once the writer's place is free. */
    static PageTransaction write(Pager pager) {
        return pager.write(WAIT);
    }

    /** Commits a new page. */
    static long add(Pager pager, long stamp) {
        PageTransaction transaction = write(pager);
        try {
            var page = transaction.writer(TYPE, OWNER).allocate();
            PagerFilling.write(page, stamp);
            transaction.commit();
            return page.id();
        } finally {
            transaction.rollback();
        }
    }

    /** Commits something else in a page. */
    static void set(Pager pager, long page, long stamp) {
        PageTransaction transaction = write(pager);
        try {
            PagerFilling.write(transaction.writer(TYPE, OWNER).edit(page), stamp);
            transaction.commit();
        } finally {
            transaction.rollback();
        }
    }

    /** Fails unless a page holds what it should. */
    static void assertHolds(long stamp, org.pesadb.api.spi.Page page) {
        assertNull(PagerFilling.fault(page, stamp));
        assertEquals(OWNER, page.owner());
    }

    /** What {@link Pager#verify} finds, and that it names no page in use as free. */
    static List<Fault> faults(Pager pager, PagerContents contents) {
        List<Fault> found = new ArrayList<>();
        try (PageSnapshot snapshot = pager.read()) {
            long before = 0;
            for (long free : pager.verify(snapshot, found::add)) {
                if (free <= before
                        || free >= snapshot.pageCount()
                        || contents.pages().containsKey(free)) {
                    found.add(new Fault("", free, Pager.FREE_PAGES, "verify() names it as free, in this order"));
                }
                before = free;
            }
        }
        return found;
    }

    /** Fails unless a pager holds what it should, and finds no fault in itself. */
    static void assertSound(PagerContents contents, Pager pager, String when) {
        assertNull(contents.difference(pager), when);
        assertEquals(List.of(), faults(pager, contents), when);
    }

    /** Whatever a closed database must not leave: open files and locks, and files beside the two that stay. */
    void assertNothingLeft(String when) {
        assertEquals(0, disk.handles(), () -> when + ": files or locks are left open");
        List<Path> stay = List.of(FOLDER.resolve("lock"), main, log());
        assertEquals(
                List.of(),
                disk.files().stream().filter(file -> !stay.contains(file)).toList(),
                () -> when + ": files are left");
    }
}
