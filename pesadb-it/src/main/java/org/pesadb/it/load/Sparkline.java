package org.pesadb.it.load;

/**
 * Numbers over time as one line of text. What does not fit in its width is put together, the highest value showing. Immutable.
 *
 * @param low         the value at the bottom
 * @param high        the value at the top
 * @param logarithmic whether each step is a factor
 */
record Sparkline(double low, double high, boolean logarithmic) {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int WIDTH = 60;

    /** A logarithmic scale for all of the numbers, which are positive. */
    static Sparkline logarithmic(double[]... numbers) {
        double low = Double.MAX_VALUE;
        double high = 1;
        for (double[] some : numbers) {
            for (double each : some) {
                low = Math.min(low, Math.max(1, each));
                high = Math.max(high, each);
            }
        }
        return new Sparkline(Math.min(low, high), high, true);
    }

    /** A scale from 0. */
    static Sparkline linear(double high) {
        return new Sparkline(0, high, false);
    }

    String draw(double[] values) {
        StringBuilder line = new StringBuilder();
        int width = Math.min(WIDTH, values.length);
        for (int column = 0; column < width; column++) {
            int from = (int) ((long) column * values.length / width);
            int to = (int) ((long) (column + 1) * values.length / width);
            double highest = values[from];
            for (int i = from; i < to; i++) {
                highest = Math.max(highest, values[i]);
            }
            line.append(BARS.charAt((int) Math.round(share(highest) * (BARS.length() - 1))));
        }
        return line.toString();
    }

    /** Where a value stands between bottom and top, 0 to 1. */
    private double share(double value) {
        double share = logarithmic
                ? Math.log(Math.max(low, value) / low) / Math.log(high / low)
                : (value - low) / (high - low);
        return share >= 0 ? Math.min(1, share) : 0; // NaN where the scale has no height
    }
}
