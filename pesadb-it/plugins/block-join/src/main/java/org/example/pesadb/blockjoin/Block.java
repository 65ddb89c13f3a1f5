package org.example.pesadb.blockjoin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.pesadb.api.Row;
import org.pesadb.api.spi.RowBuffer;

/**
 * Rows in memory, found by their keys: a hash table of chains, which are numbers of rows. Of one thread.
 *
 * <pre>
 *   heads   hash of the key ──▶ newest row of the chain     nexts   row ──▶ the one before it in its chain
 * </pre>
 */
final class Block {
    static final int NONE = -1;

    /** In {@link #rows}, {@link #nexts}, {@link #heads} and {@link #met}, each up to twice as long as needed, and while it grows once more. */
    private static final int OVERHEAD_BYTES = 64;

    private final int width;
    private final int[] columns;
    private final int[] keys;
    private final long memoryBytes;
    private final List<RowBuffer> rows = new ArrayList<>();
    private final BitSet met = new BitSet();
    private int[] heads = new int[16];
    private int[] nexts = new int[16];
    private long usedBytes;

    /**
     * @param width       values of a row
     * @param columns     those that are kept
     * @param keys        those that are compared
     * @param memoryBytes what all may take
     */
    Block(int width, int[] columns, int[] keys, long memoryBytes) {
        this.width = width;
        this.columns = columns;
        this.keys = keys;
        this.memoryBytes = memoryBytes;
        clear();
    }

    int size() {
        return rows.size();
    }

    RowBuffer row(int number) {
        return rows.get(number);
    }

    /** Says that a row had a partner. */
    void meet(int number) {
        met.set(number);
    }

    /** The first row from a number on that had no partner, or one behind the last. */
    int nextAlone(int from) {
        return met.nextClearBit(from);
    }

    /**
     * Takes a copy of a row.
     *
     * @return false, with nothing taken, where there is no room
     */
    boolean add(Row row) {
        RowBuffer copy = copy(row);
        long bytes = copy.memoryBytes() + OVERHEAD_BYTES;
        if (usedBytes + bytes > memoryBytes) {
            return false;
        }
        usedBytes += bytes;
        int number = rows.size();
        rows.add(copy);
        if (number == nexts.length) {
            grow();
        }
        chain(number);
        return true;
    }

    /** Text is copied too: a RowBuffer that refers to the bytes of a page would keep all of that page in memory. */
    private RowBuffer copy(Row row) {
        RowBuffer copy = new RowBuffer(width);
        for (int column : columns) {
            Object value = row.get(column);
            if (value instanceof Long number) {
                copy.setLong(column, number);
            } else {
                copy.setText(column, (String) value);
            }
        }
        return copy;
    }

    private void grow() {
        nexts = Arrays.copyOf(nexts, 2 * nexts.length);
        heads = new int[nexts.length];
        Arrays.fill(heads, NONE);
        for (int number = 0; number < rows.size() - 1; number++) {
            chain(number);
        }
    }

    private void chain(int number) {
        int place = hash(rows.get(number), keys) & heads.length - 1;
        nexts[number] = heads[place];
        heads[place] = number;
    }

    /**
     * The first row with the keys of another row.
     *
     * @return its number, or {@link #NONE}
     */
    int first(Row other, int[] otherKeys) {
        return matching(heads[hash(other, otherKeys) & heads.length - 1], other, otherKeys);
    }

    /** The next one after a row that {@link #first} or this gave. */
    int next(int number, Row other, int[] otherKeys) {
        return matching(nexts[number], other, otherKeys);
    }

    private int matching(int from, Row other, int[] otherKeys) {
        int number = from;
        while (number != NONE && !equal(rows.get(number), other, otherKeys)) {
            number = nexts[number];
        }
        return number;
    }

    private boolean equal(Row row, Row other, int[] otherKeys) {
        for (int i = 0; i < keys.length; i++) {
            if (!row.get(keys[i]).equals(other.get(otherKeys[i]))) {
                return false;
            }
        }
        return true;
    }

    private static int hash(Row row, int[] keys) {
        int hash = 0;
        for (int key : keys) {
            hash = 31 * hash + Objects.hashCode(row.get(key));
        }
        return hash * 0x9E3779B1 >>> 1; // neighbouring numbers go to places far apart
    }

    /** NULL equals nothing, so a row with one among its keys has no partner. */
    static boolean hasNull(Row row, int[] keys) {
        for (int key : keys) {
            if (row.isNull(key)) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        rows.clear();
        met.clear();
        Arrays.fill(heads, NONE);
        usedBytes = 0;
    }
}
