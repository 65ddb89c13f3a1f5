package org.pesadb.join;

import java.util.Arrays;
import org.pesadb.api.Row;

/**
 * One column of rows in memory, in chunks that are never copied while it grows. What type it has is learned from its first
 * value that is not NULL, and only that one value is ever boxed to find out. Of one thread.
 *
 * <p>Text is kept as Strings, and never as parts of the bytes of a page: one short text would keep its whole page in memory,
 * and the budget would not know.
 */
final class HeldColumn {
    /** Rows in a chunk: {@code 1 << SHIFT}. */
    static final int SHIFT = 8;

    private static final int MASK = (1 << SHIFT) - 1;
    private static final int WORDS = 1 << SHIFT - 6;
    private static final int REFERENCE = 8;
    private static final int ARRAY = 24;
    /** A String object, its array's header, and padding. */
    private static final int STRING = 56;

    private static final long NUMBERS_CHUNK = ARRAY + 8L * (MASK + 1);
    private static final long TEXTS_CHUNK = ARRAY + (long) REFERENCE * (MASK + 1);

    private final MemoryBudget budget;
    private boolean number;
    private boolean text;
    /** By chunk; a chunk is null where all its values are NULL. Only for INT. */
    private long[][] numbers = new long[0][];
    /** One bit for each row, as far as there are chunks: set where the value is not NULL. Only for INT. */
    private long[] present = new long[0];
    /** By chunk; a chunk is null where all its values are NULL. Only for TEXT. */
    private String[][] texts = new String[0][];

    HeldColumn(MemoryBudget budget) {
        this.budget = budget;
    }

    private static long bytes(String value) {
        return STRING + 2L * value.length();
    }

    /**
     * Stores a value. Each row is set once at most.
     *
     * @param row      the row's number, from 0; all before it are stored
     * @param source   holds the value
     * @param position where
     * @return false where the budget has no room; the value is NULL then
     */
    boolean set(int row, Row source, int position) {
        if (source.isNull(position)) {
            return true;
        }
        if (!number && !text) {
            number = source.get(position) instanceof Long;
            text = !number;
        }
        int chunk = row >>> SHIFT;
        int at = row & MASK;
        if (number) {
            if (!hasNumbers(chunk)) {
                return false;
            }
            numbers[chunk][at] = source.getLong(position);
            present[row >>> 6] |= 1L << row;
            return true;
        }
        String value = source.getText(position);
        if (!hasTexts(chunk) || !budget.take(bytes(value))) {
            return false;
        }
        texts[chunk][at] = value;
        return true;
    }

    private boolean hasNumbers(int chunk) {
        if (chunk >= numbers.length) {
            int length = grown(numbers.length, chunk);
            if (!budget.take((REFERENCE + 8L * WORDS) * (length - numbers.length))) {
                return false;
            }
            numbers = Arrays.copyOf(numbers, length);
            present = Arrays.copyOf(present, length * WORDS);
        }
        if (numbers[chunk] == null) {
            if (!budget.take(NUMBERS_CHUNK)) {
                return false;
            }
            numbers[chunk] = new long[MASK + 1];
        }
        return true;
    }

    private boolean hasTexts(int chunk) {
        if (chunk >= texts.length) {
            int length = grown(texts.length, chunk);
            if (!budget.take((long) REFERENCE * (length - texts.length))) {
                return false;
            }
            texts = Arrays.copyOf(texts, length);
        }
        if (texts[chunk] == null) {
            if (!budget.take(TEXTS_CHUNK)) {
                return false;
            }
            texts[chunk] = new String[MASK + 1];
        }
        return true;
    }

    private static int grown(int length, int chunk) {
        return Math.max(chunk + 1, length * 2);
    }

    /**
     * Makes a value NULL again.
     *
     * @param row the row's number
     */
    void unset(int row) {
        if (isNull(row)) {
            return;
        }
        int chunk = row >>> SHIFT;
        int at = row & MASK;
        if (number) {
            present[row >>> 6] &= ~(1L << row);
        } else {
            budget.give(bytes(texts[chunk][at]));
            texts[chunk][at] = null;
        }
    }

    /**
     * Moves a value.
     *
     * @param from the row's number; its value is NULL afterwards
     * @param to   a lower number, whose value is NULL
     */
    void move(int from, int to) {
        if (from == to || isNull(from)) {
            return;
        }
        int chunk = to >>> SHIFT;
        int at = to & MASK;
        if (number) {
            if (numbers[chunk] == null) {
                budget.charge(NUMBERS_CHUNK);
                numbers[chunk] = new long[MASK + 1];
            }
            numbers[chunk][at] = getLong(from);
            present[to >>> 6] |= 1L << to;
            unset(from);
        } else {
            if (texts[chunk] == null) {
                budget.charge(TEXTS_CHUNK);
                texts[chunk] = new String[MASK + 1];
            }
            texts[chunk][at] = getText(from);
            texts[from >>> SHIFT][from & MASK] = null;
        }
    }

    /**
     * Frees the chunks behind the last row. No row that is dropped so may have a value.
     *
     * @param rows how many rows there are
     */
    void trim(int rows) {
        int first = rows + MASK >>> SHIFT;
        for (int i = first; i < numbers.length; i++) {
            if (numbers[i] != null) {
                budget.give(NUMBERS_CHUNK);
                numbers[i] = null;
            }
        }
        for (int i = first; i < texts.length; i++) {
            if (texts[i] != null) {
                budget.give(TEXTS_CHUNK);
                texts[i] = null;
            }
        }
    }

    /**
     * Makes every value NULL, and keeps the chunks to be filled again.
     *
     * @param rows how many rows there are
     */
    void clear(int rows) {
        if (number) {
            Arrays.fill(present, 0, Math.min(present.length, rows + 63 >>> 6), 0);
        } else {
            for (int row = 0; row < rows; row++) {
                unset(row);
            }
        }
    }

    boolean isNull(int row) {
        int chunk = row >>> SHIFT;
        int at = row & MASK;
        if (number) {
            return row >>> 6 >= present.length || (present[row >>> 6] & 1L << row) == 0;
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
     * @param row      the row's number
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
