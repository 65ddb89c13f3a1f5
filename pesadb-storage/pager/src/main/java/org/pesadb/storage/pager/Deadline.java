package org.pesadb.storage.pager;

import java.time.Duration;

/** How long somebody waits for several things one after another, all together. */
final class Deadline {
    private final long began = System.nanoTime();
    private final Duration timeout;

    private Deadline(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * Begins now.
     *
     * @param timeout zero or less for not to wait at all
     */
    static Deadline in(Duration timeout) {
        return new Deadline(timeout);
    }

    /** What is left of it, in nanoseconds; zero or less where nothing is. */
    long left() {
        boolean endless = timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0;
        return (endless ? Long.MAX_VALUE : timeout.toNanos()) - (System.nanoTime() - began);
    }

    /** What it was in the beginning, for messages. */
    @Override
    public String toString() {
        return Math.max(0, timeout.toMillis()) + " ms";
    }
}
