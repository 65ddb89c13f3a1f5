package org.pesadb.it.load;

import java.util.Locale;

/** Numbers for people. */
final class Units {
    private static final long KIB = 1024;

    private Units() {}

    /** Nanoseconds as milliseconds, without the unit. */
    static String millis(double nanos) {
        return String.format(Locale.ROOT, nanos < 10e6 ? "%.3f" : "%.1f", nanos / 1e6);
    }

    /** Nanoseconds with a fitting unit. */
    static String time(double nanos) {
        if (nanos < 1e3) {
            return String.format(Locale.ROOT, "%.0f ns", nanos);
        }
        if (nanos < 1e6) {
            return String.format(Locale.ROOT, "%.3g µs", nanos / 1e3);
        }
        return nanos < 1e9
                ? String.format(Locale.ROOT, "%.3g ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    /** Bytes with a fitting unit. */
    static String bytes(double bytes) {
        if (bytes < 10 * KIB) {
            return String.format(Locale.ROOT, "%.0f B", bytes);
        }
        return bytes < 10 * KIB * KIB
                ? String.format(Locale.ROOT, "%.0f KiB", bytes / KIB)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / KIB / KIB);
    }

    /** Seconds between a moment of {@link System#nanoTime} and now. */
    static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** A rate for a count since a moment. */
    static double rate(long count, long start) {
        return count / Math.max(1e-9, since(start));
    }
}
