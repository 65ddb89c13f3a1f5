package org.pesadb.wal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to write and force the file: one thread has it at a time, and works for all. An interrupt ends no wait here, and
 * stays with its thread.
 */
final class Lead {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition free = lock.newCondition();
    private final Snapshots snapshots;
    private final Health health;
    private boolean taken;

    Lead(Snapshots snapshots, Health health) {
        this.snapshots = snapshots;
        this.health = health;
    }

    /** Waits for the lead and takes it. */
    void take() {
        lock.lock();
        try {
            while (taken) {
                free.awaitUninterruptibly();
            }
            taken = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a commit is visible, the log is poisoned, or the lead is free, and takes it only then.
     *
     * @param position the end of the commit
     * @return whether the lead was taken
     */
    boolean takeUnlessVisible(long position) {
        lock.lock();
        try {
            while (snapshots.newest().position < position && !health.isPoisoned()) {
                if (!taken) {
                    taken = true;
                    return true;
                }
                free.awaitUninterruptibly();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the lead back and wakes everybody who waits; also where no memory is left, else all would wait for ever. */
    void giveBack() {
        lockWithoutFail();
        try {
            taken = false;
            free.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void lockWithoutFail() {
        try {
            lock.lock();
        } catch (OutOfMemoryError noPlaceInTheQueue) {
            while (!lock.tryLock()) { // which makes no object
                Thread.onSpinWait();
            }
        }
    }
}
