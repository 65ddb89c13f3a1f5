package org.pesadb.storage.pager;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Write transactions from their begin to their end, in the writer's place. Threads share it.
 *
 * <p>Only who holds that place appends to the log or prunes the overlay, so nothing that is appended needs another lock. A
 * committer gives the place up before it waits for the device, so that many commits share one force. Checkpoints go on beside
 * all this: see {@link Checkpoints}; {@link Commits} appends, {@link RootMarks} says in page 0 whether the database is in use.
 */
final class WriteSide {
    private static final Logger LOGGER = LoggerFactory.getLogger(WriteSide.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    private static final String IN_DOUBT = "it is not known whether a commit is durable, since waiting for it failed";

    private final Log log;
    private final Versions versions;
    private final String fileName;
    private final WriterPlace place;
    private final Overlay overlay;
    private final Commits commits;
    private final RootMarks marks;
    private final Checkpoints checkpoints;
    private final LongAdder visits;
    private final Supplier<SpillFile> spillFiles;
    private final int transactionPages;

    /** Made in advance: where memory has ended, none can be made. */
    private final UnknownOutcomeException inDoubtWithoutMemory = new UnknownOutcomeException(
            ErrorCode.IO, IN_DOUBT + ": there was no memory (OutOfMemoryError); reopen the database to find out", null);

    private volatile WriteTransaction current;

    /**
     * @param fileName         the main file's, for messages
     * @param visits           counts the pages that transactions asked for, at their end
     * @param spillFiles       makes one for each transaction
     * @param transactionPages the memory of one
     */
    WriteSide(
            Log log,
            Versions versions,
            String fileName,
            WriterPlace place,
            Overlay overlay,
            Commits commits,
            RootMarks marks,
            Checkpoints checkpoints,
            LongAdder visits,
            Supplier<SpillFile> spillFiles,
            int transactionPages) {
        this.log = log;
        this.versions = versions;
        this.fileName = fileName;
        this.place = place;
        this.overlay = overlay;
        this.commits = commits;
        this.marks = marks;
        this.checkpoints = checkpoints;
        this.visits = visits;
        this.spillFiles = spillFiles;
        this.transactionPages = transactionPages;
    }

    Overlay overlay() {
        return overlay;
    }

    Versions versions() {
        return versions;
    }

    String fileName() {
        return fileName;
    }

    WriteTransaction begin(Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        checkpoints.awaitRoom(deadline);
        place.take(deadline);
        WriteTransaction begun = null;
        try {
            commits.requireSound();
            if (log.needsCheckpoint()) { // there was no room for it at open
                checkpoints.run();
            }
            overlay.prune();
            marks.inUse(deadline);
            begun = transaction();
            current = begun;
            return begun;
        } finally {
            if (begun == null) {
                place.give();
            }
        }
    }

    private WriteTransaction transaction() {
        long durable = overlay.durableEnd(); // before the snapshot is registered, which must see it
        LogSnapshot base = log.register();
        long id = 0;
        boolean made = false;
        try {
            requireSees(base.position(), durable);
            id = log.begin();
            TransactionMemory memory = new TransactionMemory(spillFiles.get(), transactionPages);
            WriteTransaction transaction = new WriteTransaction(this, id, base, commits.rootPage(), memory);
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

    /** A transaction that does not see what was acknowledged would be built on a state of long ago. */
    private void requireSees(long position, long durable) {
        if (position < durable) {
            PesaDbException broken = LogAnswers.broken(
                    log,
                    "registering a snapshot: it stands at " + position + ", and a commit that ends at " + durable
                            + " was durable before");
            commits.fail(broken.getMessage());
            throw broken;
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
        try {
            if (dirty.memory().hasSpilled()) {
                commitLarge(transaction, dirty);
            } else {
                commitSmall(transaction, dirty);
            }
            checkpoints.schedule();
        } catch (RuntimeException | Error failed) {
            if (transaction.isAppended()) {
                throw inDoubt(failed);
            }
            throw failed;
        }
    }

    /**
     * What is said of a failure behind an append: others may force the commit all the same. Memory may be what is missing, also for
     * words.
     */
    private UnknownOutcomeException inDoubt(Throwable failed) {
        if (failed instanceof UnknownOutcomeException known) {
            return known;
        }
        commits.fail(IN_DOUBT);
        try {
            return new UnknownOutcomeException(
                    ErrorCode.IO, IN_DOUBT + ": " + failed + "; reopen the database to find out", failed);
        } catch (OutOfMemoryError wordless) {
            return inDoubtWithoutMemory;
        }
    }

    private void commitSmall(WriteTransaction transaction, DirtyPages dirty) {
        boolean keepPlace = false;
        long end;
        try {
            end = commits.append(transaction.transaction(), dirty);
            transaction.appended();
            keepPlace = overlay.pages() > transactionPages;
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
    }

    /** The place is kept until the commit is durable, so that the next transaction finds all of it in the log. */
    private void commitLarge(WriteTransaction transaction, DirtyPages dirty) {
        LargeCommit commit = new LargeCommit(log, commits.answers(), transaction.transaction(), dirty);
        try {
            long end;
            try {
                end = commits.appendLarge(commit, dirty.root());
                transaction.appended();
            } finally {
                end(transaction, false);
            }
            force(end);
        } catch (PesaDbException failed) {
            if (!transaction.isAppended() && commit.logged() > 0 && !commits.failed()) {
                giveBackLog(failed);
            }
            throw failed;
        } finally {
            place.give();
        }
    }

    /** Cuts off what a large commit has left in the log: it may be what fills the disk. */
    private void giveBackLog(PesaDbException failed) {
        try {
            checkpoints.run();
        } catch (RuntimeException alsoFailed) {
            failed.addSuppressed(alsoFailed);
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
            overlay.durable(end);
            place.settle();
        } catch (RuntimeException | Error failed) {
            throw inDoubt(failed);
        }
    }

    void checkpoint() {
        commits.requireSound();
        checkpoints.run();
    }

    /**
     * Brings everything to the main file and marks the close as a clean one, in this order: whoever reads the mark may rely on the
     * main file alone. Where that cannot be had, the mark is left out, and the next open recovers. A full disk is no failure of the
     * close: all that was acknowledged is in the log.
     */
    void shutDown() {
        checkpoints.close(); // first, or one may begin beside the closing of the files
        if (!isSound() || log.needsCheckpoint() || commits.root().clean()) {
            return;
        }
        takeToClose();
        try {
            checkpoint();
            marks.clean();
            checkpoint();
        } catch (PesaDbException failed) {
            if (failed.code() != ErrorCode.DISK_FULL || !isSound()) {
                throw failed;
            }
            LOGGER.warn(
                    "{} is closed with committed changes in its log, for which there is no room in it: {}",
                    fileName,
                    failed.getMessage());
        } finally {
            place.give();
        }
    }

    private boolean isSound() {
        return !commits.failed() && log.stats().failure() == null;
    }

    /** Waits a moment for committers that are on their way out. An interrupt must not turn this into an unclean close. */
    private void takeToClose() {
        boolean interrupted = Thread.interrupted();
        try {
            place.take(Deadline.in(CLOSE_WAIT));
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
}
