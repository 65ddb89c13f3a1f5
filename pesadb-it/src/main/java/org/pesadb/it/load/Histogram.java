package org.pesadb.it.load;

/**
 * Counts of durations in nanoseconds, 0 or more, in buckets that are at most a thirty-second part of their value wide: percentiles
 * are right to 3 %, the maximum exactly. Of one thread at a time.
 *
 * <pre>
 * values 0 to 63 have a bucket each; from there each power of two has 32:  64, 66, 68 … 126 | 128, 132 … 252 | 256 …
 * </pre>
 */
final class Histogram {
    private static final int BITS = 5;
    private static final int PARTS = 1 << BITS;

    private final long[] counts = new long[(Long.SIZE - BITS) * PARTS];
    private long count;
    private long max;

    void record(long nanos) {
        counts[bucket(nanos)]++;
        count++;
        max = Math.max(max, nanos);
    }

    private static int bucket(long value) {
        if (value < PARTS) {
            return (int) Math.max(0, value);
        }
        int shift = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value);
        return shift * PARTS + (int) (value >>> shift);
    }

    /** The highest value that falls into a bucket. */
    private static long top(int bucket) {
        if (bucket < 2 * PARTS) {
            return bucket;
        }
        int shift = bucket / PARTS - 1;
        long lowest = (long) (bucket % PARTS + PARTS) << shift;
        return lowest + (1L << shift) - 1;
    }

    void add(Histogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        max = Math.max(max, other.max);
    }

    void clear() {
        java.util.Arrays.fill(counts, 0);
        count = 0;
        max = 0;
    }

    long count() {
        return count;
    }

    long max() {
        return max;
    }

    /**
     * The value that so many percent do not exceed.
     *
     * @param percent 0 to 100
     * @return nanoseconds; 0 where nothing was recorded
     */
    long percentile(double percent) {
        long wanted = Math.max(1, (long) Math.ceil(count * percent / 100));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.min(top(i), max);
            }
        }
        return max;
    }
}
