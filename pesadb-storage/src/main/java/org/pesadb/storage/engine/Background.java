package org.pesadb.storage.engine;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread of a database's own, for work beside the statements. */
final class Background {
    private static final long IDLE_SECONDS = 5;

    private Background() {}

    /** Runs one thing after another in a thread that comes with the first and ends by itself when there has been nothing for a while. */
    static Executor of(Path main) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "pesadb background " + main.getFileName());
                    thread.setDaemon(true); // a program that ends without closing must end
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
