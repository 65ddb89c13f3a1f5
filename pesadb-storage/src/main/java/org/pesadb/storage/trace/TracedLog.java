package org.pesadb.storage.trace;

import java.util.List;
import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogPoint;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageImage;
import org.pesadb.api.trace.TraceEvent;

/** A log whose appends, forces and checkpoints are told. Threads share it. */
final class TracedLog implements Log {
    private final Log log;
    private final TraceHub hub;

    TracedLog(Log log, TraceHub hub) {
        this.log = log;
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
        hub.tell(new TraceEvent.LogAppend(transaction, pages.size(), 0, took), flight);
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
        long commits = newestVisible();
        long forces = log.stats().forces();
        Object flight = hub.begin(TraceEvent.LogForce.class);
        long began = System.nanoTime();
        log.force(position);
        long took = System.nanoTime() - began;
        try {
            long forced = forces < 0 ? -1 : log.stats().forces() - forces;
            hub.tell(new TraceEvent.LogForce(position, forced, newestVisible() - commits, took), flight);
        } catch (OutOfMemoryError lost) {
            hub.lost(lost);
        }
    }

    /** Ids of transactions go up by one, so that two of them tell how many there were in between. */
    private long newestVisible() {
        try (LogSnapshot newest = log.register()) {
            return newest.transaction();
        }
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
        hub.tell(new TraceEvent.Checkpoint(result.pages(), result.cut(), took), flight);
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
