package org.pesadb.it.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Threads of a test: what one of them throws fails the test, and one that hangs does too. Of the test's thread. */
final class Crew {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PATIENCE_TO_WAIT = Duration.ofSeconds(5);

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What a thread does. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Sets a thread to work. */
    Thread hire(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception | Error failed) {
                failures.add(failed);
            }
        });
        thread.setDaemon(true); // so that one that hangs cannot keep the tests from ending
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** Returns when a thread waits for others, or has ended; after some seconds in any case, for nobody must know of its waiting. */
    static void untilItWaits(Thread thread) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PATIENCE_TO_WAIT.toNanos()) {
            switch (thread.getState()) {
                case WAITING, TIMED_WAITING, TERMINATED -> {
                    return;
                }
                default -> Thread.onSpinWait();
            }
        }
    }

    /** Waits until all have done their work. */
    void await() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                StackTraceElement[] where = thread.getStackTrace();
                failures.add(new AssertionError("a thread hangs in " + (where.length > 0 ? where[0] : "no frame")));
            }
        }
        threads.clear();
        if (!failures.isEmpty()) {
            AssertionError failed = new AssertionError(String.valueOf(failures.peek()), failures.peek());
            failures.clear();
            throw failed;
        }
    }
}
