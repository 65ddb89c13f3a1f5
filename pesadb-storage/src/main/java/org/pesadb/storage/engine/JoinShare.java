package org.pesadb.storage.engine;

import java.util.Arrays;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;

/**
 * What one step of a join may use: of the statement's memory, a part, since all steps are under way at the same time.
 *
 * @param context     what the statement may use
 * @param memoryBytes of the statement's memory
 */
record JoinShare(StatementContext context, long memoryBytes) implements JoinContext {
    /** Of the share, what each of the two inputs may take to be sorted: so many eighths. The rest is the strategy's. */
    private static final int SORT_EIGHTHS = 3;

    @Override
    public RowSpill spill(int width, int[] columns) {
        return context.spill(width, columns);
    }

    @Override
    public void checkCancelled() {
        context.checkCancelled();
    }

    /**
     * An input's rows in order of their keys.
     *
     * @param rows    closed with the result
     * @param width   the number of values in a row
     * @param columns those that matter
     * @param keys    what to sort by; rows with a NULL in one of them are left out
     */
    RowStream sorted(RowStream rows, int width, int[] columns, int[] keys) {
        SortStream.Order order =
                SortStream.Order.ofMerge(Arrays.stream(keys).distinct().toArray());
        return new SortStream(rows, width, columns, order, context.workspace(memoryBytes * SORT_EIGHTHS / 8));
    }
}
