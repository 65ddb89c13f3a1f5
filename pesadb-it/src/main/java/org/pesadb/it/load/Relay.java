package org.pesadb.it.load;

/**
 * Readers who hand over to each other: nobody gives a snapshot back before somebody else has one. So there is no moment without
 * an open snapshot, although each of them is short. Threads share it; there must be two or more.
 */
final class Relay {
    private int open;
    private boolean ended;
    private long handedOver;

    /** The caller has a snapshot now. */
    synchronized void opened() {
        open++;
        notifyAll();
    }

    /** Returns once the caller may give its snapshot back. */
    synchronized void awaitOther() throws InterruptedException {
        while (open < 2 && !ended) {
            wait();
        }
        open--;
        handedOver++;
    }

    /** Nobody waits any more. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** How often a snapshot was given back beside another one. */
    synchronized long handedOver() {
        return handedOver;
    }
}
