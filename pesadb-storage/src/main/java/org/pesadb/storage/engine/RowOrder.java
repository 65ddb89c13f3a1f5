package org.pesadb.storage.engine;

import java.util.Arrays;
import org.pesadb.api.spi.RowBuffer;

/**
 * Compares each row with the one before it, as indexes order them: NULL first, texts by their UTF-8. Keeps what it compares, and makes
 * no objects on the way. Of one thread.
 */
final class RowOrder {
    private final int[] columns;
    private final boolean descending;
    private final RowBuffer last;

    /** The texts of the last row. */
    private final TextBytes[] texts;

    private TextBytes next = new TextBytes();
    private boolean begun;

    /**
     * @param columns    in the order of their weight
     * @param descending whether the greatest comes first
     */
    RowOrder(int[] columns, boolean descending) {
        this.columns = columns;
        this.descending = descending;
        this.last = new RowBuffer(columns.length);
        this.texts = new TextBytes[columns.length];
        Arrays.setAll(texts, column -> new TextBytes());
    }

    /** Whether a row may come after the one before. */
    boolean follows(RowBuffer row) {
        int order = 0;
        for (int i = 0; i < columns.length; i++) {
            int column = columns[i];
            if (row.isNull(column)) {
                order = order != 0 || last.isNull(i) ? order : 1;
                last.setNull(i);
            } else if (row.isLong(column)) {
                long value = row.getLong(column);
                order = order != 0 ? order : last.isNull(i) ? -1 : Long.compare(last.getLong(i), value);
                last.setLong(i, value);
            } else {
                order = text(i, row, column, order);
            }
        }
        boolean first = !begun;
        begun = true;
        return first || (descending ? order >= 0 : order <= 0);
    }

    private int text(int i, RowBuffer row, int column, int before) {
        next.set(row, column);
        TextBytes text = texts[i];
        int order = before != 0 ? before : last.isNull(i) ? -1 : text.compareTo(next);
        texts[i] = next;
        next = text;
        last.setText(i, ""); // a text, whichever: it stands in texts
        return order;
    }
}
