package org.pesadb.join;

import java.util.Arrays;
import org.pesadb.api.Row;

/**
 * Rows in memory and a hash table over their keys, none of which holds a NULL.
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
    private static final int FIRST_SLOTS = 64;
    private static final long ROW = 0xFFFF_FFFFL;

    private final HeldRows held;
    private final HeldRow view;
    private final int[] keys;
    private final MemoryBudget budget;
    private int distinct;
    private long[] slots = new long[FIRST_SLOTS];
    /** By row: the next row of the same key, or {@link #NONE}. */
    private int[] next = new int[FIRST_SLOTS];
    /** A bit for each row that had a partner; null where nobody asks. As long as {@link #next}. */
    private long[] marks;

    /**
     * @param side    where the rows come from
     * @param marking whether it is to be known which rows had a partner
     * @param budget  charged for everything held
     */
    BuildTable(Side side, boolean marking, MemoryBudget budget) {
        this.keys = side.keys();
        this.budget = budget;
        budget.charge(8L * FIRST_SLOTS + linkBytes(FIRST_SLOTS));
        held = new HeldRows(side.width(), side.columns(), budget);
        view = new HeldRow(held);
        marks = marking ? new long[FIRST_SLOTS >>> 6] : null;
    }

    private static long linkBytes(int rows) {
        return 4L * rows + (rows >>> 3);
    }

    /**
     * Adds a row.
     *
     * @param row  copied
     * @param hash of its key
     * @return false where the budget has no room; then nothing of the row is there
     */
    boolean add(Row row, long hash) {
        if (held.rows() == next.length && !growLinks()
                || distinct == slots.length / 2 && !growSlots()
                || !held.add(row)) {
            return false;
        }
        link(held.rows() - 1, row, keys, hash);
        return true;
    }

    private void link(int number, Row row, int[] positions, long hash) {
        int slot = slot(hash, row, positions);
        if (slots[slot] == 0) {
            next[number] = NONE;
            distinct++;
        } else {
            next[number] = (int) slots[slot] - 1;
        }
        slots[slot] = hash & ~ROW | number + 1;
    }

    /**
     * Finds the rows that join a row of the other input.
     *
     * @param row       the row, without a NULL in its key
     * @param positions where its key stands
     * @param hash      of its key
     * @return the first of them, or {@link #NONE}
     */
    int first(Row row, int[] positions, long hash) {
        return (int) slots[slot(hash, row, positions)] - 1;
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

    /** Notes that a row has a partner. */
    void mark(int row) {
        marks[row >>> 6] |= 1L << row;
    }

    /** Whether a row was {@linkplain #mark marked}. */
    boolean marked(int row) {
        return (marks[row >>> 6] & 1L << row) != 0;
    }

    /** The rows. */
    HeldRows held() {
        return held;
    }

    /** How many rows there are. */
    int rows() {
        return held.rows();
    }

    /** Forgets the rows, and keeps the memory for others. */
    void clear() {
        Arrays.fill(slots, 0);
        if (marks != null) {
            Arrays.fill(marks, 0);
        }
        distinct = 0;
        held.clear();
    }

    /**
     * Puts the rows of some partitions aside, and moves the others together. None is marked yet.
     *
     * @param resident partitions from this one on go
     * @param to       where to
     * @param hashing  hashes keys
     * @param seed     what hashes begin with
     * @param checks   looks for cancellation
     */
    void evict(int resident, Partitions to, JoinKeys hashing, long seed, Checks checks) {
        Arrays.fill(slots, 0);
        distinct = 0;
        int kept = 0;
        for (int row = 0; row < held.rows(); row++) {
            checks.row();
            long hash = hashing.hash(seed, view.at(row), keys);
            int partition = to.of(hash);
            if (partition >= resident) {
                to.add(partition, view);
                held.move(row, -1);
            } else {
                held.move(row, kept);
                link(kept, view.at(kept), keys, hash);
                kept++;
            }
        }
        held.trim(kept);
    }

    /** Where the key stands, or the free slot where it would. */
    private int slot(long hash, Row row, int[] positions) {
        int mask = slots.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        while (slots[slot] != 0
                && !(((slots[slot] ^ hash) & ~ROW) == 0 && held.matches((int) slots[slot] - 1, keys, row, positions))) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean growLinks() {
        int length = next.length;
        if (length >= MOST_SLOTS || !budget.take(linkBytes(2 * length))) {
            return false; // old and new stand side by side for a moment
        }
        next = Arrays.copyOf(next, 2 * length);
        marks = marks == null ? null : Arrays.copyOf(marks, 2 * marks.length);
        budget.give(linkBytes(length));
        return true;
    }

    private boolean growSlots() {
        long[] old = slots;
        if (old.length >= MOST_SLOTS || !budget.take(16L * old.length)) {
            return false;
        }
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
        return true;
    }
}
