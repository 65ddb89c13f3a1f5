package org.pesadb.join;

import org.pesadb.api.spi.JoinInput;

/** What the strategies' estimates have in common. */
final class Estimates {
    /** About what a row takes in memory, apart from its values. */
    private static final int ROW_BYTES = 24;
    /** About what a value takes: 8 bytes for an INT, ten times as much for a TEXT of a few words. */
    private static final int VALUE_BYTES = 40;
    /** What a statement may take unless its database was opened with another figure: one part of so many of the heap. */
    private static final int HEAP = 4;

    private Estimates() {}

    /**
     * How much of an input does not fit in memory. An estimate does not know what its statement may take, and goes by what it may
     * unless somebody says otherwise.
     *
     * @param input whose rows would be held
     * @return from 0, where all fit, to nearly 1
     */
    static double spilled(JoinInput input) {
        double bytes = (double) input.about() * (ROW_BYTES + VALUE_BYTES * input.columns().length);
        double memory = (double) Runtime.getRuntime().maxMemory() / HEAP;
        return bytes <= memory ? 0 : 1 - memory / bytes;
    }
}
