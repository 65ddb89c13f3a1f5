package org.pesadb.join;

import java.util.Arrays;
import org.pesadb.api.Row;

/**
 * One column of the build rows, in chunks that are never copied while it grows. What type it has is learned from its first
 * value that is not NULL, and only that one value is ever boxed to find out. Of one thread.
 *
 * <p>Text is kept as Strings, and never as parts of the bytes of a page: one short text would keep its whole page in memory,
 * and the budget would not know.
 */
final class BuildColumn {
    /** Rows in a chunk: {@code 1 << SHIFT}. */
    static final int SHIFT = 8;

    private static final int MASK = (1 << SHIFT) - 1;
    private static final int WORDS = 1 << SHIFT - 6;
    private static final int REFERENCE = 8;
    private static final int ARRAY = 24;
    /** A String object, its array's header, and padding. */
    private static final int STRING = 56;

    private final MemoryBudget budget;
    private boolean number;
    private boolean text;
    /** By chunk; a chunk is null where all its values are NULL. Only for INT. */
    private long[][] numbers = new long[0][];
    /** By chunk, one bit for each row: set where the value is not NULL. Only for INT. */
    private long[][] present = new long[0][];
    /** By chunk; a chunk is null where all its values are NULL. Only for TEXT. */
    private String[][] texts = new String[0][];

    BuildColumn(MemoryBudget budget) {
        this.budget = budget;
    }

    /**
     * Stores a value. Each row is set once at most.
     *
     * @param row      the build row, from 0; all before it are stored
     * @param source   holds the value
     * @param position where
     */
    void set(int row, Row source, int position) {
        if (source.isNull(position)) {
            return;
        }
        if (!number && !text) {
            number = source.get(position) instanceof Long;
            text = !number;
        }
        int chunk = row >>> SHIFT;
        int at = row & MASK;
        if (number) {
            ensureNumbers(chunk, row);
            numbers[chunk][at] = source.getLong(position);
            present[chunk][at >>> 6] |= 1L << at;
        } else {
            ensureTexts(chunk, row);
            String value = source.getText(position);
            budget.take(STRING + 2L * value.length(), row);
            texts[chunk][at] = value;
        }
    }

    private void ensureNumbers(int chunk, int row) {
        if (chunk >= numbers.length) {
            int length = grown(numbers.length, chunk, 2 * REFERENCE, row);
            numbers = Arrays.copyOf(numbers, length);
            present = Arrays.copyOf(present, length);
        }
        if (numbers[chunk] == null) {
            budget.take(2 * ARRAY + 8L * (MASK + 1 + WORDS), row);
            numbers[chunk] = new long[MASK + 1];
            present[chunk] = new long[WORDS];
        }
    }

    private void ensureTexts(int chunk, int row) {
        if (chunk >= texts.length) {
            texts = Arrays.copyOf(texts, grown(texts.length, chunk, REFERENCE, row));
        }
        if (texts[chunk] == null) {
            budget.take(ARRAY + (long) REFERENCE * (MASK + 1), row);
            texts[chunk] = new String[MASK + 1];
        }
    }

    private int grown(int length, int chunk, int bytesEach, int row) {
        int longer = Math.max(chunk + 1, length * 2);
        budget.take((long) bytesEach * (longer - length), row);
        return longer;
    }

    /**
     * Whether the column is known to be INT.
     *
     * @return false for TEXT, and while every value is NULL
     */
    boolean isNumber() {
        return number;
    }

    boolean isNull(int row) {
        int chunk = row >>> SHIFT;
        int at = row & MASK;
        if (number) {
            return chunk >= numbers.length || present[chunk] == null || (present[chunk][at >>> 6] & 1L << at) == 0;
        }
        return chunk >= texts.length || texts[chunk] == null || texts[chunk][at] == null;
    }

    long getLong(int row) {
        if (!number || isNull(row)) {
            throw new IllegalStateException("the value is no INT");
        }
        return numbers[row >>> SHIFT][row & MASK];
    }

    String getText(int row) {
        if (number && !isNull(row)) {
            throw new IllegalStateException("the value is no TEXT");
        }
        return isNull(row) ? null : texts[row >>> SHIFT][row & MASK];
    }

    Object get(int row) {
        return isNull(row) ? null : number ? (Object) getLong(row) : getText(row);
    }

    /**
     * Compares a key that is not NULL, on either side.
     *
     * @param row      the build row
     * @param other    a row of either input
     * @param position where its key stands
     * @return whether both are equal
     */
    boolean matches(int row, Row other, int position) {
        int chunk = row >>> SHIFT;
        int at = row & MASK;
        return number
                ? numbers[chunk][at] == other.getLong(position)
                : texts[chunk][at].equals(other.getText(position));
    }
}
