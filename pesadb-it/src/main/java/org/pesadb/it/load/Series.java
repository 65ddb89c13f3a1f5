package org.pesadb.it.load;

import java.util.Arrays;

/** A figure over time, such as the length of a file. Of one thread. */
final class Series {
    private double[] seconds = new double[64];
    private double[] values = new double[64];
    private int size;
    private double max;

    void add(double second, double value) {
        if (size == seconds.length) {
            seconds = Arrays.copyOf(seconds, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        seconds[size] = second;
        values[size++] = value;
        max = Math.max(max, value);
    }

    double[] seconds() {
        return Arrays.copyOf(seconds, size);
    }

    double[] values() {
        return Arrays.copyOf(values, size);
    }

    double max() {
        return max;
    }

    double last() {
        return size == 0 ? 0 : values[size - 1];
    }
}
