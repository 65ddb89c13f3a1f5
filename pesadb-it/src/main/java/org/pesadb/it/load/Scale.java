package org.pesadb.it.load;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Where values stand on an axis of a picture.
 *
 * @param from        the value at one end, positive where logarithmic
 * @param to          the value at the other end, above the first
 * @param low         the place of the first
 * @param high        the place of the other
 * @param logarithmic whether equal distances are equal factors
 */
record Scale(double from, double to, double low, double high, boolean logarithmic) {
    /** The place of a value; what lies outside stands at the end. */
    double at(double value) {
        double inside = Math.max(from, Math.min(to, value));
        double share = logarithmic ? Math.log(inside / from) / Math.log(to / from) : (inside - from) / (to - from);
        return low + share * (high - low);
    }

    /**
     * Round values to write at the axis.
     *
     * @param about how many, where not logarithmic; else about the powers of ten
     * @param base  1000, or 1024 for bytes: the factor between a unit and the next greater one
     */
    double[] ticks(int about, double base) {
        if (logarithmic) {
            int lowest = (int) Math.ceil(Math.log10(from) - 1e-9);
            int highest = (int) Math.floor(Math.log10(to) + 1e-9);
            // With few powers of ten, twice and five times each as well.
            double[] factors = highest - lowest < 2 ? new double[] {1, 2, 5} : new double[] {1};
            return IntStream.rangeClosed(lowest - 1, highest)
                    .boxed()
                    .flatMapToDouble(power -> DoubleStream.of(factors).map(factor -> factor * Math.pow(10, power)))
                    .filter(value -> value >= from * 0.999 && value <= to * 1.001)
                    .toArray();
        }
        double rough = (to - from) / about;
        double unit = rough < base ? 1 : Math.pow(base, Math.floor(Math.log(rough) / Math.log(base)));
        double ten = unit * Math.pow(10, Math.floor(Math.log10(rough / unit)));
        double step = rough / ten <= 1 ? ten : rough / ten <= 2 ? 2 * ten : rough / ten <= 5 ? 5 * ten : 10 * ten;
        return DoubleStream.iterate(from, each -> each <= to, each -> each + step)
                .toArray();
    }
}
