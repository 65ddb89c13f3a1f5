package org.pesadb.it.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/** Durations over time: a point for each tick, and all of them together. Threads may record; one thread ticks and reads. */
final class Timeline {
    /**
     * The durations between two ticks, in nanoseconds.
     *
     * @param second when it ended, in seconds since the start
     * @param count  how many there were
     * @param p50    their median
     * @param p99    their 99th percentile
     * @param max    the longest
     */
    record Point(double second, long count, long p50, long p99, long max) {}

    private final long start;
    private final List<Recorder> recorders = new CopyOnWriteArrayList<>();
    private final List<Point> points = new ArrayList<>();
    private final Histogram total = new Histogram();
    private final Histogram interval = new Histogram();

    /**
     * @param start a moment of {@link System#nanoTime}, from which seconds are counted
     */
    Timeline(long start) {
        this.start = start;
    }

    /** One more source of durations, for one thread. */
    Recorder recorder() {
        Recorder made = new Recorder();
        recorders.add(made);
        return made;
    }

    /** Ends an interval; one without any duration gives no point. */
    void tick() {
        end(true);
    }

    /** Counts what came since the last tick, which is too short an interval for a point. */
    void finish() {
        end(points.isEmpty());
    }

    private void end(boolean point) {
        interval.clear();
        for (Recorder each : recorders) {
            each.drainTo(interval);
        }
        total.add(interval);
        if (point && interval.count() > 0) {
            points.add(new Point(
                    Units.since(start),
                    interval.count(),
                    interval.percentile(50),
                    interval.percentile(99),
                    interval.max()));
        }
    }

    /** All durations up to the last tick or finish. */
    Histogram total() {
        return total;
    }

    List<Point> points() {
        return points;
    }

    /** One figure of every point. */
    double[] series(ToLongFunction<Point> figure) {
        return points.stream().mapToDouble(point -> figure.applyAsLong(point)).toArray();
    }

    /** When the points are, in seconds. */
    double[] seconds() {
        return points.stream().mapToDouble(Point::second).toArray();
    }

    /** How many durations there were in a second, at each point. */
    double[] rates() {
        double[] rates = new double[points.size()];
        double before = 0;
        for (int i = 0; i < rates.length; i++) {
            Point point = points.get(i);
            rates[i] = point.count / Math.max(1e-3, point.second - before);
            before = point.second;
        }
        return rates;
    }
}
