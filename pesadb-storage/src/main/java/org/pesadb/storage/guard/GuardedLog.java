package org.pesadb.storage.guard;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogPoint;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageImage;

/**
 * An open log whose failures bear its name. Threads share it. Its commits count where it throws nothing or say that nobody knows: a log
 * that throws what it may not may have committed before. What fails in the sink of a checkpoint, or in who looks at a verification, is
 * not the log's fault; nor is what it throws once it is closed.
 *
 * <p>What begins, forces or ends something makes no object of its own, not even a boxed number: memory may have ended, and what was begun
 * must be ended all the same.
 */
final class GuardedLog implements Log {
    private final LogProvider provider;
    private final Log log;
    private volatile boolean closed;

    /**
     * @param provider what opened it
     * @param log      the log itself
     */
    GuardedLog(LogProvider provider, Log log) {
        this.provider = provider;
        this.log = log;
    }

    /** The log and where it comes from, for people: see {@link Components#describe}. */
    @Override
    public String toString() {
        return Components.describe(provider);
    }

    /** What to throw for something that the log threw. */
    private RuntimeException failed(String doing, Throwable thrown) {
        if (closed && thrown instanceof RuntimeException late) {
            return late;
        }
        return Guard.failed(provider, doing, thrown);
    }

    /** The same for what is asked of it on behalf of other parts. */
    private RuntimeException failedPage(String doing, Throwable thrown) {
        if (closed && thrown instanceof RuntimeException late) {
            return late;
        }
        return Guard.failedPage(provider, doing, thrown);
    }

    private <T> T call(String doing, Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (Throwable thrown) {
            throw failed(doing, thrown);
        }
        return Guard.notNull(provider, doing, result);
    }

    private void run(String doing, Runnable work) {
        try {
            work.run();
        } catch (Throwable thrown) {
            throw failed(doing, thrown);
        }
    }

    @Override
    public boolean needsCheckpoint() {
        return call("saying whether it needs a checkpoint", log::needsCheckpoint);
    }

    @Override
    public long generation() {
        return call("saying its generation", log::generation);
    }

    @Override
    public long stamp() {
        return call("saying its stamp", log::stamp);
    }

    @Override
    public LogSnapshot register() {
        return new Registered(call("registering a snapshot", log::register));
    }

    @Override
    public List<LogPoint> points() {
        return call("listing its commits", log::points);
    }

    @Override
    public LogSnapshot register(long position) {
        LogSnapshot[] given = new LogSnapshot[1];
        run("registering a snapshot of the past", () -> given[0] = log.register(position));
        if (given[0] == null) {
            return null;
        }
        try {
            return new Registered(given[0]);
        } catch (OutOfMemoryError ended) {
            given[0].close(); // else the log would be kept for it for ever
            throw ended;
        }
    }

    @Override
    public long locate(long page, long snapshot) {
        try {
            return log.locate(page, snapshot);
        } catch (Throwable thrown) {
            throw failedPage("locating a page", thrown);
        }
    }

    @Override
    public boolean read(long page, long position, byte[] into) {
        try {
            return log.read(page, position, into);
        } catch (Throwable thrown) {
            throw failedPage("reading a page", thrown);
        }
    }

    @Override
    public long begin() {
        try {
            return log.begin();
        } catch (Throwable thrown) {
            throw failed("beginning a transaction", thrown);
        }
    }

    @Override
    public void append(long transaction, List<? extends PageImage> pages) {
        run("appending", () -> log.append(transaction, pages));
    }

    @Override
    public long commit(long transaction, List<? extends PageImage> pages, long databasePages) {
        return Guard.commit(provider, "committing", () -> log.commit(transaction, pages, databasePages));
    }

    @Override
    public void abandon(long transaction) {
        try {
            log.abandon(transaction);
        } catch (Throwable thrown) {
            throw failed("abandoning a transaction", thrown);
        }
    }

    @Override
    public void force(long position) {
        try {
            log.force(position);
        } catch (Throwable thrown) {
            throw failed("forcing a commit", thrown);
        }
    }

    @Override
    public CheckpointResult checkpoint(CheckpointSink sink) {
        Throwable[] elsewhere = new Throwable[1];
        CheckpointResult result;
        try {
            result = log.checkpoint(new NotedSink(sink, elsewhere));
        } catch (RuntimeException | Error thrown) {
            if (thrown == elsewhere[0]) {
                throw thrown;
            }
            throw failed("making a checkpoint", thrown);
        }
        return Guard.notNull(provider, "making a checkpoint", result);
    }

    @Override
    public void verify(Consumer<Version> image, Consumer<Fault> found) {
        Throwable[] elsewhere = new Throwable[1];
        try {
            log.verify(noted(image, elsewhere), noted(found, elsewhere));
        } catch (RuntimeException | Error thrown) {
            if (thrown == elsewhere[0]) {
                throw thrown;
            }
            throw failed("verifying", thrown);
        }
    }

    private static <T> Consumer<T> noted(Consumer<T> consumer, Throwable[] elsewhere) {
        return what -> {
            try {
                consumer.accept(what);
            } catch (RuntimeException | Error thrown) {
                elsewhere[0] = thrown;
                throw thrown;
            }
        };
    }

    @Override
    public LogStats stats() {
        return call("giving its figures", () -> GivenLogStats.of(log.stats()));
    }

    @Override
    public void close() {
        closed = true;
        try {
            log.close();
        } catch (Throwable thrown) {
            throw Guard.failed(provider, "closing", thrown);
        }
    }

    /** A snapshot of the log. Threads share it. */
    private final class Registered implements LogSnapshot {
        private final LogSnapshot snapshot;

        Registered(LogSnapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public long position() {
            try {
                return snapshot.position();
            } catch (Throwable thrown) {
                throw failed("saying where a snapshot stands", thrown);
            }
        }

        @Override
        public long transaction() {
            return call("saying the newest transaction of a snapshot", snapshot::transaction);
        }

        @Override
        public long pages() {
            return call("saying the pages of a snapshot", snapshot::pages);
        }

        @Override
        public void close() {
            try {
                snapshot.close();
            } catch (Throwable thrown) {
                throw failed("closing a snapshot", thrown);
            }
        }
    }

    /** Remembers what was thrown in it. */
    private static final class NotedSink implements CheckpointSink {
        private final CheckpointSink sink;
        private final Throwable[] elsewhere;

        NotedSink(CheckpointSink sink, Throwable[] elsewhere) {
            this.sink = sink;
            this.elsewhere = elsewhere;
        }

        @Override
        public void page(long id, long position, byte[] image) throws IOException {
            try {
                sink.page(id, position, image);
            } catch (IOException | RuntimeException | Error thrown) {
                elsewhere[0] = thrown;
                throw thrown;
            }
        }

        @Override
        public long finish() throws IOException {
            try {
                return sink.finish();
            } catch (IOException | RuntimeException | Error thrown) {
                elsewhere[0] = thrown;
                throw thrown;
            }
        }

        @Override
        public boolean hold() {
            try {
                return sink.hold();
            } catch (RuntimeException | Error thrown) {
                elsewhere[0] = thrown;
                throw thrown;
            }
        }

        @Override
        public void release() {
            try {
                sink.release();
            } catch (RuntimeException | Error thrown) {
                elsewhere[0] = thrown;
                throw thrown;
            }
        }

        @Override
        public void cut() {
            try {
                sink.cut();
            } catch (RuntimeException | Error thrown) {
                elsewhere[0] = thrown;
                throw thrown;
            }
        }
    }
}
