package org.pesadb.storage.trace;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.pesadb.api.Fault;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogPoint;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageImage;
import org.pesadb.api.trace.TraceEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log whose appends, forces and checkpoints are told. Threads share it. */
final class TracedLog implements Log {
    private static final Logger LOGGER = LoggerFactory.getLogger(TracedLog.class);
    private static final long UNKNOWN = -1;

    private final Log log;
    private final SyncMode sync;
    private final TraceHub hub;

    /** @param sync how the log was opened */
    TracedLog(Log log, SyncMode sync, TraceHub hub) {
        this.log = log;
        this.sync = sync;
        this.hub = hub;
    }

    @Override
    public void append(long transaction, List<? extends PageImage> pages) {
        if (!hub.on()) {
            log.append(transaction, pages);
            return;
        }
        Object flight = hub.begin(TraceEvent.LogAppend.class);
        long began = System.nanoTime();
        log.append(transaction, pages);
        long took = System.nanoTime() - began;
        try {
            hub.tell(new TraceEvent.LogAppend(transaction, pages.size(), 0, took), flight);
        } catch (OutOfMemoryError lost) {
            hub.lost(lost);
        }
    }

    @Override
    public long commit(long transaction, List<? extends PageImage> pages, long databasePages) {
        if (!hub.on()) {
            return log.commit(transaction, pages, databasePages);
        }
        Object flight = hub.begin(TraceEvent.LogAppend.class);
        long began = System.nanoTime();
        long position = log.commit(transaction, pages, databasePages);
        long took = System.nanoTime() - began;
        try {
            hub.tell(new TraceEvent.LogAppend(transaction, pages.size(), position, took), flight);
        } catch (OutOfMemoryError lost) {
            hub.lost(lost);
        }
        return position;
    }

    @Override
    public void force(long position) {
        if (!hub.on()) {
            log.force(position);
            return;
        }
        long before = measured(this::newestVisible);
        long forces = measured(() -> log.stats().forces());
        Object flight = hub.begin(TraceEvent.LogForce.class);
        long began = System.nanoTime();
        log.force(position);
        long took = System.nanoTime() - began;
        try {
            long made = forces < 0 ? UNKNOWN : log.stats().forces() - forces;
            long commits = before < 0 ? UNKNOWN : Math.max(1, commitsBetween(before, newestVisible()));
            hub.tell(new TraceEvent.LogForce(position, sync, made, commits, took), flight);
        } catch (RuntimeException failed) {
            LOGGER.debug("a force that is not told", failed); // the commit is durable all the same
        } catch (OutOfMemoryError lost) {
            hub.lost(lost);
        }
    }

    /** A figure for tracers alone: no commit must fail for want of it. */
    private static long measured(LongSupplier figure) {
        try {
            return figure.getAsLong();
        } catch (RuntimeException | OutOfMemoryError failed) {
            return UNKNOWN; // the log says so itself, if it matters, when it is asked for the force
        }
    }

    private long newestVisible() {
        try (LogSnapshot newest = log.register()) {
            return newest.transaction();
        }
    }

    /** Those that the log remembers; else transactions are counted, whose ids go up by one, those rolled back too. */
    private long commitsBetween(long before, long after) {
        long remembered = log.points().stream()
                .filter(point -> point.transaction() > before && point.transaction() <= after)
                .count();
        return remembered > 0 ? remembered : after - before;
    }

    @Override
    public CheckpointResult checkpoint(CheckpointSink sink) {
        if (!hub.on()) {
            return log.checkpoint(sink);
        }
        Object flight = hub.begin(TraceEvent.Checkpoint.class);
        long began = System.nanoTime();
        CheckpointResult result = log.checkpoint(sink);
        long took = System.nanoTime() - began;
        try {
            hub.tell(new TraceEvent.Checkpoint(result.pages(), result.cut(), took), flight);
        } catch (OutOfMemoryError lost) {
            hub.lost(lost);
        }
        return result;
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
        return log.register();
    }

    @Override
    public List<LogPoint> points() {
        return log.points();
    }

    @Override
    public LogSnapshot register(long position) {
        return log.register(position);
    }

    @Override
    public long locate(long page, long snapshot) {
        return log.locate(page, snapshot);
    }

    @Override
    public boolean read(long page, long position, byte[] into) {
        return log.read(page, position, into);
    }

    @Override
    public long begin() {
        return log.begin();
    }

    @Override
    public void abandon(long transaction) {
        log.abandon(transaction);
    }

    @Override
    public void verify(Consumer<Version> image, Consumer<Fault> found) {
        log.verify(image, found);
    }

    @Override
    public LogStats stats() {
        return log.stats();
    }

    @Override
    public void close() {
        log.close();
    }

    /** What the log says of itself: messages name it. */
    @Override
    public String toString() {
        return log.toString();
    }
}
