package org.pesadb.wal;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.FileFailures;

/**
 * Brings versions to the main file, and then has the log cut.
 *
 * <p>Invariant: from the choice of a limit on, no snapshot older than the limit can appear; so of what is before it, nobody
 * will ever need any version but the newest of each page, and that one goes to the main file. Each version goes there once: the
 * next round begins at this one's limit, be it of this checkpoint or of the next.
 *
 * <p>Commits go on meanwhile. Where many came while a round brought the ones before, and snapshots have moved on too, another
 * round makes the rest small before the cut must carry it. Where nothing but commits is in the way of a cut in place, the last
 * round keeps them out for as long as it takes to bring what came meanwhile.
 */
final class Checkpointer {
    private static final int MOST_ROUNDS = 3;

    private final LogSizes sizes;
    private final PageRecordReader reader;
    private final PageIndex index;
    private final Snapshots snapshots;
    private final LogTail tail;
    private final Forcer forcer;
    private final Health health;
    private final Cut cut;

    /** One checkpoint at a time; the first in the order of locks. */
    final ReentrantLock lock = new ReentrantLock();

    /** The limit of the last round: every version before it is in the main file, or will never be seen. */
    private long brought = LogFormat.FIRST_POSITION;

    /** What the main file was called after that round. */
    private long stamp;

    Checkpointer(LogParts log, Forcer forcer, Cut cut) {
        sizes = log.sizes();
        reader = log.reader();
        index = log.index();
        snapshots = log.snapshots();
        tail = log.tail();
        health = log.health();
        this.forcer = forcer;
        this.cut = cut;
    }

    /** See {@link org.pesadb.api.spi.Log#checkpoint}. */
    CheckpointResult run(CheckpointSink sink) {
        lock.lock();
        try {
            health.requireSound();
            long limit = limit();
            if (index.pages(brought, limit).length == 0 && !cut.isNeeded() && !cut.isWorth(limit)) {
                return new CheckpointResult(0, false);
            }
            long pages = round(limit, sink);
            for (int round = 2; round <= MOST_ROUNDS && worthAnotherRound(); round++) {
                pages += round(limit(), sink);
            }
            boolean done = false;
            if (worthHolding() && sink.hold()) {
                try {
                    pages += round(limit(), sink);
                    done = cut.inPlace(brought, stamp, sink);
                } finally {
                    sink.release();
                }
            }
            done = done || cut.inPlace(brought, stamp, sink) || cut.carry(brought, stamp, sink);
            cut.giveBackRoom();
            return new CheckpointResult(pages, done);
        } finally {
            lock.unlock();
        }
    }

    /** A limit, with the log durable up to it. */
    private long limit() {
        // So that a commit that is appended leaves nothing behind that would have to be carried.
        forcer.forceAll();
        long limit = snapshots.limit();
        if (limit > forcer.forced()) {
            forcer.forceAll(); // with sync normal, another commit has become visible in between
        }
        return limit;
    }

    /** Whether a new limit would leave much less beyond it, or nothing. */
    private boolean worthAnotherRound() {
        long beyond = bytesBeyond(brought);
        long left = bytesBeyond(snapshots.oldest());
        return beyond > 0 && (left == 0 || sizes.isLarge(beyond) && left <= beyond / 2);
    }

    /** Whether it is commits that are in the way of a cut in place, and little more than they. */
    private boolean worthHolding() {
        return !cut.mayReuse(brought) && cut.isWorth(brought) && sizes.worthHolding(bytesBeyond(snapshots.oldest()));
    }

    private long bytesBeyond(long limit) {
        tail.lock.lock();
        try {
            return forcer.generation().bytesBeyond(limit, tail.end());
        } finally {
            tail.lock.unlock();
        }
    }

    /** Returns how many pages went to the main file. */
    private long round(long limit, CheckpointSink sink) {
        long[] pages = index.pages(brought, limit);
        bring(pages, limit, sink);
        stamp = finish(sink);
        brought = limit;
        return pages.length;
    }

    private void bring(long[] pages, long limit, CheckpointSink sink) {
        Generation generation = forcer.generation(); // only this thread cuts
        byte[] image = new byte[generation.header().pageBytes()];
        for (long page : pages) {
            long position = index.locate(page, limit);
            if (!reader.read(generation, page, position, image)) {
                throw new IllegalStateException("the log does not hold version " + position + " of page " + page);
            }
            try {
                sink.page(page, position, image);
            } catch (IOException failed) {
                if (FileFailures.code(failed) == ErrorCode.DISK_FULL) {
                    throw new PesaDbException(
                            ErrorCode.DISK_FULL,
                            "the disk has no room for page " + page
                                    + " in the main file; the log still has it; make room on the device: "
                                    + failed.getMessage(),
                            failed);
                }
                health.poison("bringing to the main file page", page, failed);
                throw health.definite();
            }
        }
    }

    private long finish(CheckpointSink sink) {
        try {
            return sink.finish();
        } catch (PesaDbException nothingInDoubt) {
            throw nothingInDoubt;
        } catch (Throwable failed) {
            health.poison(
                    "forcing the main file for generation", forcer.header().generation(), failed);
            throw health.definite();
        }
    }
}
