package org.pesadb.storage.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.Pager;

/**
 * The snapshots that sessions read in. The log is kept for the oldest of them, so it can be asked who holds that, and old ones
 * can be given up. Threads share it.
 *
 * <p>An old snapshot does harm only where somebody writes, so it is the writers that look for those past their time.
 */
final class HeldSnapshots {
    static final int NO_SESSION = 0;
    private static final int LOOKS_PER_LIMIT = 8;

    private final Pager pager;
    private final Duration limit;
    private final LongSupplier clock;
    private final Set<HeldSnapshot> held = ConcurrentHashMap.newKeySet();
    private volatile long nextLook;

    /**
     * @param pager where snapshots come from
     * @param limit how old they may grow; zero for as old as they like
     * @param clock in nanoseconds, from any start
     */
    HeldSnapshots(Pager pager, Duration limit, LongSupplier clock) {
        this.pager = pager;
        this.limit = limit;
        this.clock = clock;
        this.nextLook = clock.getAsLong();
    }

    /**
     * A new snapshot.
     *
     * @param session the holder's number, or {@link #NO_SESSION} for a check
     * @param command what it is for, or null for an explicit transaction
     * @return to be closed
     */
    HeldSnapshot take(int session, Command command) {
        return hold(pager.read(), session, command);
    }

    /**
     * A snapshot of the past.
     *
     * @param session  the holder's number
     * @param command  what it is for
     * @param position of the state
     * @return to be closed
     * @throws PesaDbException OUT_OF_RANGE where that cannot be read
     */
    HeldSnapshot take(int session, Command command, long position) {
        PageSnapshot pages = pager.read(position);
        if (pages == null) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE,
                    "the state of position " + position
                            + " cannot be read: no commit ended there, or a checkpoint has gone beyond it; SNAPSHOTS lists those that can");
        }
        return hold(pages, session, command);
    }

    private HeldSnapshot hold(PageSnapshot pages, int session, Command command) {
        boolean taken = false;
        try {
            HeldSnapshot snapshot = new HeldSnapshot(pages, this, session, command, clock.getAsLong());
            held.add(snapshot);
            taken = true;
            return snapshot;
        } finally {
            if (!taken) {
                pages.close();
            }
        }
    }

    void closed(HeldSnapshot snapshot) {
        held.remove(snapshot);
    }

    Duration limit() {
        return limit;
    }

    /** Gives up those past their time. Looks for them now and then only, so that it can be called for every transaction. */
    void expire() {
        long now = clock.getAsLong();
        if (limit.isZero() || now - nextLook < 0) {
            return;
        }
        nextLook = now + limit.toNanos() / LOOKS_PER_LIMIT;
        for (HeldSnapshot snapshot : held) {
            if (snapshot.mayExpire() && now - snapshot.since() > limit.toNanos()) {
                snapshot.expire();
            }
        }
    }

    /** The oldest one, or null where there is none. */
    HeldSnapshot oldest() {
        HeldSnapshot oldest = null;
        for (HeldSnapshot snapshot : held) {
            if (oldest == null || snapshot.since() - oldest.since() < 0) {
                oldest = snapshot;
            }
        }
        return oldest;
    }

    /** How long a snapshot has been held. */
    Duration age(HeldSnapshot snapshot) {
        return Duration.ofNanos(clock.getAsLong() - snapshot.since());
    }
}
