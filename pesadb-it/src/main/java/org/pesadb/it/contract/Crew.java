package org.pesadb.it.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Threads of a test: what one of them throws fails the test, and one that hangs does too. Of the test's thread. */
final class Crew {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What a thread does. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Sets a thread to work. */
    void hire(Work work) {
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
