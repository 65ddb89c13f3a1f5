package org.pesadb.storage.engine;

import java.util.Arrays;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.sort.Keys;
import org.pesadb.storage.spill.ByteSink;

/** Compares each row with the one before it. Keeps two keys, and makes no objects on the way. Of one thread. */
final class RowOrder {
    private final int[] columns;
    private final boolean descending;
    private ByteSink last = new ByteSink();
    private ByteSink next = new ByteSink();

    /**
     * @param columns    in the order of their weight
     * @param descending whether the greatest comes first
     */
    RowOrder(int[] columns, boolean descending) {
        this.columns = columns;
        this.descending = descending;
    }

    /** Whether a row may come after the one before. */
    boolean follows(RowBuffer row) {
        next.clear();
        for (int column : columns) {
            Keys.write(row, column, next);
        }
        int order = last.length() == 0
                ? 0
                : Arrays.compareUnsigned(last.bytes(), 0, last.length(), next.bytes(), 0, next.length());
        ByteSink reused = last;
        last = next;
        next = reused;
        return descending ? order >= 0 : order <= 0;
    }
}
