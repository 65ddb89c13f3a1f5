package org.pesadb.storage.plan;

import java.util.BitSet;
import java.util.List;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.storage.catalog.TableIndex;

/**
 * One way to reach the rows that meet some conditions: no row at all, where the conditions contradict each other; a scan of the
 * table; or ranges of an index, one after another. Immutable; threads share it.
 */
public final class AccessPath {
    private final TableIndex index;
    private final List<KeyRange> ranges;
    private final int keyColumns;
    private final boolean descending;
    private final boolean inOrder;
    private final BitSet answered;
    private final double share;

    private AccessPath(
            TableIndex index,
            List<KeyRange> ranges,
            int keyColumns,
            boolean descending,
            boolean inOrder,
            BitSet answered,
            double share) {
        this.index = index;
        this.ranges = ranges;
        this.keyColumns = keyColumns;
        this.descending = descending;
        this.inOrder = inOrder;
        this.answered = answered;
        this.share = share;
    }

    /** No row is read. */
    static AccessPath nothing() {
        return new AccessPath(null, List.of(), 0, false, true, new BitSet(), 0);
    }

    /** Every row is read, in no order, unless every order is the same. */
    static AccessPath scan(boolean inOrder) {
        return new AccessPath(null, List.of(KeyRange.ALL), 0, false, inOrder, new BitSet(), 1);
    }

    /**
     * By an index.
     *
     * @param ranges     what is read of it, in the order of reading
     * @param keyColumns how many of its columns bound them
     * @param share      what part of the index that may be, where it cannot tell itself
     */
    static AccessPath index(
            TableIndex index,
            List<KeyRange> ranges,
            int keyColumns,
            boolean descending,
            boolean inOrder,
            BitSet answered,
            double share) {
        return new AccessPath(index, List.copyOf(ranges), keyColumns, descending, inOrder, answered, share);
    }

    /**
     * Whether the conditions contradict each other, so that nothing is read.
     *
     * @return true where there is no row, whatever the table holds
     */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /**
     * The index that it goes by.
     *
     * @return null for a scan, or for nothing at all
     */
    public TableIndex index() {
        return index;
    }

    /**
     * Whether rows come in the order wanted, so that they need not be sorted.
     *
     * @return true also where no order was wanted
     */
    public boolean inOrder() {
        return inOrder;
    }

    /**
     * Whether it goes through the index from the greatest key to the least.
     *
     * @return false for a scan
     */
    public boolean descending() {
        return descending;
    }

    /**
     * The columns of which it leaves nothing to be tested: every row that it gives meets all conditions on them.
     *
     * @return positions; not to be written to
     */
    public BitSet answered() {
        return answered;
    }

    /**
     * How many of the index's columns bound what is read of it.
     *
     * @return 0 where the whole index is read, for its order
     */
    public int keyColumns() {
        return keyColumns;
    }

    /** Whether it gives one row at most. */
    boolean isOneRow(boolean keyHasNull) {
        return index != null
                && index.unique()
                && !keyHasNull
                && ranges.size() == 1
                && ranges.get(0).whole();
    }

    List<KeyRange> ranges() {
        return ranges;
    }

    double share() {
        return share;
    }

    /**
     * The rows that the index names, in the order of reading. To be called for a path by an index only.
     *
     * @param reader a state of the database, in which nothing is changed while the rows are read
     * @return rows that meet all conditions on {@link #answered()} columns
     */
    public RowIdCursor rows(PageReader reader) {
        return new IndexRows(index.access(), ranges, descending, reader);
    }
}
