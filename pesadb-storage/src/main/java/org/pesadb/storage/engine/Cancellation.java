package org.pesadb.storage.engine;

import java.util.function.Supplier;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * How one thread ends a statement that runs in another. A statement asks now and then; where it waits for the writer's place
 * the waiting thread is interrupted, and the interrupt taken back.
 */
final class Cancellation {
    private volatile boolean requested;
    private volatile boolean ended;
    private Thread waiter;
    private boolean interrupted;

    /** A new statement begins: what was asked before does not concern it. */
    void reset() {
        requested = false;
    }

    /** Throws CANCELLED where somebody has asked for it. */
    void check() {
        if (ended) {
            throw new PesaDbException(
                    ErrorCode.CANCELLED, "the database is being closed; nothing of the statement remains");
        }
        if (requested) {
            throw new PesaDbException(ErrorCode.CANCELLED, "the statement was cancelled; nothing of it remains");
        }
    }

    /** Asks the statement that runs now to end. */
    synchronized void request() {
        requested = true;
        if (waiter != null) {
            interrupted = true;
            waiter.interrupt();
        }
    }

    /** Asks the statement that runs now to end, and every later one: no {@link #reset} takes it back. */
    void end() {
        ended = true;
        request();
    }

    /** Waits for something in a way that a request ends. */
    <T> T whileWaiting(Supplier<T> wait) {
        synchronized (this) {
            check();
            waiter = Thread.currentThread();
            interrupted = false;
        }
        try {
            return wait.get();
        } finally {
            synchronized (this) {
                waiter = null;
                if (interrupted) {
                    Thread.interrupted();
                }
            }
        }
    }
}
