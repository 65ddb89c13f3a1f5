package org.pesadb.api.spi;

/** A way to join two streams of rows on equal keys. Stateless; threads share it. */
public interface JoinStrategy extends Component {
    /**
     * What a join would cost, roughly, to choose among strategies where nobody names one: every one that is there is asked, and
     * the least is taken, the default where several are equal.
     *
     * @param leftRows  about how many rows come from the left
     * @param rightRows about how many rows come from the right
     * @return a number in units of rows handled, such as {@code leftRows + rightRows} for a hash join and {@code leftRows *
     *     rightRows} for nested loops; less is better; never NaN
     */
    double estimate(long leftRows, long rightRows);

    /**
     * Joins. The result has a row for every pair of a left and a right row whose keys are equal in every place; NULL equals
     * nothing. Its columns are the left ones, then the right ones. In no particular order. Streams: no more of the
     * inputs is held than the strategy needs.
     *
     * <p>Rows of an input may be read in this call or later. Where this throws, the inputs are the caller's to close.
     *
     * @param left    one input; closed by the result
     * @param right   the other input; closed by the result
     * @param context what it may use
     * @return to be closed
     * @throws org.pesadb.api.PesaDbException OUT_OF_MEMORY past the budget, CANCELLED
     */
    RowStream join(JoinInput left, JoinInput right, JoinContext context);

    /**
     * An input of a join.
     *
     * @param rows  the rows, not yet begun
     * @param width the number of values in a row. Those that the statement does not show, and that are no keys, may be anything:
     *              they are carried along, and not to be looked at
     * @param keys  positions of the values that must be equal, as many as on the other side and of the same types
     * @param about about how many rows there are, 0 or more; it may be far from the truth
     */
    record JoinInput(RowStream rows, int width, int[] keys, long about) {}
}
