package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * A way to join two inputs on equal keys. Stateless; threads share it.
 *
 * <p>Nested loops, the plainest of all; what it leaves out is the memory that {@link JoinContext} gives:
 *
 * <pre>{@code
 * public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
 *     return new Loops(left.rows(), right, kind, context);        // for each left row: all right rows, again
 * }
 *
 * public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
 *     return (double) left.about() * right.about();
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface JoinStrategy extends Component {
    /**
     * What a join would cost, roughly, to choose among strategies where nobody names one: every one that is there is asked, and
     * the least is taken, the default where several are equal.
     *
     * @param left  one input; nothing of it is read
     * @param right the other input
     * @param kind  what to do with rows without a partner
     * @return in the unit of one row handled, such as {@code left.about() + right.about()} where all rows are read once and fit in
     *     memory, and their product for nested loops; 0 or more, less is better; infinite where it cannot be done so, and then it is not
     *     asked to; never NaN
     */
    double estimate(JoinInput left, JoinInput right, JoinKind kind);

    /**
     * Joins. The result has a row for every pair of a left and a right row whose keys are equal in every place; NULL equals
     * nothing. A {@link JoinKind#LEFT} join also has each left row without a partner once, with NULL in every right column. Columns are
     * the left ones, then the right ones. In no particular order. Streams: no more of the inputs is held than the strategy needs.
     *
     * <p>Inputs may be read in this call or later. The result closes the streams and spills that were opened, whether it was read to its end, was left before
     * it, or failed; where this call itself fails, it has closed them. What inputs, spills and the context throw goes through as it is.
     *
     * @param left    one input
     * @param right   the other input
     * @param kind    what to do with rows without a partner
     * @param context what it may use
     * @return to be closed
     * @throws org.pesadb.api.PesaDbException CANCELLED, DISK_FULL, IO; OUT_OF_MEMORY where not even a few rows fit into the budget
     */
    RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context);

    /**
     * How it would read its inputs, which EXPLAIN tells.
     *
     * @param left  one input; nothing of it is read
     * @param right the other input
     * @param kind  what to do with rows without a partner
     * @return by default that it reads each once and in any order
     */
    default Readings readings(JoinInput left, JoinInput right, JoinKind kind) {
        return new Readings(Reading.ROWS, Reading.ROWS);
    }

    /** How an input is read. */
    enum Reading {
        /** By {@link JoinInput#rows()}. */
        ROWS,
        /** By {@link JoinInput#inKeyOrder()}. */
        IN_KEY_ORDER,
        /** By {@link JoinInput#lookUp}. */
        LOOK_UPS
    }

    /**
     * How both inputs are read.
     *
     * @param left  the one
     * @param right the other
     */
    record Readings(Reading left, Reading right) {}

    /** What becomes of rows without a partner. */
    enum JoinKind {
        /** They are left out. */
        INNER,
        /** Those of the left input stay, with NULL in every right column. */
        LEFT
    }
}
