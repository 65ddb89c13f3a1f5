package org.pesadb.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.spi.LogPoint;
import org.pesadb.api.spi.LogSnapshot;

/**
 * The commits that snapshots stand on, oldest first, each with the number of its open snapshots, and those of the past on which
 * one may still be opened. The newest is the one
 * that every new snapshot gets. Threads share it; registering takes no lock.
 *
 * <p>Invariant: a commit's count goes from 0 to {@link #RETIRED} only while another commit is the newest, and never back.
 * A thread that still holds on to such a commit when it registers fails to count itself, and takes the newest instead. So a
 * limit chosen here is never beyond a snapshot, registered before or after.
 */
final class Snapshots {
    private static final int RETIRED = -1;
    private static final VarHandle COUNT = field(Point.class, "count", int.class);
    private static final VarHandle CLOSED = field(Snapshot.class, "closed", boolean.class);

    /** The end of a commit that became visible. */
    static final class Point {
        final long position;
        final long transaction;
        final long databasePages;
        private volatile int count;
        /** The next newer one; guarded by the lock of the list. */
        private Point newer;

        Point(long position, long transaction, long databasePages) {
            this.position = position;
            this.transaction = transaction;
            this.databasePages = databasePages;
        }

        /** Counts one more snapshot; false where this is no longer the newest commit and nobody reads there. */
        boolean enter() {
            while (true) {
                int before = count;
                if (before == RETIRED) {
                    return false;
                }
                if (COUNT.compareAndSet(this, before, before + 1)) {
                    return true;
                }
            }
        }

        private boolean retire() {
            return count == RETIRED || COUNT.compareAndSet(this, 0, RETIRED);
        }
    }

    private volatile Point newest;
    /** Guarded by this. */
    private Point oldest;
    /** The one before the newest, or null; guarded by this. */
    private Point second;
    /** Every commit from {@link #floor} on, oldest first; guarded by this. */
    private final ArrayDeque<Point> past = new ArrayDeque<>();
    /** Before it, versions may have gone: a checkpoint looks after the snapshots that there were when it asked. Guarded by this. */
    private long floor;

    Snapshots(Point start) {
        newest = start;
        oldest = start;
        past.add(start);
    }

    /** The commit that a snapshot would get now. */
    Point newest() {
        return newest;
    }

    /** Makes a commit visible to those who register from now on. Its versions are in the page index already. */
    synchronized void publish(Point point) {
        past.addLast(point);
        Point before = newest;
        before.newer = point;
        newest = point;
        if (before.retire()) {
            // Nobody reads there: leave it out, so that the list grows with the snapshots and not with the commits.
            if (second == null) {
                oldest = point;
            } else {
                second.newer = point;
            }
        } else {
            second = before;
        }
    }

    /** Registers a snapshot of the newest commit. */
    LogSnapshot register() {
        while (true) {
            Point point = newest;
            if (point.enter()) {
                return new Snapshot(point);
            }
            Thread.onSpinWait();
        }
    }

    /** Registers a snapshot of a commit of the past, or gives null where it has gone. */
    synchronized LogSnapshot register(long position) {
        if (position == newest.position) {
            return register();
        }
        Point wanted = null;
        for (Point point : past) {
            wanted = point.position == position ? point : wanted;
        }
        if (wanted == null) {
            return null;
        }
        Point before = null;
        Point behind = oldest;
        while (behind.position < position) {
            before = behind;
            behind = behind.newer;
        }
        if (behind.position == position && behind.enter()) {
            return new Snapshot(behind);
        }
        Point again =
                new Point(position, wanted.transaction, wanted.databasePages); // a commit that is retired stays so
        again.enter();
        again.newer = behind;
        if (before == null) {
            oldest = again;
        } else {
            before.newer = again;
        }
        second = behind == newest ? again : second;
        return new Snapshot(again);
    }

    /** The commits on which a snapshot may be opened. */
    synchronized List<LogPoint> points() {
        List<LogPoint> points = new ArrayList<>();
        for (Point point : past) {
            points.add(new LogPoint(point.position, point.transaction, point.databasePages));
        }
        return points;
    }

    /** From now on nobody looks after versions that only snapshots before a position see. */
    private void forgetBefore(long position) {
        floor = Math.max(floor, position);
        while (past.getFirst().position < floor) {
            past.removeFirst();
        }
    }

    /** The position of the oldest registered snapshot, or where there is none, of the newest commit. */
    synchronized long limit() {
        sweep();
        forgetBefore(oldest.position);
        return oldest.position;
    }

    /**
     * The positions of the registered snapshots and of the newest commit, which is the last: ascending, each once. Who
     * registers later stands on one of them, or on a commit newer than them all.
     */
    synchronized long[] positions() {
        sweep();
        forgetBefore(newest.position);
        int points = 0;
        for (Point point = oldest; point != null; point = point.newer) {
            points++;
        }
        long[] positions = new long[points];
        int at = 0;
        for (Point point = oldest; point != null; point = point.newer) {
            positions[at++] = point.position;
        }
        return positions;
    }

    /** How many snapshots are registered. */
    synchronized int count() {
        int count = 0;
        for (Point point = oldest; point != null; point = point.newer) {
            count += Math.max(0, point.count);
        }
        return count;
    }

    /** Leaves out every commit without a snapshot but the newest. */
    private void sweep() {
        Point kept = null;
        for (Point point = oldest; point != newest; point = point.newer) {
            if (!point.retire()) {
                if (kept == null) {
                    oldest = point;
                } else {
                    kept.newer = point;
                }
                kept = point;
            }
        }
        if (kept == null) {
            oldest = newest;
        } else {
            kept.newer = newest;
        }
        second = kept;
    }

    private static VarHandle field(Class<?> type, String name, Class<?> of) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup()).findVarHandle(type, name, of);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private static final class Snapshot implements LogSnapshot {
        private final Point point;
        private volatile boolean closed;

        Snapshot(Point point) {
            this.point = point;
        }

        @Override
        public long position() {
            return point.position;
        }

        @Override
        public long transaction() {
            return point.transaction;
        }

        @Override
        public long pages() {
            return point.databasePages;
        }

        @Override
        public void close() {
            if (CLOSED.compareAndSet(this, false, true)) {
                COUNT.getAndAdd(point, -1);
            }
        }
    }
}
