package org.pesadb.bench;

/**
 * What came of a work.
 *
 * @param value in the unit of the work
 * @param sum   of what was read or written; the same for every peer
 */
record Measured(double value, long sum) {
    /**
     * Things done a second.
     *
     * @param count how many
     * @param from  of {@link System#nanoTime}
     */
    static Measured rate(double count, long from, long sum) {
        return new Measured(count * 1e9 / (System.nanoTime() - from), sum);
    }
}
