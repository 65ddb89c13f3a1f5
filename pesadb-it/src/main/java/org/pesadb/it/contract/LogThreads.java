package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads that work at once. */
final class LogThreads {
    private static final int PATIENCE_SECONDS = 60;

    private LogThreads() {}

    /**
     * Lets each piece of work have a thread, and waits for all.
     *
     * @return what they returned, in order
     * @throws AssertionError where one of them does not end
     */
    static <T> List<T> all(List<? extends Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            work.forEach(each -> running.add(threads.submit(each)));
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(result(each));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Gives a piece of work the time to end that should not end yet. */
    static void letEnd(Future<?> running, int millis) throws InterruptedException {
        try {
            running.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException later) {
            return; // it goes on, as it should; or it failed, and result() says so
        }
    }

    /** Waits for one piece of work. */
    static <T> T result(Future<T> running) throws Exception {
        try {
            return running.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException hanging) {
            throw new AssertionError("a thread did not come back from the log in " + PATIENCE_SECONDS + " s", hanging);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof AssertionError broken) {
                throw broken;
            }
            throw failed;
        }
    }
}
