package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.it.fault.SimulatedDisk;

/**
 * A place where a log is made, opened, filled and looked at, as a pager would: a disk, a main file, and short words for what the rules do most.
 * Of one thread, but for what stands on the log alone.
 */
final class LogBench {
    static final Path PATH = Path.of("/contract/data.pesa-wal");
    /** As short as pages may be and still hold all that a {@link LogPage} does, so that much happens on a small disk. */
    static final int SMALL_PAGE = 256;

    static final LogStart BEGINNING = new LogStart(1, 7, 1, 0, 0);

    private final LogRules contract;
    private final LogProvider provider;
    private final UUID id;
    private final SimulatedDisk disk;
    private final FileLayer files;
    private final Path path;
    private LogMainFile main;
    private SyncMode sync = SyncMode.FULL;
    private int pageBytes = SMALL_PAGE;
    private int checkpointPages = 100;
    private long databasePages = 1;
    private Log log;

    private LogBench(
            LogRules contract,
            UUID id,
            SimulatedDisk disk,
            FileLayer files,
            Path path,
            LogMainFile main,
            LogProvider provider) {
        this.contract = contract;
        this.provider = provider;
        this.id = id;
        this.disk = disk;
        this.files = files;
        this.path = path;
        this.main = main;
    }

    /** On an empty disk in memory. */
    static LogBench simulated(LogRules contract) {
        SimulatedDisk disk = new SimulatedDisk();
        try {
            disk.createFolders(PATH.getParent());
            disk.forceFolder(PATH.getRoot());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        LogMainFile main = new LogMainFile(BEGINNING.stamp());
        return new LogBench(contract, UUID.randomUUID(), disk, disk, PATH, main, contract.provider());
    }

    /** In a folder of this machine. */
    static LogBench real(LogRules contract, LogProvider provider, Path folder) {
        Path path = folder.resolve(provider.name() + ".pesa-wal");
        LogMainFile main = new LogMainFile(BEGINNING.stamp());
        return new LogBench(contract, UUID.randomUUID(), null, FileLayer.system(), path, main, provider);
    }

    /** The same database on what is left of a disk, with what is left of its main file. */
    LogBench on(SimulatedDisk left, LogMainFile leftMain) {
        LogBench next = new LogBench(contract, id, left, left, path, leftMain, provider);
        next.sync = sync;
        next.pageBytes = pageBytes;
        next.checkpointPages = checkpointPages;
        next.databasePages = databasePages;
        return next;
    }

    /** The same, after a power loss that takes whatever is not forced. */
    LogBench afterPowerLoss() {
        return on(disk.copy().crash(null), main.crash(null));
    }

    /** The same, after the process ended. */
    LogBench afterKill() {
        return on(disk.copy(), main.copy());
    }

    LogBench sync(SyncMode mode) {
        sync = mode;
        return this;
    }

    LogBench pageBytes(int bytes) {
        pageBytes = bytes;
        return this;
    }

    /** The fewer pages between two checkpoints, the shorter the log has to stay. */
    LogBench checkpointPages(int pages) {
        checkpointPages = pages;
        return this;
    }

    LogBench main(LogMainFile other) {
        main = other;
        return this;
    }

    /** For rules that need to see, or to harm, the files. */
    LogBench withFiles() {
        assumeTrue(
                contract.usesFileLayer(),
                "this log keeps nothing in the file layer: what it does when its own places fail is its author's to try");
        return this;
    }

    SimulatedDisk disk() {
        return disk;
    }

    LogMainFile main() {
        return main;
    }

    Log log() {
        return log;
    }

    int pageBytes() {
        return pageBytes;
    }

    SyncMode sync() {
        return sync;
    }

    LogProvider provider() {
        return provider;
    }

    LogContext context(boolean readOnly) {
        return context(id, readOnly);
    }

    LogContext context(UUID database, boolean readOnly) {
        int version = provider.formatVersion();
        Map<String, String> settings = contract.settings();
        return new LogContext(files, path, database, pageBytes, sync, checkpointPages, readOnly, version, settings);
    }

    boolean exists() {
        return provider.exists(context(false));
    }

    LogBench create() {
        return create(BEGINNING);
    }

    LogBench create(LogStart start) {
        log = contract.opened(provider.create(context(false), start));
        return this;
    }

    LogBench open() {
        log = contract.opened(provider.open(context(false)));
        return this;
    }

    LogBench openReadOnly() {
        log = contract.opened(provider.open(context(true)));
        return this;
    }

    /** Opens it and, where it asks for that, makes the checkpoint that must come before the first record. */
    LogBench recover() {
        open();
        if (log.needsCheckpoint()) {
            assertTrue(checkpoint().cut(), "the checkpoint after recovery cuts");
            assertFalse(log.needsCheckpoint(), "the checkpoint after recovery is enough");
        }
        return this;
    }

    /** Closes it and opens it again. */
    LogBench reopen() {
        log.close();
        return recover();
    }

    LogPage page(long page, long value) {
        databasePages = Math.max(databasePages, page + 1);
        return new LogPage(page, value, pageBytes);
    }

    List<LogPage> pages(Map<Long, Long> values) {
        List<LogPage> pages = new ArrayList<>();
        values.forEach((page, value) -> pages.add(page(page, value)));
        return pages;
    }

    long commit(long transaction, List<LogPage> pages) {
        return log.commit(transaction, pages, databasePages);
    }

    /** Commits one page, and does not wait. */
    long commit(long page, long value) {
        List<LogPage> pages = List.of(page(page, value));
        return commit(log.begin(), pages);
    }

    /** Commits one page and waits until it is durable. */
    long put(long page, long value) {
        long end = commit(page, value);
        log.force(end);
        return end;
    }

    /** What a new snapshot sees of a page. */
    long see(long page) {
        try (LogSnapshot snapshot = log.register()) {
            return see(snapshot, page);
        }
    }

    /** What a snapshot sees of a page: in the log, or else in the main file. */
    long see(LogSnapshot snapshot, long page) {
        byte[] image = new byte[pageBytes];
        while (true) {
            long position = log.locate(page, snapshot.position());
            if (position == 0) {
                return main.value(page);
            }
            assertTrue(
                    position < snapshot.position(),
                    () -> "a snapshot at " + snapshot.position() + " is shown version " + position + " of page "
                            + page);
            if (log.read(page, position, image)) {
                return LogPage.value(page, position, image);
            }
        }
    }

    /** The newest transaction that a new snapshot sees. */
    long newest() {
        try (LogSnapshot snapshot = log.register()) {
            return snapshot.transaction();
        }
    }

    /** Makes a checkpoint and judges it. */
    CheckpointResult checkpoint() {
        main.beginCheckpoint();
        long generation = log.generation();
        long stamp = log.stamp();
        long cuts = main.cuts();
        long handed = main.handed();
        CheckpointResult result;
        try {
            result = log.checkpoint(main);
        } catch (PesaDbException failed) {
            main.requireUnbroken();
            throw failed;
        }
        main.requireFinished();
        assertEquals(main.handed() - handed, result.pages(), "the number of pages that a checkpoint says it brought");
        assertEquals(result.cut() ? 1 : 0, main.cuts() - cuts, "how often cut() was called by a checkpoint");
        if (result.cut()) {
            assertTrue(log.generation() > generation, "the generation rises with a cut");
            assertEquals(main.stamp(), log.stamp(), "the stamp is what the last finish() returned");
        } else {
            assertEquals(generation, log.generation(), "the generation without a cut");
            assertEquals(stamp, log.stamp(), "the stamp without a cut");
        }
        return result;
    }
}
