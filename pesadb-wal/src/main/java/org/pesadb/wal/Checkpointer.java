package org.pesadb.wal;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;

/**
 * Brings versions to the main file and begins a new generation of the log where nobody needs the present one.
 *
 * <p>Invariant: the header of a new generation is written only after the main file was forced with everything that the log
 * held, and no reader learns of it before the pager forgot what it had read from the main file. From the choice of the limit
 * on, no snapshot older than the limit can appear; so at the moment of the cut nobody needs any version but the newest.
 *
 * <p>Where an older snapshot forbids the cut, versions up to the limit go to the main file all the same, each once: the next
 * checkpoint begins at this one's limit. This is also the place to carry what is beyond the limit into a fresh file.
 */
final class Checkpointer {
    private static final SecureRandom SALTS = new SecureRandom();
    private static final long SMALL_FILE_BYTES = 8L << 20;

    private final LogFile file;
    private final PageRecordReader reader;
    private final PageIndex index;
    private final Snapshots snapshots;
    private final LogTail tail;
    private final Forcer forcer;
    private final Health health;
    private final long wantedFileBytes;

    /** One checkpoint at a time; the first in the order of locks. */
    final ReentrantLock lock = new ReentrantLock();

    /** Held for reading around each read of a record, and for writing around the moment of the cut. */
    final StampedLock gate = new StampedLock();

    private volatile boolean needed;
    private long brought;

    Checkpointer(
            LogFile file,
            PageRecordReader reader,
            PageIndex index,
            Snapshots snapshots,
            LogTail tail,
            Forcer forcer,
            Health health,
            long wantedFileBytes,
            boolean needed) {
        this.file = file;
        this.reader = reader;
        this.index = index;
        this.snapshots = snapshots;
        this.tail = tail;
        this.forcer = forcer;
        this.health = health;
        this.wantedFileBytes = wantedFileBytes;
        this.needed = needed;
        this.brought = forcer.header().base();
    }

    static long newSalt() {
        return SALTS.nextLong();
    }

    /** Whether the generation was recovered and takes no records. */
    boolean isNeeded() {
        return needed;
    }

    /** See {@link org.pesadb.api.spi.Log#checkpoint}. */
    CheckpointResult run(CheckpointSink sink) {
        lock.lock();
        try {
            health.requireSound();
            // So that whoever holds the writer's place during a checkpoint leaves nothing behind that forbids the cut;
            // and
            // with sync normal, since a limit lies within what is durable.
            forcer.forceAll();
            long limit = snapshots.limit();
            long[] pages = index.pages(brought, limit);
            if (pages.length == 0 && !needed && !worthCutting(limit)) {
                return new CheckpointResult(0, false);
            }
            bring(pages, limit, sink);
            long stamp = finish(sink);
            brought = Math.max(brought, limit);
            return new CheckpointResult(pages.length, cut(limit, stamp, sink));
        } finally {
            lock.unlock();
        }
    }

    private void bring(long[] pages, long limit, CheckpointSink sink) {
        LogHeader header = forcer.header();
        byte[] image = new byte[header.pageBytes()];
        for (long page : pages) {
            long position = index.locate(page, limit);
            reader.read(header, page, position, image);
            try {
                sink.page(page, position, image);
            } catch (IOException failed) {
                if (Failures.code(failed) == ErrorCode.DISK_FULL) {
                    throw new PesaDbException(
                            ErrorCode.DISK_FULL,
                            "the disk has no room for page " + page + " in the main file; the log still has it: "
                                    + failed.getMessage(),
                            failed);
                }
                health.poison("bringing page " + page + " to the main file", failed);
                throw health.definite();
            }
        }
    }

    private long finish(CheckpointSink sink) {
        try {
            return sink.finish();
        } catch (CorruptException damaged) {
            health.poison("forcing the main file", damaged);
            throw damaged;
        } catch (PesaDbException full) {
            if (full.code() == ErrorCode.DISK_FULL) {
                throw full; // the sink vouches that nothing was forced: the log still has it all, and a later try may
                // find room
            }
            health.poison("forcing the main file", full);
            throw health.definite();
        } catch (Throwable failed) {
            health.poison("forcing the main file", failed);
            throw health.definite();
        }
    }

    private boolean worthCutting(long limit) {
        tail.lock.lock();
        try {
            return mayCut(limit) && tail.end() > forcer.header().base();
        } finally {
            tail.lock.unlock();
        }
    }

    /** With the append lock: whether nothing in the log is needed that is beyond the limit. */
    private boolean mayCut(long limit) {
        OpenTransaction open = tail.open();
        return tail.lastCommit().end == limit && (open == null || open.first() == 0);
    }

    private boolean cut(long limit, long stamp, CheckpointSink sink) {
        forcer.lead().take();
        try {
            tail.lock.lock();
            try {
                if (!mayCut(limit) || health.failure() != null) {
                    return false;
                }
                LogHeader next = next(stamp);
                try {
                    HeaderSlots.write(file, next);
                } catch (Throwable failed) {
                    health.poison("beginning generation " + next.generation() + " of the log", failed);
                    throw health.definite();
                }
                begin(next, sink);
                return true;
            } finally {
                tail.lock.unlock();
            }
        } finally {
            forcer.lead().giveBack();
        }
    }

    private LogHeader next(long stamp) {
        LogHeader header = forcer.header();
        OpenTransaction open = tail.open();
        Snapshots.Point newest = snapshots.newest();
        // After recovery, beyond whatever may stand in the torn end: no position is ever given out twice.
        long base = needed ? Math.max(tail.end(), header.position(LogFormat.aligned(file.length()))) : tail.end();
        return new LogHeader(
                LogFormat.VERSION,
                header.pageBytes(),
                header.databaseId(),
                header.generation() + 1,
                newSalt(),
                base,
                open != null ? open.id() - 1 : tail.lastTransaction(),
                stamp,
                newest.databasePages,
                newest.transaction);
    }

    private void begin(LogHeader next, CheckpointSink sink) {
        long stamp = gate.writeLock();
        try {
            sink.cut();
        } catch (Throwable failed) {
            health.poison("telling the pager of the cut", failed);
            throw failed;
        } finally {
            index.clear();
            forcer.restart(next);
            tail.restart(next.base());
            brought = next.base();
            needed = false;
            gate.unlockWrite(stamp);
        }
        try {
            if (file.length() > Math.max(2 * wantedFileBytes, SMALL_FILE_BYTES)) {
                file.shorten(LogFormat.RECORDS + wantedFileBytes);
            }
        } catch (Throwable failed) {
            health.poison("giving back room behind the log", failed);
            throw health.definite();
        }
    }
}
