package org.pesadb.it.load;

import java.util.concurrent.locks.LockSupport;

/** Waits for moments of {@link System#nanoTime}. */
final class Pause {
    private Pause() {}

    static void until(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    static void millis(double millis) {
        until(System.nanoTime() + (long) (millis * 1e6));
    }
}
