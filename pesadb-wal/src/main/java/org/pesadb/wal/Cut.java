package org.pesadb.wal;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.locks.StampedLock;
import java.util.function.BooleanSupplier;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.LogContext;

/**
 * Begins a new generation of the log without what the main file has: in place where nothing is left, else in a fresh file into
 * which the rest is carried over. Only with the checkpoint's lock.
 *
 * <p>Invariants. Up to the limit everything is in the main file, forced, before the new generation is: so it needs no version
 * before the limit. No commit is half appended at the cut, and none is in doubt: the commit lock, the lead and the append
 * lock are held, and everything is forced. No reader learns of the new generation before the pager forgot what it had read
 * from the main file; readers wait for that moment alone, in which no file is touched.
 *
 * <p>What is carried while commits go on is enough for snapshots registered later: they stand on the newest commit there
 * was then, or on a later one, and see either what was carried for that commit or a version beyond it, which the last part
 * carries, when nothing is appended any more.
 */
final class Cut {
    private static final SecureRandom SALTS = new SecureRandom();
    /**
     * So far beyond the end of the log a fresh file begins, since checksums need to know where while the log still grows.
     * Positions last for 2<sup>33</sup> such steps.
     */
    private static final long AHEAD = 1L << 30;

    private static final long STEP_BACK_BYTES = 16L << 20;

    private final LogContext context;
    private final LogSizes sizes;
    private final LogFile file;
    private final PageRecordReader reader;
    private final PageIndex index;
    private final Snapshots snapshots;
    private final LogTail tail;
    private final Forcer forcer;
    private final Health health;

    /** Held for reading around each read of a record, and for writing around the moment of the cut. */
    final StampedLock gate = new StampedLock();

    private volatile boolean needed;
    /** Whether the next generation must be in a fresh file; see {@link Recovery#isNameInDoubt}. Of the thread at a checkpoint. */
    private boolean nameInDoubt;

    /**
     * @param needed      whether the generation was recovered
     * @param nameInDoubt whether a power loss may give the log's name back to the file before, for ever
     */
    Cut(LogParts log, Forcer forcer, boolean needed, boolean nameInDoubt) {
        context = log.context();
        sizes = log.sizes();
        file = log.file();
        reader = log.reader();
        index = log.index();
        snapshots = log.snapshots();
        tail = log.tail();
        health = log.health();
        this.forcer = forcer;
        this.needed = needed;
        this.nameInDoubt = nameInDoubt;
    }

    static long newSalt() {
        return SALTS.nextLong();
    }

    /** Whether the generation was recovered and takes no records. */
    boolean isNeeded() {
        return needed;
    }

    /** Whether a cut would do anything now, if the main file had everything before a limit. */
    boolean isWorth(long limit) {
        return mayReuse(limit) ? end() > forcer.header().base() : worthCarrying(limit);
    }

    private long end() {
        tail.lock.lock();
        try {
            return tail.end();
        } finally {
            tail.lock.unlock();
        }
    }

    /** Whether nothing in the log is needed that is beyond the limit, or not known yet to be. */
    boolean mayReuse(long limit) {
        tail.lock.lock();
        try {
            return tail.lastCommit().end == limit && !tail.hasUnfinished();
        } finally {
            tail.lock.unlock();
        }
    }

    private boolean worthCarrying(long limit) {
        long log;
        tail.lock.lock();
        try {
            log = tail.end() - forcer.header().base();
            if (tail.hasUnfinished() || !sizes.worthCarrying(log, 0)) {
                return false;
            }
        } finally {
            tail.lock.unlock();
        }
        long versions = index.kept(limit, snapshots.positions()).count();
        return sizes.worthCarrying(log, versions * LogFormat.carriedLength(context.pageBytes()));
    }

    /** Works while nobody commits, writes or forces, and nothing is appended. */
    private boolean alone(BooleanSupplier work) {
        tail.committing.lock();
        try {
            forcer.lead().take();
            try {
                tail.lock.lock();
                try {
                    return work.getAsBoolean();
                } finally {
                    tail.lock.unlock();
                }
            } finally {
                forcer.lead().giveBack();
            }
        } finally {
            tail.committing.unlock();
        }
    }

    /**
     * Begins a new generation in the same file, where nothing is left in it.
     *
     * @param limit everything before it is in the main file, forced
     * @param stamp names the state of the main file
     * @return whether it was done
     */
    boolean inPlace(long limit, long stamp, CheckpointSink sink) {
        return !nameInDoubt && mayReuse(limit) && alone(() -> reuse(limit, stamp, sink));
    }

    /** With all the locks. */
    private boolean reuse(long limit, long stamp, CheckpointSink sink) {
        if (!mayReuse(limit) || health.isPoisoned()) {
            return false;
        }
        LogHeader ending = forcer.header();
        LogHeader next = header(base(), newSalt(), stamp, 0, ending.earlier().and(ending));
        try {
            HeaderSlots.write(file, next);
            begin(new Generation(next), null, sink);
        } catch (Throwable failed) {
            // The file may be of the new generation already, and what is appended to the old one would be lost.
            throw poisoned(next, failed);
        }
        return true;
    }

    /**
     * Begins a new generation in a fresh file, where that makes the log so much shorter that it pays, or where the name of the present
     * one is in doubt: to give it to another file is a change that the next force of the folder must make durable.
     *
     * @param limit everything before it is in the main file, forced
     * @param stamp names the state of the main file
     * @return whether it was done
     */
    boolean carry(long limit, long stamp, CheckpointSink sink) {
        if (!nameInDoubt && !worthCarrying(limit)) {
            return false;
        }
        long length = sizes.file();
        try (CarriedFile next = CarriedFile.create(context, base() + AHEAD, newSalt(), length)) {
            // Only now, since making the file took long.
            long[] positions = snapshots.onlyPositions();
            next.add(index.kept(limit, positions), forcer.generation(), reader);
            next.force();
            return alone(() -> complete(positions[positions.length - 1], next, stamp, sink));
        }
    }

    /**
     * With all the locks.
     *
     * @param carried everything that snapshots of a commit up to this one can see is carried already
     */
    private boolean complete(long carried, CarriedFile next, long stamp, CheckpointSink sink) {
        if (tail.hasUnfinished() || tail.end() > next.base() || health.isPoisoned()) {
            return false;
        }
        forcer.forceAllHeld();
        next.add(index.kept(carried, snapshots.onlyPositions()), forcer.generation(), reader);
        Generation generation =
                next.complete(header(next.base(), next.salt(), stamp, next.count(), EarlierGenerations.NONE));
        try {
            next.giveName();
            nameInDoubt = false;
            begin(generation, next, sink);
        } catch (Throwable failed) {
            // The old file may have lost its name, and what is appended to it would be lost too.
            throw poisoned(generation.header(), failed);
        }
        return true;
    }

    private RuntimeException poisoned(LogHeader next, Throwable failed) {
        health.poison("beginning of the log generation", next.generation(), failed);
        return health.definite();
    }

    private long base() {
        // After recovery, beyond whatever may stand in the torn end: no position is ever given out twice.
        return needed ? Math.max(end(), forcer.header().position(LogFormat.aligned(file.length()))) : end();
    }

    private LogHeader header(long base, long salt, long stamp, int carried, EarlierGenerations earlier) {
        LogHeader header = forcer.header();
        OpenTransaction open = tail.open();
        Snapshots.Point newest = snapshots.newest();
        return new LogHeader(
                LogFormat.VERSION,
                header.pageBytes(),
                header.databaseId(),
                header.generation() + 1,
                salt,
                base,
                open != null ? open.id() - 1 : tail.lastTransaction(),
                stamp,
                newest.databasePages,
                newest.transaction,
                carried,
                earlier);
    }

    /** @param fresh what takes the file's place, or null where it stays */
    private void begin(Generation next, CarriedFile fresh, CheckpointSink sink) {
        long stamp = gate.writeLock();
        try {
            sink.cut();
        } finally { // nothing here makes an object, so that readers are let in again whatever happens
            if (fresh != null) {
                fresh.become(file);
                index.become(fresh.index());
            } else {
                index.clear();
            }
            forcer.restart(next);
            tail.restart(next.header().start());
            needed = false;
            gate.unlockWrite(stamp);
        }
    }

    /**
     * Makes a file shorter that has become too long. In steps: a file system takes long to free gigabytes, and commits wait for
     * no more than one step.
     */
    void giveBackRoom() {
        boolean more = file.length() > sizes.tooLong();
        while (more) {
            more = alone(this::giveBackSome);
        }
    }

    /** With all the locks: returns whether there is more to give back. */
    private boolean giveBackSome() {
        if (tail.hasUnfinished() || health.isPoisoned()) {
            return false;
        }
        // What is appended has its room, written or not.
        long least = Math.max(sizes.file(), forcer.header().offset(tail.end()));
        try {
            file.shorten(Math.max(least, file.length() - STEP_BACK_BYTES));
        } catch (IOException failed) {
            throw FileFailures.of(
                    "shorten", context.path(), failed); // nothing is lost, it is only longer than it need be
        }
        return file.length() > least;
    }
}
