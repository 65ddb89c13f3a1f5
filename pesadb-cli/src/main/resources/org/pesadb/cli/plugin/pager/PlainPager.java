package @package@;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.SyncMode;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerStats;

/**
 * An open database. Threads share it.
 *
 * <p>Two places that one has at a time: the writer's, from the beginning of a transaction to the end of its append, and that of who makes a checkpoint. Who
 * wants both takes them in this order. Readers take neither.
 */
final class PlainPager implements Pager {
    private final PagerContext context;
    private final Versions versions;
    private final MainFile main;
    private final Log log;
    private final Semaphore writing = new Semaphore(1, true);
    private final Semaphore checkpointing = new Semaphore(1, true);
    private final AtomicInteger snapshots = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Pages logged since the last checkpoint. */
    private final AtomicLong logged = new AtomicLong();

    // Of who has the writer's place; others may look at the root.
    private final Recent recent = new Recent();
    private volatile Root newest;
    private long newestId;
    private IOException spillStays;

    /** Why nobody may build on the newest commit; null where all is well. */
    private volatile String failure;

    // Of who has the checkpoint's; others may look.
    private volatile boolean inUse;
    private volatile long checkpoints;
    private volatile String checkpointFailure;

    PlainPager(PagerContext context, Versions versions) {
        this.context = context;
        this.versions = versions;
        main = versions.main;
        log = versions.log;
        try (LogSnapshot now = versions.register()) {
            newest = versions.root(now);
        }
    }

    PagerContext context() {
        return context;
    }

    Versions versions() {
        return versions;
    }

    Recent recent() {
        return recent;
    }

    @Override
    public int usableSize() {
        return PageFormat.BYTES - PageFormat.HEADER_BYTES;
    }

    @Override
    public PageSnapshot read() {
        LogSnapshot registered = versions.register();
        try {
            Root root = versions.root(registered);
            snapshots.incrementAndGet();
            return new Snapshot(versions, registered, root, snapshots::decrementAndGet);
        } catch (RuntimeException | Error failed) {
            registered.close();
            throw failed;
        }
    }

    // ---- the writer's place

    private void requireWritable() {
        if (context.readOnly()) {
            throw new PesaDbException(
                    ErrorCode.READ_ONLY, context.path() + " was opened to read only; open it without that to change it");
        }
    }

    @Override
    public PageTransaction write(Duration timeout) {
        requireWritable();
        long begun = System.nanoTime();
        long patience = TimeUnit.NANOSECONDS.convert(timeout);
        take(writing, patience, "another transaction is open");
        Transaction transaction = null;
        try {
            requireSound();
            if (!inUse || logged.get() >= context.checkpointPages()) { // so the log stays bounded
                take(checkpointing, patience - (System.nanoTime() - begun), "a checkpoint is going on");
                recoverOrBoundLog();
            }
            transaction = begin();
            return transaction;
        } finally {
            if (transaction == null) {
                writing.release();
            }
        }
    }

    private static void take(Semaphore place, long nanos, String who) {
        try {
            if (!place.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                throw new PesaDbException(
                        ErrorCode.BUSY, who + ", and took longer than was waited for it; try again, or wait longer");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PesaDbException(
                    ErrorCode.CANCELLED, "interrupted while waiting, since " + who, interrupted);
        }
    }

    private Transaction begin() {
        LogSnapshot base = log.register();
        long begun = 0;
        try {
            recent.forget(base.position()); // it sees them
            begun = log.begin();
            while (begun <= main.mark().transaction()) { // of one that was undone before the last close no log knows
                log.abandon(begun);
                begun = 0;
                begun = log.begin();
            }
            newestId = begun;
            return new Transaction(this, begun, base, newest);
        } catch (RuntimeException | Error failed) {
            if (begun != 0) {
                abandon(begun, failed);
            }
            base.close();
            throw failed;
        }
    }

    /** Ends a transaction of the log after something failed. Makes no object, for what failed may be that there is no memory for one. */
    void abandon(long id, Throwable failed) {
        try {
            log.abandon(id);
        } catch (RuntimeException also) {
            failed.addSuppressed(also);
        }
    }

    /** Nobody writes any more, until the database is opened again. */
    void fail(String why) {
        failure = why;
    }

    private void requireSound() {
        if (failure != null) {
            throw new PesaDbException(
                    ErrorCode.READ_ONLY,
                    context.path() + " takes nothing more until it is opened again, since " + failure);
        }
    }

    void givePlace() {
        writing.release();
    }

    /** So many pages go to the log. */
    void logging(int pages) {
        logged.addAndGet(pages);
    }

    /** A commit is in the log: the next transaction builds on it. */
    void committed(long end, Map<Long, Long> positions, Root root) {
        recent.add(end, positions);
        newest = root;
    }

    /** What a transaction could not take away of its file, or null; see {@link SpillFile#end}. */
    void ended(IOException stays) {
        spillStays = stays;
    }

    // ---- checkpoints

    @Override
    public void checkpoint() {
        requireWritable();
        checkpointing.acquireUninterruptibly();
        try {
            recover();
            makeCheckpoint(log.generation());
        } finally {
            checkpointing.release();
        }
    }

    /** Makes one before a transaction. Where it fails, all that is committed is in the log still: the figures say so, and the next one tries again. */
    private void recoverOrBoundLog() {
        try {
            recover();
            if (logged.get() >= context.checkpointPages()) {
                makeCheckpoint(log.generation());
            }
        } catch (PesaDbException failed) {
            if (!inUse) {
                throw failed;
            }
            checkpointFailure = failed.getMessage();
        } finally {
            checkpointing.release();
        }
    }

    private void makeCheckpoint(long generation) {
        logged.set(0);
        try {
            log.checkpoint(new Checkpoint(main, generation, context.logContext().sync() != SyncMode.OFF));
            checkpoints = checkpoints + 1;
            checkpointFailure = null;
        } catch (PesaDbException failed) {
            checkpointFailure = failed.getMessage();
            // The commit that is in doubt is somebody else's; of this one nothing is.
            throw failed instanceof UnknownOutcomeException
                    ? new PesaDbException(failed.code(), failed.getMessage(), failed)
                    : failed;
        }
    }

    /**
     * Recovers. Once, before anybody else has the pager. Where the disk has no room for that, all can be read as it stands in the log, and whoever writes first
     * tries again.
     */
    void start() {
        try {
            recover();
        } catch (PesaDbException failed) {
            if (failed.code() != ErrorCode.DISK_FULL || !log.needsCheckpoint()) {
                throw failed;
            }
            checkpointFailure = failed.getMessage();
        }
    }

    /**
     * Brings what a crash has left in the log to the main file, and marks that as one in use. Whoever gave the log's name to this generation may have ended before
     * he forced the folder, and a loss of power then brings the one before it back. So the main file does not ask for this generation before the log was cut.
     */
    private void recover() {
        if (!inUse) {
            if (log.needsCheckpoint()) {
                makeCheckpoint(main.mark().generation());
            }
            Opening.markInUse(context, main, log);
            inUse = true;
        }
    }

    // ---- copies, checks, figures

    @Override
    public long[] verify(PageSnapshot snapshot, Consumer<Fault> found) {
        return new Verification(versions, Opening.logName(context), (Snapshot) snapshot, found).run();
    }

    @Override
    public void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
        long generation = log == null ? main.mark().generation() : log.generation();
        new Backup(context.files(), (Snapshot) snapshot, to, header, generation).run(progress);
    }

    /** Those that this pager has; see {@link PagerStats} for more. */
    private record Figures(long pages, long freePages, long checkpoints, String checkpointFailure, LogStats log)
            implements PagerStats {}

    @Override
    public PagerStats stats() {
        Root root = newest;
        return new Figures(
                root.pages(), root.freePages(), checkpoints, checkpointFailure, log == null ? null : log.stats());
    }

    // ---- the end

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try (main;
                    log) {
                if (!context.readOnly()) {
                    closeCleanly();
                }
            }
        }
    }

    /**
     * Brings all to the main file, and marks it as one that needs no log. That is left out where it would not be so, and the next opening recovers: after a failure
     * of the log, where a caller has left a snapshot or a transaction open, and where the disk has no room for it.
     */
    private void closeCleanly() {
        try {
            if (failure == null && log.stats().failure() == null && writing.tryAcquire()) {
                if (recent.end() > 0) {
                    log.force(recent.end()); // a checkpoint takes only what is durable
                }
                if (checkpointWhereRoom() && snapshots.get() == 0) {
                    markClosed();
                }
            }
            SpillFile.sweep(context);
        } catch (IOException failed) {
            if (spillStays != null) {
                failed.addSuppressed(spillStays);
            }
            throw FileFailures.of("close", context.path(), failed);
        }
    }

    private boolean checkpointWhereRoom() {
        try {
            checkpoint();
            return true;
        } catch (PesaDbException failed) {
            if (failed.code() != ErrorCode.DISK_FULL) {
                throw failed;
            }
            return false; // all of it is in the log
        }
    }

    private void markClosed() throws IOException {
        try (LogSnapshot end = log.register()) {
            main.write(
                    main.root(),
                    main.mark().closed(log.generation(), Math.max(newestId, end.transaction()), end.position()));
            main.force();
        }
    }
}
