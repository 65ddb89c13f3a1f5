package org.pesadb.it.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a run. Each works until {@link #stopped()}; one that throws stops all of them. One thread makes, stops and closes
 * the crew.
 */
final class Crew implements AutoCloseable {
    /** Far more than any statement here takes. */
    private static final long PATIENCE_MILLIS = TimeUnit.MINUTES.toMillis(2);

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** What a thread does. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    void start(String name, Work work) {
        Thread thread = new Thread(() -> runChecked(name, work), name);
        thread.setDaemon(true); // so that one that hangs cannot keep the program from ending
        threads.add(thread);
        thread.start();
    }

    private void runChecked(String name, Work work) {
        try {
            work.run();
        } catch (Exception | Error failed) {
            fail(name + ": " + failed);
        }
    }

    /** Something is wrong: the run ends. Any thread may say so. */
    void fail(String what) {
        failures.add(what);
        stopped = true;
    }

    /** Whether the threads are to end. */
    boolean stopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }

    /** Stops, waits for every thread, and tells the report what went wrong. */
    void finish(Report report) throws InterruptedException {
        stopped = true;
        join();
        failures.forEach(failure -> report.fail("%s", failure));
        failures.clear();
    }

    private void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                StackTraceElement[] where = thread.getStackTrace();
                failures.add(
                        thread.getName() + " does not end; it is in " + (where.length > 0 ? where[0] : "no frame"));
            }
        }
        threads.clear();
    }

    /** Stops and waits, where an error kept the run from getting to {@link #finish}. */
    @Override
    public void close() {
        stopped = true;
        try {
            join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
