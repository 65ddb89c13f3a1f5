package org.pesadb.storage.pager;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Log;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a checkpoint is made, by whom, and how it went. Threads share it.
 *
 * <p>One is due when enough pages were logged since the last one began. It is then made in the background, beside readers and
 * writers. Only where the log grows faster than that can follow, a writer waits, before it begins: for the checkpoint under
 * way, and if half as many pages again were logged since that one began, it makes the next one itself. So the log stays
 * bounded, whatever becomes of the background.
 */
final class Checkpoints {
    private static final Logger LOGGER = LoggerFactory.getLogger(Checkpoints.class);

    private final Log log;
    private final CheckpointWriter sink;
    private final int pages;
    private final Executor background;

    /** Held by who makes one, and by who must not meet one. Taken before every lock of the log, after the writer's place. */
    private final ReentrantLock making = new ReentrantLock();

    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Pages logged since the last one began. */
    private final AtomicLong logged = new AtomicLong();

    private volatile boolean closed;
    private volatile long count;
    private volatile String failure;

    /**
     * @param pages      a checkpoint is due after so many logged pages
     * @param background where it is made then
     */
    Checkpoints(Log log, CheckpointWriter sink, int pages, Executor background) {
        this.log = log;
        this.sink = sink;
        this.pages = pages;
        this.background = background;
    }

    /** Counts pages that went into the log. */
    void logged(long more) {
        logged.addAndGet(more);
    }

    private boolean due() {
        return logged.get() >= pages;
    }

    private boolean overdue() {
        return logged.get() >= pages + pages / 2L;
    }

    /** Has one made, if it is due. Whatever goes wrong says nothing of the commit after which this is called. */
    void schedule() {
        if (due() && scheduled.compareAndSet(false, true)) {
            try {
                background.execute(this::runInBackground);
            } catch (RuntimeException | Error failed) {
                scheduled.set(false);
                warn(failed); // a writer makes it when it is overdue
            }
        }
    }

    private void runInBackground() {
        scheduled.set(false);
        try {
            making.lock();
            try {
                if (due() && !closed) {
                    make(false);
                }
            } finally {
                making.unlock();
            }
        } catch (RuntimeException | Error failed) {
            warn(failed);
        }
    }

    private static void warn(Throwable failed) {
        LOGGER.warn("What is committed is durable, but a checkpoint failed: {}", failed.toString());
        LOGGER.debug("It failed here", failed);
    }

    /**
     * Waits while the log is at its bound and somebody makes a checkpoint; where nobody does, it makes one, which is no waiting
     * and takes its time. For who is about to take the writer's place.
     *
     * @param deadline how long to wait
     * @throws PesaDbException BUSY after that time; CANCELLED where the thread is interrupted, which it stays
     */
    void awaitRoom(Deadline deadline) {
        if (!overdue()) {
            return;
        }
        await(deadline, "the log is full, and the checkpoint of it");
        try {
            if (overdue() && !closed) {
                make(true);
            }
        } catch (RuntimeException | Error failed) {
            warn(failed);
        } finally {
            making.unlock();
        }
    }

    /** Makes one now. */
    void run() {
        making.lock();
        try {
            make(true);
        } finally {
            making.unlock();
        }
    }

    /**
     * Takes the lock, or says why not.
     *
     * @param what is going on, for the message
     */
    private void await(Deadline deadline, String what) {
        try {
            if (!making.tryLock(deadline.left(), TimeUnit.NANOSECONDS)) {
                throw new PesaDbException(
                        ErrorCode.BUSY,
                        what + " that is going on did not end within " + deadline
                                + "; try again, or allow a longer wait");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PesaDbException(ErrorCode.CANCELLED, "interrupted while waiting for a checkpoint", interrupted);
        }
    }

    /**
     * Does something that must not happen beside a checkpoint.
     *
     * @param deadline how long to wait for one
     * @throws PesaDbException BUSY after that time; CANCELLED where the thread is interrupted, which it stays
     */
    void without(Runnable work, Deadline deadline) {
        await(deadline, "the first write must not meet a checkpoint, and the one");
        try {
            work.run();
        } finally {
            making.unlock();
        }
    }

    /** The next is due after as many pages again, also where this one fails. */
    private void make(boolean hurry) {
        logged.set(0);
        try {
            sink.start(() -> hurry || closed || overdue());
            log.checkpoint(sink);
            sink.trim();
            count = count + 1;
            failure = null;
        } catch (UnknownOutcomeException failed) {
            failure = failed.getMessage();
            throw definite(failed);
        } catch (RuntimeException | Error failed) {
            failure = String.valueOf(failed.getMessage());
            throw failed;
        }
    }

    /** From now on only {@link #run} makes one. Returns when the one under way has ended: nobody is to close its files under it. */
    void close() {
        closed = true;
        making.lock();
        making.unlock();
    }

    /** For a caller who waited for a commit that is not its own: of what it wanted, nothing is done, beyond any doubt. */
    static PesaDbException definite(UnknownOutcomeException failed) {
        return new PesaDbException(failed.code(), failed.getMessage(), failed);
    }

    /** How many were made. */
    long count() {
        return count;
    }

    /** Why the last one failed, or null where it did not. */
    String failure() {
        return failure;
    }
}
