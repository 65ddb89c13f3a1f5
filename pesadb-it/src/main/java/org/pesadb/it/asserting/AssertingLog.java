package org.pesadb.it.asserting;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageImage;

/** An open log that checks its callers; see {@link AssertingLogProvider}. Threads share it. */
final class AssertingLog implements Log {
    private static final long NONE = 0;

    private final LogContext context;
    private final Log log;
    private final RegisteredPositions snapshots = new RegisteredPositions();
    /** The page of every version that was located or sealed, by its name. */
    private final ConcurrentHashMap<Long, Long> versions = new ConcurrentHashMap<>();
    /** Where commits end. */
    private final Set<Long> ends = ConcurrentHashMap.newKeySet();

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean checkpointing = new AtomicBoolean();
    /** The thread that is told of a cut, or null. */
    private volatile Thread inCut;

    private volatile boolean closed;
    private volatile long open = NONE;
    private volatile SealedPages pages;
    /** The first misuse, thrown once more by close: whoever calls in the background may keep what it catches to itself. */
    private volatile Misuse first;

    AssertingLog(LogContext context, Log log) {
        this.context = context;
        this.log = log;
    }

    private <T> T called(String method, Supplier<T> call) {
        requireCallable(method);
        underWay.incrementAndGet();
        try {
            return call.get();
        } catch (Misuse misuse) {
            remember(misuse);
            throw misuse;
        } finally {
            underWay.decrementAndGet();
        }
    }

    private void requireCallable(String method) {
        try {
            Misuse.unless(!closed, () -> method + " is called of a log that is closed");
            Misuse.unless(inCut != Thread.currentThread(), () -> method + " is called from within cut()");
        } catch (Misuse misuse) {
            remember(misuse);
            throw misuse;
        }
    }

    private synchronized void remember(Misuse misuse) {
        first = first == null ? misuse : first;
    }

    private void requireOpen(String method, long transaction) {
        Misuse.unless(open != NONE, () -> method + " of transaction " + transaction + " is called, and none is open");
        Misuse.unless(
                open == transaction,
                () -> method + " of transaction " + transaction + " is called while " + open + " is open");
    }

    @Override
    public boolean needsCheckpoint() {
        return log.needsCheckpoint();
    }

    @Override
    public long generation() {
        return log.generation();
    }

    @Override
    public long stamp() {
        return log.stamp();
    }

    @Override
    public LogSnapshot register() {
        return called("register", () -> snapshots.add(log.register()));
    }

    @Override
    public long locate(long page, long snapshot) {
        return called("locate", () -> {
            snapshots.require(snapshot, page);
            long position = log.locate(page, snapshot);
            if (position != 0) {
                versions.put(position, page);
            }
            return position;
        });
    }

    @Override
    public boolean read(long page, long position, byte[] into) {
        return called("read", () -> {
            Misuse.unless(
                    into.length == context.pageBytes(),
                    () -> "page " + page + " is read into " + into.length + " bytes, pages have "
                            + context.pageBytes());
            Long named = versions.get(position);
            Misuse.unless(
                    named != null && named == page,
                    () -> "version " + position + " of page " + page + " is read, which nobody located or sealed");
            return log.read(page, position, into);
        });
    }

    @Override
    public long begin() {
        return called("begin", () -> {
            Misuse.unless(open == NONE, () -> "a transaction is begun while " + open + " is open");
            Misuse.unless(
                    context.readOnly() || !log.needsCheckpoint(),
                    "a transaction is begun before the checkpoint that must come first");
            long transaction = log.begin();
            pages = new SealedPages(context.pageBytes(), versions);
            open = transaction;
            return transaction;
        });
    }

    @Override
    public void append(long transaction, List<? extends PageImage> images) {
        called("append", () -> {
            requireOpen("append", transaction);
            log.append(transaction, pages.watched(images));
            pages.requireUnchanged();
            return null;
        });
    }

    @Override
    public long commit(long transaction, List<? extends PageImage> images, long databasePages) {
        return called("commit", () -> {
            requireOpen("commit", transaction);
            SealedPages sealed = pages;
            List<PageImage> watched = sealed.watched(images);
            sealed.requireWithin(databasePages);
            long end = log.commit(transaction, watched, databasePages);
            open = NONE; // where it fails it is abandoned
            sealed.requireUnchanged();
            ends.add(end);
            return end;
        });
    }

    @Override
    public void abandon(long transaction) {
        called("abandon", () -> {
            requireOpen("abandon", transaction);
            open = NONE;
            log.abandon(transaction);
            return null;
        });
    }

    @Override
    public void force(long position) {
        called("force", () -> {
            Misuse.unless(ends.contains(position), () -> "position " + position + " is forced, where no commit ended");
            log.force(position);
            return null;
        });
    }

    @Override
    public CheckpointResult checkpoint(CheckpointSink sink) {
        return called("checkpoint", () -> {
            Misuse.unless(checkpointing.compareAndSet(false, true), "a checkpoint is begun while there is one");
            try {
                return log.checkpoint(new Watched(sink));
            } finally {
                checkpointing.set(false);
            }
        });
    }

    /** Knows when a sink must not call the log. */
    private final class Watched implements CheckpointSink {
        private final CheckpointSink sink;

        Watched(CheckpointSink sink) {
            this.sink = sink;
        }

        @Override
        public void page(long id, long position, byte[] image) throws IOException {
            sink.page(id, position, image);
        }

        @Override
        public long finish() throws IOException {
            return sink.finish();
        }

        @Override
        public boolean hold() {
            boolean held = sink.hold();
            Misuse.unless(!held || open == NONE, () -> "hold() returns true while transaction " + open + " is open");
            return held;
        }

        @Override
        public void release() {
            sink.release();
        }

        @Override
        public void cut() {
            inCut = Thread.currentThread();
            try {
                sink.cut();
            } finally {
                inCut = null;
            }
        }
    }

    @Override
    public void verify(Consumer<Version> image, Consumer<Fault> found) {
        called("verify", () -> {
            log.verify(image, found);
            return null;
        });
    }

    @Override
    public LogStats stats() {
        return log.stats();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        requireCallable("close");
        int calls = underWay.get();
        int left = snapshots.open();
        long transaction = open;
        closed = true;
        log.close(); // whatever is wrong: no test is to leave files behind
        if (first != null) {
            throw first;
        }
        Misuse.unless(calls == 0, () -> "the log is closed while " + calls + " calls of it are under way");
        Misuse.unless(left == 0, () -> "the log is closed while " + left + " snapshots are registered");
        Misuse.unless(transaction == NONE, () -> "the log is closed while transaction " + transaction + " is open");
    }
}
