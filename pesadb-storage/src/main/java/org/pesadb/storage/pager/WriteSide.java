package org.pesadb.storage.pager;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that writes: the writer's place, commits, checkpoints, and the marks in page 0.
 *
 * <p>Only who holds the writer's place appends to the log or prunes the overlay, so the fields here need no other lock;
 * those that are read without the place are volatile. A committer gives the place up before it waits for the device, so
 * that many commits share one force. Checkpoints go on beside all this: see {@link Checkpoints}.
 *
 * <h2>Marks in page 0</h2>
 *
 * <p>The first commit of each generation of the log carries page 0 with the generation's number, so that after a checkpoint main file
 * and log can be told to belong together. And before the first commit after a clean close, the main file itself must say that
 * it is in use, durably: else, after a crash, a log that is missing would not be missed. That mark is logged and forced
 * like any change, and then its one sector is written to the main file at once, beside any checkpoint and even where an
 * older snapshot is open. It harms no reader: it differs from the page 0 before it in nothing that a snapshot uses, and
 * snapshots read page 0 once, when they are made, shielded from the write.
 */
final class WriteSide {
    private static final Logger LOGGER = LoggerFactory.getLogger(WriteSide.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final Log log;
    private final MainFile main;
    private final Path mainPath;
    private final BufferCache cache;
    private final Versions versions;
    private final CheckpointWriter sink;
    private final boolean forces;
    private final WriterPlace place;
    private final Overlay overlay;
    private final Checkpoints checkpoints;
    private final LongAdder visits;
    private final Supplier<SpillFile> spillFiles;
    private final int transactionPages;

    private volatile Page rootPage;
    private volatile String failure;
    private volatile WriteTransaction current;

    WriteSide(
            Log log,
            MainFile main,
            Path mainPath,
            BufferCache cache,
            Versions versions,
            Overlay overlay,
            WriterPlace place,
            CheckpointWriter sink,
            Checkpoints checkpoints,
            boolean forces,
            LongAdder visits,
            Supplier<SpillFile> spillFiles,
            int transactionPages) {
        this.log = log;
        this.main = main;
        this.mainPath = mainPath;
        this.cache = cache;
        this.versions = versions;
        this.overlay = overlay;
        this.place = place;
        this.sink = sink;
        this.forces = forces;
        this.visits = visits;
        this.spillFiles = spillFiles;
        this.transactionPages = transactionPages;
        this.checkpoints = checkpoints;
    }

    /**
     * Sets what the newest commit says in page 0. Before any transaction.
     *
     * @param page page 0
     */
    void start(Page page) {
        rootPage = page;
    }

    Overlay overlay() {
        return overlay;
    }

    Versions versions() {
        return versions;
    }

    String fileName() {
        return main.name();
    }

    Root newestRoot() {
        return Root.of(rootPage);
    }

    WriteTransaction begin(Duration timeout) {
        checkpoints.awaitRoom();
        place.take(timeout);
        WriteTransaction begun = null;
        try {
            requireSound();
            if (log.needsCheckpoint()) { // there was no room for it at open
                checkpoints.run();
            }
            overlay.prune();
            if (newestRoot().clean()) {
                markInUse();
            }
            begun = transaction();
            current = begun;
            return begun;
        } finally {
            if (begun == null) {
                place.give();
            }
        }
    }

    private void requireSound() {
        if (failure != null) {
            throw new PesaDbException(
                    ErrorCode.READ_ONLY, failure + "; nothing is written until the database is opened again");
        }
    }

    private WriteTransaction transaction() {
        LogSnapshot base = log.register();
        long id = 0;
        boolean made = false;
        try {
            id = log.begin();
            TransactionMemory memory = new TransactionMemory(spillFiles.get(), transactionPages);
            WriteTransaction transaction = new WriteTransaction(this, id, base, rootPage, memory);
            made = true;
            return transaction;
        } finally {
            if (!made) {
                base.close();
                if (id > 0) {
                    log.abandon(id);
                }
            }
        }
    }

    /** Ends a transaction that changed nothing, or whose changes are not wanted. */
    void abandon(WriteTransaction transaction) {
        try {
            log.abandon(transaction.transaction());
        } finally {
            end(transaction, true);
        }
    }

    private void end(WriteTransaction transaction, boolean give) {
        try {
            current = null;
            transaction.memory().close(); // before the next transaction may want the file's name
            transaction.base().close();
            visits.add(transaction.visits());
        } finally {
            if (give) {
                place.give();
            }
        }
    }

    void commit(WriteTransaction transaction, DirtyPages dirty) {
        if (dirty.memory().hasSpilled()) {
            commitLarge(transaction, dirty);
            return;
        }
        boolean keepPlace = false;
        long end;
        try {
            end = append(transaction, dirty);
            keepPlace = overlay.pages() > transactionPages;
        } catch (RuntimeException | Error failed) {
            abandonAfter(failed, transaction.transaction());
            throw failed;
        } finally {
            end(transaction, !keepPlace);
        }
        try {
            force(end);
        } finally {
            if (keepPlace) {
                place.give();
            }
        }
        checkpoints.schedule();
    }

    /**
     * Commits what has no room in the memory, hence none in the overlay: the place is kept until the commit is durable, so that the
     * next transaction finds all of it in the log.
     */
    private void commitLarge(WriteTransaction transaction, DirtyPages dirty) {
        LargeCommit commit = new LargeCommit(log, transaction.transaction(), dirty);
        try {
            long end;
            try {
                end = append(transaction, dirty, commit);
            } catch (RuntimeException | Error failed) {
                abandonAfter(failed, transaction.transaction());
                throw failed;
            } finally {
                end(transaction, false);
                checkpoints.logged(commit.logged());
            }
            force(end);
        } catch (PesaDbException failed) {
            if (!failed.outcomeUnknown() && commit.logged() > 0) {
                giveBackLog(failed);
            }
            throw failed;
        } finally {
            place.give();
        }
        checkpoints.schedule();
    }

    /** See {@link #append(long, List, long)}: it throws only where nothing counts. */
    private long append(WriteTransaction transaction, DirtyPages dirty, LargeCommit commit) {
        Root root = dirty.root().inUse(log.generation(), forces);
        DirtyPage image = root.equals(transaction.baseRoot()) ? null : rootImage(root);
        Page sealed = image == null ? rootPage : image.sealed(); // of the image that is sealed while it is appended
        long end = commit.append(image, root.pages());
        rootPage = sealed;
        return end;
    }

    /** Cuts off what a large commit has left in the log: it may be what fills the disk. */
    private void giveBackLog(PesaDbException failed) {
        try {
            checkpoints.run();
        } catch (RuntimeException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    private long append(WriteTransaction transaction, DirtyPages dirty) {
        List<DirtyPage> pages = dirty.changed();
        Root root = dirty.root().inUse(log.generation(), forces);
        if (!root.equals(transaction.baseRoot())) {
            pages.add(0, rootImage(root));
        }
        return append(transaction.transaction(), pages, root.pages());
    }

    private DirtyPage rootImage(Root root) {
        DirtyPage image = DirtyPage.copy(rootPage, 0);
        root.writeTo(image.page());
        return image;
    }

    private void abandonAfter(Throwable failed, long transaction) {
        try {
            log.abandon(transaction);
        } catch (RuntimeException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    /** Appends a commit. It throws only where nothing of it counts: what is in the log cannot be taken back. */
    private long append(long transaction, List<DirtyPage> pages, long databasePages) {
        long end = log.commit(transaction, pages, databasePages);
        try {
            remember(end, pages);
        } catch (RuntimeException | Error failed) {
            // The next transaction would build on what was before, and give out the same pages once more.
            failure = "there was no memory for what the newest commit changed";
        }
        return end;
    }

    private void remember(long end, List<DirtyPage> pages) {
        Page[] sealed = new Page[pages.size()];
        for (int i = 0; i < sealed.length; i++) {
            sealed[i] = pages.get(i).sealed();
        }
        overlay.add(end, sealed);
        if (sealed[0].type() == PageType.ROOT) {
            rootPage = sealed[0];
        }
        checkpoints.logged(sealed.length);
        for (int i = 0; i < sealed.length; i++) {
            // Nobody asks for this version before it is durable, and then it is here without a read.
            cache.add(sealed[i].id(), pages.get(i).position(), sealed[i]);
        }
    }

    /**
     * Returns once a commit is durable. Any thread may wait.
     *
     * @param end where it ends
     */
    void force(long end) {
        try {
            log.force(end);
        } catch (PesaDbException known) {
            throw known;
        } catch (RuntimeException | Error failed) { // such as no memory to wait with: others may force it all the same
            failure = "waiting for a commit to be durable failed: " + failed;
            throw new UnknownOutcomeException(ErrorCode.IO, failure + "; reopen the database to find out", failed);
        }
        overlay.durable(end);
        place.settle();
    }

    private void markInUse() {
        try {
            commitRoot(false);
        } catch (UnknownOutcomeException failed) {
            throw Checkpoints.definite(failed);
        }
        overlay.prune();
        checkpoints.without(this::writeMark);
    }

    private void writeMark() {
        try {
            // A process may have ended between naming a file and forcing its name, here or when it was made.
            main.forceName();
            main.writeRoot(rootPage.array());
            main.force();
        } catch (IOException failed) {
            failure = "marking " + mainPath + " as in use failed: " + failed.getMessage();
            throw FileFailures.of("mark as in use", mainPath, failed);
        }
        sink.wrote(rootPage);
    }

    /** Commits page 0 alone, durably. */
    private void commitRoot(boolean clean) {
        long transaction = log.begin();
        Root root = clean
                ? newestRoot().clean(log.generation(), transaction)
                : newestRoot().inUse(log.generation(), forces);
        List<DirtyPage> image = List.of(rootImage(root));
        long end;
        try {
            end = append(transaction, image, root.pages());
        } catch (RuntimeException | Error failed) {
            abandonAfter(failed, transaction);
            throw failed;
        }
        log.force(end);
        overlay.durable(end);
    }

    void checkpoint() {
        requireSound();
        checkpoints.run();
    }

    /**
     * Brings everything to the main file and marks the close as a clean one, in this order: whoever reads the mark may rely on the
     * main file alone. Where that cannot be had, the mark is left out, and the next open recovers. A full disk is no failure of the
     * close: all that was acknowledged is in the log.
     */
    void shutDown() {
        checkpoints.close(); // first, or one may begin beside the closing of the files
        if (!isSound() || log.needsCheckpoint() || newestRoot().clean()) {
            return;
        }
        takeToClose();
        try {
            checkpoint();
            commitRoot(true);
            checkpoint();
        } catch (PesaDbException failed) {
            if (failed.code() != ErrorCode.DISK_FULL || !isSound()) {
                throw failed;
            }
            LOGGER.warn(
                    "{} is closed with committed changes in its log, for which there is no room in it: {}",
                    mainPath,
                    failed.getMessage());
        } finally {
            place.give();
        }
    }

    private boolean isSound() {
        return failure == null && log.stats().failure() == null;
    }

    /** Waits a moment for committers that are on their way out. An interrupt must not turn this into an unclean close. */
    private void takeToClose() {
        boolean interrupted = Thread.interrupted();
        try {
            place.take(CLOSE_WAIT);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Pages that the open transaction asked for.
     *
     * @return not counted in the adder yet
     */
    long visitsUnderWay() {
        WriteTransaction open = current;
        return open == null ? 0 : open.visits();
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }
}
