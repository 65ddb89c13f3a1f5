package org.pesadb.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.pesadb.api.Session;

/**
 * Lets a signal end the program in order, from a thread of its own.
 *
 * <p>The program's one thread holds the turn, except while it waits for input. Whoever stops it cancels the running
 * statement until the turn is free, closes the database, and keeps the turn for ever. Once that is asked for, whoever has
 * waited for input waits on, without the turn, until the process is gone: no command begins any more.
 */
final class Stop {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReentrantLock turn = new ReentrantLock();
    private final Condition gone = turn.newCondition(); // never signalled
    private volatile boolean asked;
    private volatile Session session;
    private volatile AutoCloseable opened;

    /**
     * Something that may take long, and can be left alone where it stands when the database is closed, or the process ends.
     *
     * @param <T> what comes of it
     * @param <E> what it throws
     */
    interface Wait<T, E extends Exception> {
        /** Waits. */
        T get() throws E;
    }

    /** Takes the turn, at the beginning. */
    void begin() {
        turn.lock();
    }

    /** Gives the turn back, at the end. */
    void end() {
        turn.unlock();
    }

    /** Says what to cancel and what to close. */
    void watch(Session running, AutoCloseable database) {
        session = running;
        opened = database;
    }

    /** Waits, such as for input, without the turn. */
    <T, E extends Exception> T idle(Wait<T, E> wait) throws E {
        turn.unlock();
        try {
            return wait.get();
        } finally {
            turn.lock();
            awaitEnd();
        }
    }

    /** Does, within {@link #idle}, what must not be cut in two, such as writing a line. */
    void whole(Runnable work) {
        turn.lock();
        try {
            awaitEnd();
            work.run();
        } finally {
            turn.unlock();
        }
    }

    private void awaitEnd() {
        while (asked) {
            gone.awaitUninterruptibly();
        }
    }

    /** Whether a signal has asked for the end: work that no session runs looks here. */
    boolean asked() {
        return asked;
    }

    /** Cancels the running statement, if there is one. */
    void cancel() {
        Session running = session;
        if (running != null) {
            running.cancel();
        }
    }

    /**
     * Stops the program. Where a statement does not end in time, or its output is stuck in a full pipe, the process goes
     * down without closing; what was acknowledged is durable anyway.
     *
     * @throws Exception what closing throws
     */
    void stop() throws Exception {
        asked = true;
        long begun = System.nanoTime();
        while (!turn.tryLock(20, TimeUnit.MILLISECONDS)) {
            cancel();
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                return;
            }
        }
        AutoCloseable database = opened;
        if (database != null) {
            database.close();
        }
    }
}
