package org.pesadb.join;

import org.pesadb.api.Row;

/**
 * Rows of one input in memory, by column, numbered from 0: only the values that matter, all others are NULL. Every byte is
 * charged to a budget before it is allocated. Of one thread.
 */
final class HeldRows {
    /** What a column takes before it has a value. */
    private static final long EMPTY_COLUMN = 128;

    private final HeldColumn[] columns;
    private final int[] kept;
    private int rows;

    /**
     * @param width  values in a row
     * @param kept   positions of those that matter
     * @param budget charged for everything held
     */
    HeldRows(int width, int[] kept, MemoryBudget budget) {
        this.kept = kept;
        columns = new HeldColumn[width];
        budget.charge(EMPTY_COLUMN * width);
        for (int i = 0; i < width; i++) {
            columns[i] = new HeldColumn(budget);
        }
    }

    /**
     * Adds a row.
     *
     * @param row copied
     * @return false where the budget has no room; nothing of the row is there then
     */
    boolean add(Row row) {
        for (int position : kept) {
            if (!columns[position].set(rows, row, position)) {
                unset(rows);
                return false;
            }
        }
        rows++;
        return true;
    }

    private void unset(int row) {
        for (int position : kept) {
            columns[position].unset(row);
        }
    }

    /**
     * Leaves a row out, or moves it to the front, while all are walked through.
     *
     * @param from the row
     * @param to   its new number, which is not greater; -1 to leave it out
     */
    void move(int from, int to) {
        if (to < 0) {
            unset(from);
            return;
        }
        for (int position : kept) {
            columns[position].move(from, to);
        }
    }

    /**
     * Ends a walk of {@link #move}.
     *
     * @param left how many rows are left
     */
    void trim(int left) {
        rows = left;
        for (int position : kept) {
            columns[position].trim(left);
        }
    }

    /** Forgets the rows, and keeps the memory for others. */
    void clear() {
        for (int position : kept) {
            columns[position].clear(rows);
        }
        rows = 0;
    }

    int rows() {
        return rows;
    }

    /** The columns, by position; not to be written to. */
    HeldColumn[] columns() {
        return columns;
    }

    /**
     * Compares keys that hold no NULL.
     *
     * @param row       a row's number
     * @param keys      where its key stands
     * @param other     a row of either input
     * @param otherKeys where its key stands
     * @return whether they are equal
     */
    boolean matches(int row, int[] keys, Row other, int[] otherKeys) {
        for (int i = 0; i < keys.length; i++) {
            if (!columns[keys[i]].matches(row, other, otherKeys[i])) {
                return false;
            }
        }
        return true;
    }
}
