package org.pesadb.join;

import java.util.Arrays;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;

/**
 * The rows of the build input and a hash table over their keys. Rows with a NULL key are left out: they join nothing.
 *
 * <p>A slot of the table stands for one distinct key:
 *
 * <pre>
 *   bits 63 … 32  upper half of the key's hash: says where the slot belongs, also in a larger table,
 *                 and tells most other keys apart without touching a row
 *   bits 31 …  0  the newest row of the key, plus one; the whole slot is 0 where it is free
 * </pre>
 *
 * <p>Rows of one key form a chain through {@code next}, so that many duplicates make no slot and lengthen no search. The
 * table is searched from the place that the hash names to the first free slot, and at most half full. Of one thread.
 */
final class BuildTable {
    /** No row. */
    static final int NONE = -1;

    private static final int MOST_SLOTS = 1 << 30;
    private static final int FIRST_SLOTS = 256;
    private static final long ROW = 0xFFFF_FFFFL;

    private final BuildColumn[] columns;
    private final int[] keys;
    private final MemoryBudget budget;
    private int rows;
    private int distinct;
    private long[] slots;
    /** By row: the next row of the same key, or {@link #NONE}. */
    private int[] next;

    /**
     * @param width  values in a row
     * @param keys   positions of the key's values
     * @param budget charged for everything held
     */
    BuildTable(int width, int[] keys, MemoryBudget budget) {
        this.keys = keys;
        this.budget = budget;
        budget.take(8L * FIRST_SLOTS + 4L * FIRST_SLOTS + 128L * width, 0);
        slots = new long[FIRST_SLOTS];
        next = new int[FIRST_SLOTS];
        columns = new BuildColumn[width];
        for (int i = 0; i < width; i++) {
            columns[i] = new BuildColumn(budget);
        }
    }

    /**
     * Adds a row, unless its key holds a NULL.
     *
     * @param row copied
     * @throws PesaDbException OUT_OF_MEMORY; the table is of no use then
     */
    void add(Row row) {
        if (hasNull(row, keys)) {
            return;
        }
        if (rows == next.length) {
            growNext();
        }
        // First the values: they tell the types of the keys, which the hash asks for.
        for (int i = 0; i < columns.length; i++) {
            columns[i].set(rows, row, i);
        }
        long hash = hash(row, keys);
        int slot = slot(hash, row, keys);
        if (slots[slot] == 0) {
            next[rows] = NONE;
            distinct++;
        } else {
            next[rows] = (int) slots[slot] - 1;
        }
        slots[slot] = hash & ~ROW | rows + 1;
        rows++;
        if (distinct > slots.length / 2) {
            growSlots();
        }
    }

    /**
     * Finds the rows that join a row of the other input.
     *
     * @param row       the row
     * @param positions where its key stands
     * @return the first of them, or {@link #NONE}
     */
    int first(Row row, int[] positions) {
        if (hasNull(row, positions)) {
            return NONE;
        }
        return (int) slots[slot(hash(row, positions), row, positions)] - 1;
    }

    /**
     * Goes on along the rows of one key.
     *
     * @param row the row before
     * @return the next one, or {@link #NONE}
     */
    int next(int row) {
        return next[row];
    }

    /**
     * A column of the rows.
     *
     * @param position from 0
     * @return its values by row
     */
    BuildColumn column(int position) {
        return columns[position];
    }

    /**
     * How many rows there are.
     *
     * @return without those that have a NULL key
     */
    int rows() {
        return rows;
    }

    private static boolean hasNull(Row row, int[] positions) {
        for (int position : positions) {
            if (row.isNull(position)) {
                return true;
            }
        }
        return false;
    }

    private long hash(Row row, int[] positions) {
        long hash = KeyHash.SEED;
        for (int i = 0; i < keys.length; i++) {
            hash = columns[keys[i]].isNumber()
                    ? KeyHash.with(hash, row.getLong(positions[i]))
                    : KeyHash.with(hash, row.getText(positions[i]));
        }
        return hash;
    }

    /** Where the key stands, or the free slot where it would. */
    private int slot(long hash, Row row, int[] positions) {
        int mask = slots.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        while (slots[slot] != 0 && !(((slots[slot] ^ hash) & ~ROW) == 0 && matches(slots[slot], row, positions))) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean matches(long slot, Row row, int[] positions) {
        int candidate = (int) slot - 1;
        for (int i = 0; i < keys.length; i++) {
            if (!columns[keys[i]].matches(candidate, row, positions[i])) {
                return false;
            }
        }
        return true;
    }

    private void growNext() {
        long bytes = 4L * next.length;
        if (next.length >= MOST_SLOTS) {
            throw tooMany();
        }
        budget.take(2 * bytes, rows); // Old and new stand side by side for a moment.
        next = Arrays.copyOf(next, next.length * 2);
        budget.give(bytes);
    }

    private void growSlots() {
        long[] old = slots;
        if (old.length >= MOST_SLOTS) {
            throw tooMany();
        }
        budget.take(16L * old.length, rows);
        slots = new long[old.length * 2];
        int mask = slots.length - 1;
        for (long slot : old) {
            if (slot != 0) {
                int at = (int) (slot >>> 32) & mask;
                while (slots[at] != 0) {
                    at = at + 1 & mask;
                }
                slots[at] = slot;
            }
        }
        budget.give(8L * old.length);
    }

    private PesaDbException tooMany() {
        return new PesaDbException(
                ErrorCode.OUT_OF_MEMORY,
                "the hash join holds " + rows
                        + " rows of the smaller table, and can hold no more; read fewer by WHERE");
    }
}
