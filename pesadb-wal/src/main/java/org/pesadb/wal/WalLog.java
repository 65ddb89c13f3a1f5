package org.pesadb.wal;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogPoint;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageImage;

/** An open log: checks what callers may do, and hands on to the part that does it. */
final class WalLog implements Log {
    private final LogContext context;
    private final LogFile file;
    private final PageIndex index;
    private final Snapshots snapshots;
    private final Health health;
    private final LogTail tail;
    private final Forcer forcer;
    private final Appender appender;
    private final PageRecordReader reader;
    private final Cut cut;
    private final Checkpointer checkpointer;
    private volatile boolean closed;

    private WalLog(
            LogContext context,
            LogFile file,
            Generation generation,
            PageIndex index,
            Snapshots.Point newest,
            long end,
            long lastTransaction,
            boolean needsCheckpoint,
            boolean nameInDoubt) {
        this.context = context;
        this.file = file;
        this.index = index;
        snapshots = new Snapshots(newest);
        health = new Health(context.path());
        reader = new PageRecordReader(file, context.pageBytes());
        tail = new LogTail(
                end, newest.position, lastTransaction, LogFormat.length(LogFormat.TYPE_PAGE, context.pageBytes()));
        LogParts parts = new LogParts(context, LogSizes.of(context), file, reader, index, snapshots, tail, health);
        forcer = new Forcer(parts, generation);
        appender = new Appender(tail, forcer, context.pageBytes());
        cut = new Cut(parts, forcer, needsCheckpoint, nameInDoubt);
        checkpointer = new Checkpointer(parts, forcer, cut);
    }

    /** A log just made. */
    static WalLog created(LogContext context, LogFile file, LogHeader header) {
        Snapshots.Point start = new Snapshots.Point(header.base(), header.lastCommit(), header.databasePages());
        return new WalLog(
                context,
                file,
                new Generation(header),
                new PageIndex(),
                start,
                header.base(),
                header.transactions(),
                false,
                false);
    }

    /** A log that was there, and what recovery found in it. */
    static WalLog opened(LogContext context, LogFile file, Recovery found) {
        WalLog log = new WalLog(
                context,
                file,
                found.generation(),
                found.index(),
                found.newest(),
                found.end(),
                found.lastTransaction(),
                !found.isEmpty(),
                found.isNameInDoubt());
        if (found.isEmpty()) {
            log.forcer.doubtHeader();
        }
        return log;
    }

    @Override
    public boolean needsCheckpoint() {
        return cut.isNeeded();
    }

    @Override
    public long generation() {
        return forcer.header().generation();
    }

    @Override
    public long stamp() {
        return forcer.header().stamp();
    }

    @Override
    public LogSnapshot register() {
        return snapshots.register();
    }

    @Override
    public List<LogPoint> points() {
        return snapshots.points();
    }

    @Override
    public LogSnapshot register(long position) {
        return snapshots.register(position);
    }

    @Override
    public long locate(long page, long snapshot) {
        return index.locate(page, snapshot);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A version that is appended but not visible yet can be read too, by the transaction that appended it or one built on
     * it: the position is what {@link PageImage#seal} was told.
     */
    @Override
    public boolean read(long page, long position, byte[] into) {
        if (position >= forcer.written()) {
            forcer.writeOut(); // before the gate: the cut holds the lead when it closes the gate
        }
        long hold = cut.gate.readLock();
        try {
            return reader.read(forcer.generation(), page, position, into);
        } finally {
            cut.gate.unlockRead(hold);
        }
    }

    @Override
    public long begin() {
        requireAppendable();
        return appender.begin();
    }

    @Override
    public void append(long transaction, List<? extends PageImage> pages) {
        requireAppendable();
        appender.append(transaction, pages);
    }

    @Override
    public long commit(long transaction, List<? extends PageImage> pages, long databasePages) {
        requireAppendable();
        return appender.commit(transaction, pages, databasePages);
    }

    @Override
    public void abandon(long transaction) {
        appender.abandon(transaction);
    }

    @Override
    public void force(long position) {
        forcer.force(position);
    }

    @Override
    public CheckpointResult checkpoint(CheckpointSink sink) {
        requireWritable();
        return checkpointer.run(sink);
    }

    private void requireAppendable() {
        requireWritable();
        if (cut.isNeeded()) {
            throw new IllegalStateException(
                    context.path() + ": the log was recovered and takes no records before a checkpoint");
        }
    }

    private void requireWritable() {
        if (closed) {
            throw new IllegalStateException(context.path() + ": the log is closed");
        }
        if (context.readOnly()) {
            throw new PesaDbException(ErrorCode.READ_ONLY, context.path() + ": the log was opened to read only");
        }
        health.requireSound();
    }

    @Override
    public void verify(Consumer<Version> image, Consumer<Fault> found) {
        checkpointer.lock.lock();
        try {
            new LogVerifier(file, forcer.header(), index, image, found).run(snapshots.newest().position);
        } finally {
            checkpointer.lock.unlock();
        }
    }

    @Override
    public LogStats stats() {
        long[] appended = appender.counts();
        int registered = snapshots.count();
        tail.lock.lock();
        try {
            LogHeader header = forcer.header();
            long beyond = forcer.generation().bytesBeyond(snapshots.limit(), tail.end());
            return new LogFigures(
                    header.generation(),
                    tail.end() - header.base(),
                    file.length(),
                    appended[0],
                    appended[1],
                    file.forceCount(),
                    registered,
                    registered == 0 ? 0 : beyond,
                    health.failure());
        } finally {
            tail.lock.unlock();
        }
    }

    @Override
    public void close() {
        checkpointer.lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try {
                if (!context.readOnly() && !cut.isNeeded() && !health.isPoisoned()) {
                    finish();
                }
            } finally {
                file.close();
            }
        } catch (IOException failed) {
            throw FileFailures.of("close", context.path(), failed);
        } finally {
            checkpointer.lock.unlock();
        }
    }

    private void finish() throws IOException {
        forcer.forceAll();
        if (context.sync() != SyncMode.OFF) { // else not even the header need be on the device
            forcer.finish();
        }
    }
}
