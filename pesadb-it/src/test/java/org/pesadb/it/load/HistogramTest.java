package org.pesadb.it.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pesadb.testing.Seeds;

class HistogramTest {
    private static final double[] PERCENTS = {0, 1, 50, 90, 99, 99.9, 100};

    @Test
    void percentilesAreThoseOfASortedListToThreePercent() {
        long seed = Seeds.one();
        Random random = new Random(seed);
        long[] values = new long[10_000];
        Histogram histogram = new Histogram();
        Histogram half = new Histogram();
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong() >>> 1 + random.nextInt(62); // of every magnitude
            (i % 2 == 0 ? histogram : half).record(values[i]);
        }
        histogram.add(half);
        Arrays.sort(values);
        assertEquals(values.length, histogram.count());
        assertEquals(values[values.length - 1], histogram.max());
        for (double percent : PERCENTS) {
            long exact = values[(int) Math.max(0, Math.ceil(values.length * percent / 100) - 1)];
            long told = histogram.percentile(percent);
            assertTrue(
                    told >= exact && told - exact <= exact / 32,
                    "seed " + seed + ", " + percent + " %: " + told + " for " + exact);
        }
    }

    @Test
    void withoutAnyItIsZeroAndClearingForgets() {
        Histogram histogram = new Histogram();
        assertEquals(0, histogram.percentile(99));
        histogram.record(Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE, histogram.percentile(50));
        histogram.clear();
        assertEquals(0, histogram.count() + histogram.max() + histogram.percentile(100));
    }
}
