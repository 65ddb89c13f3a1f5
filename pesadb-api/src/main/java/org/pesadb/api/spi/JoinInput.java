package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * An input of a join: rows that can be read in one or more ways. Of one thread. Each call that gives rows begins anew; several may be
 * open at a time.
 *
 * <p>Three ways to the same rows:
 *
 * <pre>{@code
 * try (RowStream all = input.rows()) { ... }
 * try (RowStream sorted = input.inKeyOrder()) { ... }                       // at input.orderCost()
 * try (RowStream some = input.lookUp(otherRow, otherKeys)) { ... }          // where lookUpCost() is finite
 * }</pre>
 */
@Stable(since = 1)
public interface JoinInput {
    /**
     * The number of values in a row.
     *
     * @return 1 or more
     */
    int width();

    /**
     * The values that must be equal.
     *
     * @return their positions, as many as on the other side and of the same types, at least one; not to be written to
     */
    int[] keys();

    /**
     * The values that matter: those shown, and the keys. All others may be anything, of any type: nothing may depend on them. Copying a whole row,
     * as {@link RowBuffer#copyOf} does, is no fault, but takes their memory too.
     *
     * @return positions, ascending, each once; not to be written to
     */
    int[] columns();

    /**
     * About how many rows there are.
     *
     * @return 0 or more; it may be far from the truth
     */
    long about();

    /**
     * All rows.
     *
     * @return in any order; to be closed
     */
    RowStream rows();

    /**
     * What {@link #inKeyOrder} costs more than {@link #rows()}.
     *
     * @return in the unit of one row handled; 0 where an index has that order
     */
    double orderCost();

    /**
     * All rows whose keys hold no NULL, in order of their keys: the first key column first, as {@link KeyEncoding} orders. Sorted in
     * files where no index has the order.
     *
     * @return to be closed
     */
    RowStream inKeyOrder();

    /**
     * What one {@link #lookUp} costs.
     *
     * @return in the unit of one row handled, apart from the rows that it gives; infinite where no index has the keys
     */
    double lookUpCost();

    /**
     * About how many rows one {@link #lookUp} gives.
     *
     * @return more than 0; it may be far from the truth
     */
    double aboutEachLookUp();

    /**
     * The rows that have the keys of another row. Called only where {@link #lookUpCost} is finite.
     *
     * @param row  of the other input; not kept
     * @param keys positions of its keys
     * @return to be closed before the next call; none where a key is NULL
     */
    RowStream lookUp(org.pesadb.api.Row row, int[] keys);
}
