package org.pesadb.it.sim;

import java.util.List;
import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageImage;

/** A log over another one that hands everything on; what extends it breaks a thing. */
class PassingLog implements Log {
    final Log log;

    PassingLog(Log log) {
        this.log = log;
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
    public void append(long transaction, List<? extends PageImage> pages) {
        log.append(transaction, pages);
    }

    @Override
    public long commit(long transaction, List<? extends PageImage> pages, long databasePages) {
        return log.commit(transaction, pages, databasePages);
    }

    @Override
    public void abandon(long transaction) {
        log.abandon(transaction);
    }

    @Override
    public void force(long position) {
        log.force(position);
    }

    @Override
    public CheckpointResult checkpoint(CheckpointSink sink) {
        return log.checkpoint(sink);
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
}
