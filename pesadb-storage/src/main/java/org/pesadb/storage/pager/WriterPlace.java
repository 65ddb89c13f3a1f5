package org.pesadb.storage.pager;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * The one writer's place: given out in the order of asking, and not bound to a thread, since a transaction may move from one
 * thread to another. Who holds it may append to the log.
 */
final class WriterPlace {
    private final Semaphore place = new Semaphore(1, true);

    /**
     * Takes the place.
     *
     * @param timeout how long to wait; zero or less for not at all
     * @throws PesaDbException BUSY after that time; CANCELLED where the thread is interrupted, which it stays
     */
    void take(Duration timeout) {
        try {
            if (place.tryAcquire(nanos(timeout), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PesaDbException(
                    ErrorCode.CANCELLED, "interrupted while waiting for another write transaction to end", interrupted);
        }
        throw new PesaDbException(
                ErrorCode.BUSY,
                "another write transaction is open, and did not end within " + Math.max(0, timeout.toMillis())
                        + " ms; try again, or allow a longer wait");
    }

    private static long nanos(Duration timeout) {
        return timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : timeout.toNanos();
    }

    /**
     * Takes the place if nobody has it.
     *
     * @return whether it was taken
     */
    boolean tryTake() {
        return place.tryAcquire();
    }

    /** Lets the next one in. */
    void give() {
        place.release();
    }
}
