package org.pesadb.storage.pager;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogPoint;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageLook;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerStats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open main file with its log. Made by {@link Opening}. Threads share it. */
final class PagedPager implements Pager {
    private static final Logger LOGGER = LoggerFactory.getLogger(PagedPager.class);

    private final boolean readOnly;
    private final FileLayer files;
    private final String logName;
    private final SpillFolder spill;
    private final MainFile main;
    private final Log log;
    private final BufferCache cache;
    private final Versions versions;
    private final Checkpoints checkpoints;
    private final Commits commits;
    private final WriteSide writeSide;
    private final LongAdder visits = new LongAdder();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param context    what it works on
     * @param main       open
     * @param log        open
     * @param generation that of page 0 in the main file
     */
    PagedPager(PagerContext context, MainFile main, Log log, long generation) {
        readOnly = context.readOnly();
        files = context.files();
        logName = context.logContext().path().getFileName().toString();
        spill = new SpillFolder(context.files(), context.spillFolder());
        this.main = main;
        this.log = log;
        cache = new BufferCache(context.cacheBytes());
        versions = new Versions(main, log, context.logContext().path(), cache);
        Overlay overlay = new Overlay();
        WriterPlace place = new WriterPlace(overlay);
        CheckpointWriter sink = new CheckpointWriter(main, cache, place, generation);
        checkpoints = new Checkpoints(log, sink, context.checkpointPages(), context.background());
        boolean forces = context.logContext().sync() == SyncMode.FULL;
        commits = new Commits(log, overlay, cache, checkpoints, forces);
        writeSide = new WriteSide(
                log,
                versions,
                main.name(),
                place,
                overlay,
                commits,
                new RootMarks(log, commits, overlay, main, sink, checkpoints),
                checkpoints,
                visits,
                spill::transactionFile,
                TransactionMemory.pages(context.transactionBytes()));
    }

    /**
     * Recovers what the log holds, where it may be written, and reads page 0. Once, before anything else. Where the disk has no
     * room for that, all can be read as it stands in the log, and whoever writes first tries again.
     *
     * @throws org.pesadb.api.CorruptException where the main file is damaged and the log cannot mend it
     */
    void start() {
        if (log.needsCheckpoint()) {
            refuseCutShort();
        }
        if (log.needsCheckpoint() && !readOnly) {
            main.doubtLength();
            recover();
        }
        try (Snapshot snapshot = snapshot()) {
            commits.start(snapshot.page(0), snapshot.position());
            if (!log.needsCheckpoint()) {
                main.checkLength(snapshot.pageCount());
            }
        }
    }

    /**
     * That what the main file ends before is in the log, or free. A recovery makes the file as long as it must be, and what somebody cut
     * off would be blank pages from then on, as if nothing had ever stood there.
     */
    private void refuseCutShort() {
        try (Snapshot snapshot = snapshot()) {
            LongPredicate inLog = id -> versions.inLog(id, snapshot.position());
            if (main.holdsOr(snapshot.pageCount(), inLog)) {
                return;
            }
            Verification verification = new Verification(main, logName, fault -> {
                throw new CorruptException(fault + "; restore the database from a backup, or salvage it");
            });
            verification.behindEnd(snapshot.pageCount(), inLog, verification.freePages(snapshot, snapshot.fields()));
        }
    }

    private void recover() {
        try {
            writeSide.checkpoint();
        } catch (PesaDbException failed) {
            if (failed.code() != ErrorCode.DISK_FULL || !log.needsCheckpoint()) {
                throw failed;
            }
            LOGGER.warn(
                    "{} can be read, but not written to before there is room on the device: {}",
                    main.path(),
                    failed.getMessage());
        }
    }

    private Snapshot snapshot() {
        return new Snapshot(versions, log.register(), visits);
    }

    @Override
    public int usableSize() {
        return PageFormat.USABLE_BYTES;
    }

    @Override
    public PageSnapshot read() {
        return snapshot();
    }

    @Override
    public List<LogPoint> points() {
        return log.points();
    }

    @Override
    public PageSnapshot read(long position) {
        LogSnapshot registered = log.register(position);
        if (registered == null) {
            return null;
        }
        try {
            return new Snapshot(versions, registered, visits);
        } catch (OutOfMemoryError ended) {
            registered.close(); // else the log would be kept for it for ever; closing twice does nothing
            throw ended;
        }
    }

    @Override
    public PageTransaction write(Duration timeout) {
        checkWritable();
        return writeSide.begin(timeout);
    }

    @Override
    public void checkpoint() {
        checkWritable();
        writeSide.checkpoint();
    }

    private void checkWritable() {
        if (readOnly) {
            throw NoLog.readOnly();
        }
    }

    @Override
    public long[] verify(PageSnapshot snapshot, Consumer<Fault> found) {
        Snapshot own = own(snapshot);
        Verification verification = new Verification(main, logName, found);
        verification.mainFile(own.pageCount(), id -> versions.inLog(id, own.position()));
        verification.log(log);
        return verification.freePages(own, own.fields());
    }

    @Override
    public PageLook look() {
        return new Look(snapshot());
    }

    @Override
    public long[] freePages(PageReader state) {
        Verification verification = new Verification(main, logName, fault -> {
            throw new CorruptException(fault.toString());
        });
        return verification.freePages(state, Root.of(state.page(0)));
    }

    @Override
    public void describe(Page page, ByteMap into) {
        PageMap.describe(page, into);
    }

    @Override
    public void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
        new Backup(files, versions, own(snapshot), to, header).run(progress);
    }

    private static Snapshot own(PageSnapshot snapshot) {
        if (snapshot instanceof Snapshot own) {
            return own;
        }
        throw new IllegalArgumentException("not a snapshot of this pager: " + snapshot);
    }

    @Override
    public PagerStats stats() {
        Root root = commits.root();
        long asked = visits.sum() + writeSide.visitsUnderWay();
        long read = versions.fileReads();
        return new PagerFigures(
                root.pages(),
                root.freePages(),
                asked,
                Math.max(0, asked - read),
                read,
                cache.bytes(),
                cache.limit(),
                checkpoints.count(),
                checkpoints.failure(),
                log.stats());
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (main;
                log) {
            if (!readOnly) {
                writeSide.shutDown();
            }
        } finally {
            if (!readOnly) {
                spill.clear();
            }
        }
    }
}
