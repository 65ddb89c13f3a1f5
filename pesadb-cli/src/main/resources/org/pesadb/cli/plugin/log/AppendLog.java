package @package@;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageImage;

/**
 * An open log. The way of a commit:
 *
 * <pre>
 *   append, commit   seal each page with the position at which it will end, write the records behind the last one
 *   force            one of those who wait forces the file for all: commits up to there become the newest that snapshots get
 *   checkpoint       the newest versions up to the oldest snapshot go to the main file; then a new file takes this one's place,
 *                    with what came after that
 * </pre>
 *
 * <p>Three locks, taken in this order: one checkpoint at a time; {@link #lock}, for all that changes; {@link #cutting}, which readers share
 * and a cut takes alone, so that no read is under way when what it reads goes away.
 */
final class AppendLog implements Log {
    private final LogContext context;
    private final ReentrantLock checkpoints = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition forceEnded = lock.newCondition();
    private final ReentrantReadWriteLock cutting = new ReentrantReadWriteLock();
    private final VersionIndex index;

    // Guarded by the lock; the file by the lock or by either side of cutting.
    private LogFile file;
    private boolean needsCheckpoint;
    private long end;
    private long forced;
    private boolean forcing;
    private long transaction;
    /** Page records of the transaction under way: page, position, page, position, … */
    private long[] pending = new long[64];
    private int pendingLongs;
    /** The newest commit that snapshots get, and those that are not durable yet. */
    private Point newest;
    private final Deque<Point> unforced = new ArrayDeque<>();
    /** How many snapshots stand on each commit. */
    private final TreeMap<Point, Integer> snapshots = new TreeMap<>(Comparator.comparingLong(Point::position));
    private Throwable failure;
    private boolean closed;
    private long commits;
    private long forces;

    /** A new log where nothing was recovered, which is null then. */
    AppendLog(LogContext context, LogFile file, Recovery recovery) {
        this.context = context;
        this.file = file;
        Header header = file.header();
        index = recovery == null ? new VersionIndex() : recovery.index();
        newest = recovery == null ? new Point(header.base(), header.transaction(), header.pages()) : recovery.newest();
        needsCheckpoint = recovery != null && !recovery.isEmpty();
        end = recovery == null ? header.base() : recovery.end();
        forced = end;
        transaction = recovery == null ? newest.transaction() : recovery.transaction();
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean needsCheckpoint() {
        return locked(() -> needsCheckpoint);
    }

    @Override
    public long generation() {
        return locked(() -> file.header().generation());
    }

    @Override
    public long stamp() {
        return locked(() -> file.header().stamp());
    }

    // ---- to read

    @Override
    public LogSnapshot register() {
        return locked(() -> {
            Snapshot made = new Snapshot(newest); // first: nobody could give back one that is registered and not there
            snapshots.merge(newest, 1, Integer::sum);
            return made;
        });
    }

    private final class Snapshot implements LogSnapshot {
        private final Point point;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Snapshot(Point point) {
            this.point = point;
        }

        @Override
        public long position() {
            return point.position();
        }

        @Override
        public long transaction() {
            return point.transaction();
        }

        @Override
        public long pages() {
            return point.pages();
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (open.compareAndSet(true, false)) {
                    snapshots.merge(point, -1, (count, less) -> count == 1 ? null : count + less);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public long locate(long page, long snapshot) {
        return index.locate(page, snapshot);
    }

    @Override
    public boolean read(long page, long position, byte[] into) {
        cutting.readLock().lock();
        try {
            ByteBuffer buffer = file.buffer();
            long begins = position - buffer.capacity();
            if (begins < file.header().base()) {
                return false;
            }
            LogRecord record = file.record(buffer, begins);
            if (record == null || record.kind() != LogRecord.Kind.PAGE || record.subject() != page) {
                throw new CorruptException(context.path() + ": the version of page " + page + " at position " + position
                        + " is damaged; restore a backup");
            }
            System.arraycopy(buffer.array(), LogRecord.BYTES, into, 0, into.length);
            return true;
        } finally {
            cutting.readLock().unlock();
        }
    }

    // ---- to write; one transaction at a time, as its caller sees to

    @Override
    public long begin() {
        return locked(() -> {
            requireWritable();
            pendingLongs = 0;
            return ++transaction;
        });
    }

    private void requireWritable() {
        if (context.readOnly() || failure != null || closed) {
            throw new PesaDbException(
                    ErrorCode.READ_ONLY,
                    context.path()
                            + (failure != null
                                    ? " failed, and takes nothing more until the database is opened again: "
                                            + failure.getMessage()
                                    : " is not open to be written"),
                    failure);
        }
        if (needsCheckpoint) {
            throw new IllegalStateException("a recovered log needs a checkpoint before its first record");
        }
    }

    @Override
    public void append(long id, List<? extends PageImage> pages) {
        locked(() -> write(id, pages, null));
    }

    @Override
    public long commit(long id, List<? extends PageImage> pages, long databasePages) {
        lock.lock();
        try {
            long position = write(id, pages, databasePages);
            try {
                count(new Point(position, id, databasePages));
            } catch (RuntimeException | Error failed) {
                throw poison(failed); // memory may have ended; the record is in the file, and nobody may build on what was before
            }
            return position;
        } finally {
            lock.unlock();
        }
    }

    /** A commit is in the file. */
    private void count(Point point) {
        for (int i = 0; i < pendingLongs; i += 2) {
            index.add(pending[i], pending[i + 1]); // of a page that stands there twice, the last one counts
        }
        pendingLongs = 0;
        commits++;
        if (context.sync() == SyncMode.FULL) {
            unforced.add(point);
        } else {
            newest = point;
        }
    }

    /** Writes page records and, where it is the end, the commit record; returns where they end. */
    private long write(long id, List<? extends PageImage> pages, Long databasePages) {
        requireWritable();
        Header header = file.header();
        int length = LogRecord.BYTES + header.pageBytes();
        ByteBuffer records =
                ByteBuffer.allocate(Math.addExact(Math.multiplyExact(pages.size(), length), LogRecord.BYTES));
        int before = pendingLongs;
        for (PageImage page : pages) {
            long position = end + records.position() + length; // its name from now on
            new LogRecord(LogRecord.Kind.PAGE, position, id, page.id(), forced)
                    .write(records, page.seal(position), header.salt());
            if (pendingLongs == pending.length) {
                pending = Arrays.copyOf(pending, 2 * pendingLongs);
            }
            pending[pendingLongs++] = page.id();
            pending[pendingLongs++] = position;
        }
        if (databasePages != null) {
            new LogRecord(LogRecord.Kind.COMMIT, end + records.position() + LogRecord.BYTES, id, databasePages, forced)
                    .write(records, null, header.salt());
        }
        long after = end + records.position();
        try {
            file.write(records.flip(), end);
        } catch (IOException failed) {
            pendingLongs = before;
            throw notWritten(failed);
        }
        end = after;
        return end;
    }

    /**
     * A disk that is full is no reason to stop. But any part of what was to be written may be there, a commit record too, and what was refused must
     * not come back after a crash: so it is cut off, durably. Whatever else fails ends the log.
     */
    private PesaDbException notWritten(IOException failed) {
        if (FileFailures.code(failed) == ErrorCode.DISK_FULL) {
            try {
                file.truncate(end);
                file.force();
                return FileFailures.of("append to", context.path(), failed);
            } catch (IOException cut) {
                failed.addSuppressed(cut);
            }
        }
        return poison(failed);
    }

    /** After a failure nobody knows what is on the disk: nothing is appended any more, and nothing is tried again. */
    private UnknownOutcomeException poison(Throwable failed) {
        if (failure == null) {
            failure = failed;
        }
        forceEnded.signalAll();
        return unknown();
    }

    private UnknownOutcomeException unknown() {
        return new UnknownOutcomeException(
                ErrorCode.IO,
                context.path() + ": a write or a force failed, so nobody knows what of the last commits is durable; open the"
                        + " database again to see: " + failure.getMessage(),
                failure);
    }

    /** What it appended stays in the file, and belongs to no commit. */
    @Override
    public void abandon(long id) {
        lock.lock(); // and no lambda: what ends may be that there is memory for one
        try {
            pendingLongs = 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void force(long position) {
        if (context.sync() == SyncMode.FULL) {
            forceUpTo(position);
        }
    }

    /** The first that comes forces for all who have appended; those who come meanwhile wait, and the next of them forces for the rest. */
    private void forceUpTo(long position) {
        lock.lock();
        try {
            while (forced < position) {
                if (failure != null) {
                    throw unknown();
                }
                if (forcing) {
                    forceEnded.awaitUninterruptibly();
                } else {
                    force();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forces all that is appended, without the lock, so that others append meanwhile. */
    private void force() {
        forcing = true;
        long target = end;
        LogFile forcedFile = file;
        Throwable failed = null;
        lock.unlock();
        try {
            forcedFile.force();
        } catch (Throwable thrown) { // whatever it is: those who wait must learn of it
            failed = thrown;
        } finally {
            lock.lock();
            forcing = false;
            forceEnded.signalAll();
        }
        if (failed != null) {
            throw poison(failed);
        }
        forces++;
        isForced(target);
    }

    private void isForced(long position) {
        forced = Math.max(forced, position);
        while (!unforced.isEmpty() && unforced.peek().position() <= forced) {
            newest = unforced.remove();
        }
    }

    // ---- to bring to the main file

    @Override
    public CheckpointResult checkpoint(CheckpointSink sink) {
        checkpoints.lock();
        try {
            Point limit = limit();
            if (limit.position() <= file.header().base() && !needsCheckpoint()) {
                return new CheckpointResult(0, false); // nothing was committed since the last cut that may be brought
            }
            long[] pages = index.pages(limit.position());
            bring(pages, limit, sink);
            return new CheckpointResult(pages.length, cut(limit, finish(sink), sink));
        } finally {
            checkpoints.unlock();
        }
    }

    /** The oldest snapshot, or the newest commit where there is none: chosen under the lock under which snapshots register. */
    private Point limit() {
        while (true) {
            forceUpTo(locked(() -> {
                if (failure != null) {
                    requireWritable();
                }
                return end;
            }));
            Point limit = locked(() -> snapshots.isEmpty() ? newest : snapshots.firstKey());
            if (limit.position() <= locked(() -> forced)) { // with sync normal another commit may have come in between
                return limit;
            }
        }
    }

    private void bring(long[] pages, Point limit, CheckpointSink sink) {
        byte[] image = new byte[context.pageBytes()];
        for (long page : pages) {
            long position = index.locate(page, limit.position());
            read(page, position, image);
            try {
                sink.page(page, position, image);
            } catch (IOException failed) {
                PesaDbException known = FileFailures.of("bring a page to the main file of", context.path(), failed);
                if (known.code() != ErrorCode.DISK_FULL) {
                    locked(() -> poison(failed));
                }
                throw known;
            }
        }
    }

    private long finish(CheckpointSink sink) {
        try {
            return sink.finish();
        } catch (PesaDbException nothingInDoubt) {
            throw nothingInDoubt;
        } catch (IOException | RuntimeException | Error failed) {
            throw locked(() -> poison(failed));
        }
    }

    /**
     * Makes a new file with what stands behind the limit, where that is less than what goes away. Commits wait meanwhile. Until the new file has the
     * name, the old one is as it was; so whatever fails before that is no harm.
     */
    private boolean cut(Point limit, long stamp, CheckpointSink sink) {
        lock.lock();
        try {
            while (forcing) {
                forceEnded.awaitUninterruptibly();
            }
            requireSound();
            Header header = file.header();
            // Where no commit stands behind the limit, what does was abandoned.
            long base = limit.position() >= newest.position() && unforced.isEmpty() ? end : limit.position();
            boolean worth = needsCheckpoint || end - base <= base - header.base();
            if (pendingLongs > 0 || !worth) {
                return false;
            }
            LogFile old = file;
            LogFile next = LogFile.draft(
                    context, header.next(stamp, base, limit.pages(), limit.transaction()), old, base, end);
            try {
                next.takeName();
            } catch (IOException failed) {
                next.closeQuietly(failed);
                throw poison(failed); // nobody knows which of the two has the name
            }
            cutting.writeLock().lock(); // reads that are under way end; those that come see the new file
            try {
                file = next;
                index.forget(limit.position());
                sink.cut();
            } finally {
                cutting.writeLock().unlock();
            }
            needsCheckpoint = false;
            isForced(end);
            old.close();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void requireSound() {
        if (failure != null) {
            throw unknown();
        }
    }

    // ---- and the rest

    @Override
    public void verify(Consumer<Version> image, Consumer<Fault> found) {
        checkpoints.lock(); // so that nothing is cut
        try {
            long limit = locked(() -> end);
            Recovery again = new Recovery(context, file);
            again.read(
                    (page, position) -> {
                        byte[] bytes = new byte[context.pageBytes()];
                        read(page, position, bytes);
                        image.accept(new Version(page, position, bytes));
                    },
                    limit);
            if (again.end() < limit) {
                found.accept(new Fault(
                        context.path().toString(), -1, null, "what was written at position " + again.end() + " is damaged"));
            }
        } finally {
            checkpoints.unlock();
        }
    }

    @Override
    public LogStats stats() {
        return locked(() -> {
            Figures figures = new Figures(
                    file.header().generation(),
                    end - file.header().base(),
                    commits,
                    forces,
                    snapshots.values().stream().mapToInt(Integer::intValue).sum(),
                    failure == null ? null : failure.toString());
            return figures;
        });
    }

    private record Figures(long generation, long bytes, long commits, long forces, int snapshots, String failure)
            implements LogStats {}

    /**
     * Forces what is appended, and says so by a mark: then a file from which the end is missing is told from one that ends there. Without room on the disk
     * there is none.
     */
    @Override
    public void close() {
        checkpoints.lock();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            while (forcing) {
                forceEnded.awaitUninterruptibly();
            }
            try {
                if (!context.readOnly() && failure == null && !needsCheckpoint && end > file.header().base()) {
                    force();
                    mark();
                }
            } finally {
                cutting.writeLock().lock();
                try {
                    file.close();
                } finally {
                    cutting.writeLock().unlock();
                }
            }
        } finally {
            lock.unlock();
            checkpoints.unlock();
        }
    }

    private void mark() {
        ByteBuffer bytes = ByteBuffer.allocate(LogRecord.BYTES);
        new LogRecord(LogRecord.Kind.MARK, end + LogRecord.BYTES, 0, 0, end)
                .write(bytes, null, file.header().salt());
        try {
            file.write(bytes.flip(), end);
            file.force();
        } catch (IOException failed) {
            PesaDbException known = notWritten(failed);
            if (known.code() != ErrorCode.DISK_FULL) {
                throw known;
            }
        }
    }
}
