package org.pesadb.api.internal;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work with a {@link java.nio.channels.FileChannel} that no interrupt spoils.
 *
 * <p>An interrupt closes such a channel, whether it came before the call or in the middle of it, and the answer of the
 * call is lost with it: a lock would be dropped, a failed force pass unseen. So the work is done by a thread that nobody
 * else knows, and the caller waits for it to the end. That is for rare work; see {@link SystemFile} for all the rest.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /** Does the work, and hands on what it gives or throws. An interrupt meanwhile is kept for later. */
    static <T> T call(Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread worker = new Thread(task, "pesadb-uninterrupted");
        worker.setDaemon(true);
        worker.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            throw thrown(failed.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException thrown(Throwable failed) {
        if (failed instanceof IOException io) {
            return io;
        } else if (failed instanceof RuntimeException unexpected) {
            throw unexpected;
        } else if (failed instanceof Error error) {
            throw error;
        }
        return new IOException(failed);
    }
}
