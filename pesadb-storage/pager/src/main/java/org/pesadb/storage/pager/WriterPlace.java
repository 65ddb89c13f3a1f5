package org.pesadb.storage.pager;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * The one writer's place: given out in the order of asking, and not bound to a thread, since a transaction may move from one
 * thread to another. Who holds it may append to the log, and prune the overlay: whoever gives it back does.
 */
final class WriterPlace {
    private final Semaphore place = new Semaphore(1, true);
    private final Overlay overlay;

    WriterPlace(Overlay overlay) {
        this.overlay = overlay;
    }

    /**
     * Takes the place.
     *
     * @param deadline how long to wait
     * @throws PesaDbException BUSY after that time; CANCELLED where the thread is interrupted, which it stays
     */
    void take(Deadline deadline) {
        try {
            if (place.tryAcquire(deadline.left(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PesaDbException(
                    ErrorCode.CANCELLED, "interrupted while waiting for another write transaction to end", interrupted);
        }
        throw new PesaDbException(
                ErrorCode.BUSY,
                "another write transaction is open, and did not end within " + deadline
                        + "; try again, or allow a longer wait");
    }

    /**
     * Takes the place if it becomes free soon.
     *
     * @return whether it was taken; false also where the thread is interrupted, which it stays
     */
    boolean tryTake(Deadline deadline) {
        try {
            return place.tryAcquire(deadline.left(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets the next one in. */
    void give() {
        overlay.prune();
        place.release();
        settle();
    }

    /** Frees the memory of commits that became durable, unless somebody has the place, who will then do it in {@link #give}. */
    void settle() {
        while (overlay.prunable() && place.tryAcquire()) {
            overlay.prune();
            place.release();
        }
    }
}
