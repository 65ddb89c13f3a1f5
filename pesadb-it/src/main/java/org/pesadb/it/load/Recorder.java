package org.pesadb.it.load;

/** Where one thread leaves its durations until the {@link Timeline} fetches them: its lock is contended once in a tick. */
final class Recorder {
    private final Histogram kept = new Histogram();

    synchronized void record(long nanos) {
        kept.record(nanos);
    }

    /** Records the time since a moment of {@link System#nanoTime}. */
    void since(long start) {
        record(System.nanoTime() - start);
    }

    synchronized void drainTo(Histogram target) {
        target.add(kept);
        kept.clear();
    }
}
