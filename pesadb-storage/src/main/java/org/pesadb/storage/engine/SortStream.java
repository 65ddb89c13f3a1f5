package org.pesadb.storage.engine;

import java.util.Arrays;
import org.pesadb.api.Row;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.sort.ExternalSort;
import org.pesadb.storage.sort.Keys;
import org.pesadb.storage.sort.Records;
import org.pesadb.storage.spill.ByteSink;
import org.pesadb.storage.spill.RowFormat;
import org.pesadb.storage.spill.Workspace;

/**
 * Rows in order of one or more of their columns, NULL first; equal ones as they came. Sorts in the memory that it is given and, beyond
 * that, in files. A value that a row is sorted by is kept in its key alone.
 */
final class SortStream implements RowStream {
    private final RowStream input;
    private final Order order;
    private final Workspace work;
    private final ExternalSort sort;
    private final RowFormat keys;
    private final RowFormat others;
    private final RowBuffer row;
    private Records sorted;

    /**
     * How rows are to be sorted.
     *
     * @param keys       positions of the columns to sort by, the first one first; each once, at least one
     * @param descending whether the greatest row comes first; equal ones come as they came all the same
     * @param wanted     how many of the first rows are wanted; {@link Long#MAX_VALUE} for all
     * @param nulls      whether rows with NULL in a key column are wanted
     */
    record Order(int[] keys, boolean descending, long wanted, boolean nulls) {
        /**
         * All rows whose keys hold no NULL, for a merge.
         *
         * @param keys positions of the columns to sort by
         */
        static Order ofMerge(int[] keys) {
            return new Order(keys, false, Long.MAX_VALUE, false);
        }
    }

    /**
     * Reads nothing yet.
     *
     * @param input   what to sort; closed by this stream
     * @param width   the number of values in a row
     * @param columns positions of the values that are kept; all others are NULL in the result, but for keys
     * @param order   in which order
     * @param work    what it may use
     */
    SortStream(RowStream input, int width, int[] columns, Order order, Workspace work) {
        this.input = input;
        this.order = order;
        this.work = work;
        this.sort = new ExternalSort(work, "rows", order.descending(), order.wanted(), null);
        this.keys = new RowFormat(width, order.keys());
        this.others = new RowFormat(
                width,
                Arrays.stream(columns)
                        .filter(column -> Arrays.stream(order.keys()).noneMatch(key -> key == column))
                        .toArray());
        this.row = new RowBuffer(width);
    }

    @Override
    public boolean next() {
        if (sorted == null) {
            gather();
            sorted = sort.sorted(true);
        }
        work.cancelled().run();
        if (!sorted.next()) {
            return false;
        }
        int at = sorted.keyAt();
        for (int column : order.keys()) {
            at = Keys.read(sorted.keyBytes(), at, row, column);
        }
        others.read(sorted.payloadBytes(), sorted.payloadAt(), row);
        return true;
    }

    private void gather() {
        ByteSink key = new ByteSink();
        ByteSink payload = new ByteSink();
        while (order.wanted() > 0 && input.next()) {
            Row current = input.row();
            RowBuffer values = keys.buffer(current);
            key.clear();
            boolean left = true;
            for (int column : order.keys()) {
                left &= order.nulls() || !values.isNull(column);
                Keys.write(values, column, key);
            }
            if (left && sort.wants(key)) {
                payload.clear();
                others.write(others.buffer(current), payload);
                sort.add(key, payload);
            }
        }
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public void close() {
        try {
            sort.close();
        } finally {
            input.close();
        }
    }
}
