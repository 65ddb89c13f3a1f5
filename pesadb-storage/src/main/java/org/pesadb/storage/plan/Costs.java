package org.pesadb.storage.plan;

/**
 * What things cost, in the unit of one row that a scan hands on. Rough on purpose: the figures only have to be right where ways differ
 * by a factor, and simple enough to be told to whoever asks why.
 *
 * <pre>
 *   scan                 4 + rows
 *   index                2 for each range + (0.25 for the entry + 4 for its row) for each entry
 *   only entries         2 for each range + 0.25 for each entry                   COUNT without conditions left to be tested
 *   sort                 0.2 × rows × log2(rows kept)                            kept: all, or those that LIMIT asks for
 *   up to LIMIT          what lies behind the last row wanted costs nothing, where rows come in order or in any
 * </pre>
 *
 * <p>A row that an index names stands on a page of its own mostly, which has to be found first: 4. A scan finds its next row on the
 * page where it is.
 */
public final class Costs {
    /** To begin a scan. */
    public static final double SCAN = 4;

    /** A row that a scan hands on. */
    public static final double ROW = 1;

    /** To go down an index to the beginning of a range. */
    public static final double SEEK = 2;

    /** An entry of an index. */
    public static final double ENTRY = 0.25;

    /** A row of which it is known where it stands. */
    public static final double FETCH = 4;

    private static final double COMPARE = 0.2;

    private Costs() {}

    /**
     * What a sort costs.
     *
     * @param rows how many rows are sorted
     * @param kept how many of the first ones are wanted
     * @return 0 or more
     */
    public static double sort(double rows, double kept) {
        double held = Math.max(2, Math.min(rows, kept));
        return COMPARE * rows * Math.log(held) / Math.log(2);
    }
}
