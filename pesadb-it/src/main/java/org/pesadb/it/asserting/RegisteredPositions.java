package org.pesadb.it.asserting;

import java.util.HashMap;
import java.util.Map;
import org.pesadb.api.spi.LogSnapshot;

/** Where snapshots stand, and stood. Threads share it. */
final class RegisteredPositions {
    private static final class Place {
        private int open;
        private Thread lastCloser;
    }

    private final Map<Long, Place> places = new HashMap<>();
    private int open;

    /** Watches a snapshot that was registered just now. */
    synchronized LogSnapshot add(LogSnapshot snapshot) {
        places.computeIfAbsent(snapshot.position(), any -> new Place()).open++;
        open++;
        return new Watched(snapshot);
    }

    private final class Watched implements LogSnapshot {
        private final LogSnapshot snapshot;
        private boolean closed;

        Watched(LogSnapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public long position() {
            return snapshot.position();
        }

        @Override
        public long transaction() {
            return snapshot.transaction();
        }

        @Override
        public long pages() {
            return snapshot.pages();
        }

        @Override
        public void close() {
            synchronized (RegisteredPositions.this) {
                if (!closed) {
                    closed = true;
                    open--;
                    Place place = places.get(snapshot.position());
                    place.open--;
                    place.lastCloser = Thread.currentThread();
                }
            }
            snapshot.close();
        }
    }

    /** Throws where nobody can have a snapshot there, the present thread least of all. */
    synchronized void require(long position, long page) {
        Place place = places.get(position);
        Misuse.unless(
                place != null,
                () -> "page " + page + " is looked for at position " + position + ", where no snapshot was registered");
        Misuse.unless(
                place.open > 0 || place.lastCloser != Thread.currentThread(),
                () -> "page " + page + " is looked for at position " + position
                        + ", where this thread has closed the last snapshot itself");
    }

    synchronized int open() {
        return open;
    }
}
