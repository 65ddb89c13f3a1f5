package org.pesadb.storage.plan;

/**
 * What is wanted of the rows that meet the conditions. Immutable.
 *
 * @param order      the columns to order by; empty for any order. Not to be written to
 * @param descending whether to turn the order around, of all columns
 * @param limit      after how many rows nobody reads on; {@link Long#MAX_VALUE} for no limit
 * @param countOnly  whether only their number is wanted
 */
public record Wanted(int[] order, boolean descending, long limit, boolean countOnly) {
    private static final int[] NONE = {};

    /** All rows, in any order. */
    public static final Wanted ROWS = new Wanted(NONE, false, Long.MAX_VALUE, false);

    /** How many there are. */
    public static final Wanted COUNT = new Wanted(NONE, false, Long.MAX_VALUE, true);

    /**
     * The first rows, in any order.
     *
     * @param limit the most rows
     * @return what is wanted
     */
    public static Wanted first(long limit) {
        return new Wanted(NONE, false, limit, false);
    }

    /**
     * Rows in order.
     *
     * @param descending whether to turn the order around
     * @param limit      the most rows; {@link Long#MAX_VALUE} for all
     * @param columns    positions: the first one orders, the second one those that are equal in it, and so on
     * @return what is wanted
     */
    public static Wanted inOrder(boolean descending, long limit, int... columns) {
        return new Wanted(columns, descending, limit, false);
    }
}
