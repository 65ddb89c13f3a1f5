package org.pesadb.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings to the file what is appended, for everybody who waits at once, and then makes the commits in it visible.
 *
 * <p>Order of locks, for the whole log: the checkpoint's lock, the commit lock, the lead, the append lock, the lock of the
 * snapshots or the gate of the cut. Nobody waits for the lead with the append lock in hand.
 *
 * <p>Invariant: with sync FULL a commit enters the page index, and is visible, only after a force that began when all of it
 * was written. Whatever goes wrong between taking the buffer and making commits visible poisons the log, whatever its type.
 */
final class Forcer {
    private static final Logger LOG = LoggerFactory.getLogger(Forcer.class);

    /** The generation that the file holds; changes only with the lead and the append lock in hand. */
    private volatile Generation generation;

    private final LogFile file;
    private final SyncMode sync;
    private final int recordBytes;
    private final LogTail tail;
    private final PageIndex index;
    private final Snapshots snapshots;
    private final Health health;
    private final Lead lead;

    /** Where the next write goes; changed by the holder of the lead, like the two fields after it. */
    private volatile long written;

    private volatile long forced;
    private AppendedCommit visible;

    /** Whether the generation's header is known to be durable; see {@link HeaderSlots#renew}. */
    private boolean headerDurable = true;

    Forcer(LogParts log, Generation generation) {
        this.generation = generation;
        file = log.file();
        sync = log.context().sync();
        recordBytes = LogFormat.length(LogFormat.TYPE_PAGE, log.context().pageBytes());
        tail = log.tail();
        index = log.index();
        snapshots = log.snapshots();
        health = log.health();
        lead = new Lead(snapshots, health);
        visible = tail.lastCommit();
        written = tail.end();
        forced = tail.end();
    }

    /** The generation that the file holds. */
    Generation generation() {
        return generation;
    }

    /** The header of the generation that the file holds. */
    LogHeader header() {
        return generation.header();
    }

    Lead lead() {
        return lead;
    }

    /** Up to where everything is known to be durable. */
    long forced() {
        return forced;
    }

    /** Returns once the commit that ends at the position is visible; see {@link org.pesadb.api.spi.Log#force}. */
    void force(long position) {
        while (snapshots.newest().position < position) {
            if (lead.takeUnlessVisible(position)) {
                try {
                    bring(sync == SyncMode.FULL, "forcing the log behind position");
                } finally {
                    lead.giveBack();
                }
            }
            if (snapshots.newest().position < position) {
                requireAppended(position);
                if (health.isPoisoned()) {
                    throw health.unknown(position);
                }
            }
        }
    }

    private void requireAppended(long position) {
        tail.lock.lock();
        try {
            if (position > tail.lastCommit().end) {
                throw new IllegalArgumentException("no commit ends at log position " + position);
            }
        } finally {
            tail.lock.unlock();
        }
    }

    /** Before any record: says that the header was only read. Its force may have failed in a process before this one. */
    void doubtHeader() {
        headerDurable = false;
    }

    /** Up to where everything is in the file, forced or not. */
    long written() {
        return written;
    }

    /** Writes what is appended without forcing it: to make room in the buffer, or to read it back. */
    void writeOut() {
        lead.take();
        try {
            bring(false, "writing the log behind position");
        } finally {
            lead.giveBack();
        }
        requireUnbroken();
    }

    /** Makes everything appended durable as far as the sync mode ever does. */
    void forceAll() {
        lead.take();
        try {
            bring(true, "forcing the log behind position");
        } finally {
            lead.giveBack();
        }
        requireUnbroken();
    }

    /** Makes sure that records up to a position will find room in the file; see {@link LogFile#reserve}. */
    void reserve(long end, boolean ahead) {
        long offset = header().offset(end); // the caller's transaction has records: no cut comes in between
        if (offset <= file.length()) {
            return;
        }
        boolean room = false;
        lead.take();
        try {
            room = !health.isPoisoned() && file.reserve(offset, ahead);
        } catch (Throwable failed) {
            health.poison("growing the log to length", offset, failed);
        } finally {
            lead.giveBack();
        }
        requireUnbroken();
        if (!room) {
            throw new PesaDbException(
                    ErrorCode.DISK_FULL,
                    file.path() + ": the disk has no room for the log to grow from " + file.length() + " to " + offset
                            + " bytes; nothing was appended. Free some space and try again");
        }
    }

    private void requireUnbroken() {
        if (health.isPoisoned()) {
            throw health.definite();
        }
    }

    /** With the lead and the append lock: makes everything appended durable, as {@link #forceAll}, and visible. */
    void forceAllHeld() {
        bring(true, "forcing the log behind position");
        requireUnbroken();
    }

    /** With the lead: says that the file holds a new generation, and no transaction's records yet. */
    void restart(Generation next) {
        generation = next;
        headerDurable = true;
        written = next.header().start();
        forced = next.header().start();
    }

    /** With the lead: writes what is appended, forces it if asked to, and makes visible what may be. */
    private void bring(boolean force, String doing) {
        if (health.isPoisoned()) {
            return;
        }
        try {
            ByteBuffer taken = null;
            tail.lock.lock();
            try {
                if (!tail.isEmpty()) {
                    taken = tail.take();
                }
            } finally {
                tail.lock.unlock();
            }
            if (taken != null) {
                int length = taken.remaining();
                if (!headerDurable) {
                    HeaderSlots.renew(file, header());
                    headerDurable = true;
                }
                file.write(taken, header().offset(written));
                written = written + length;
            }
            if (force && sync != SyncMode.OFF && forced < written) {
                file.force();
                forced = written;
            }
            publish(sync == SyncMode.FULL ? forced : written);
        } catch (Throwable failed) {
            health.poison(doing, written, failed);
        }
    }

    private void publish(long upTo) {
        for (AppendedCommit next = visible.next; next != null && next.end <= upTo; next = next.next) {
            next.enter(index, recordBytes);
            snapshots.publish(next.point());
            visible = next;
        }
    }

    /**
     * The last thing before the file is closed, when all is forced. A log with records gets a mark behind them, so that the next one
     * to open it can prove damage; a record appended all the same would take its place. One without becomes as short as a new one: who
     * opens it looks through what older generations have left in it. The first of that stays, and tells that this is no file
     * whose name may be lost.
     */
    void finish() throws IOException {
        lead.take();
        try {
            if (written > header().base()) {
                mark();
            } else {
                shorten();
            }
        } finally {
            lead.giveBack();
        }
    }

    private void mark() throws IOException {
        ByteBuffer mark = ByteBuffer.allocate(LogFormat.MARK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        new RecordCodec().putMark(mark, header().salt(), written, forced);
        file.write(mark.flip(), header().offset(written));
        file.force();
    }

    private void shorten() {
        try {
            file.shorten(LogFormat.RECORDS + LogSizes.FIRST_STEP);
        } catch (IOException longer) {
            LOG.debug("the log stays longer than it need be", longer); // nothing is lost: the close is a good one
        }
    }
}
