package org.pesadb.storage.heap;

/** Names a row for as long as it lives: {@code page << 16 | slot}, 48 bits, never negative. */
final class RowId {
    static final int SLOT_BITS = 16;
    private static final long MAX = (1L << 48) - 1;

    private RowId() {}

    static long of(long page, int slot) {
        return page << SLOT_BITS | slot;
    }

    static long page(long rowId) {
        return rowId >>> SLOT_BITS;
    }

    static int slot(long rowId) {
        return (int) rowId & 0xFFFF;
    }

    /** Whether a number, perhaps from a damaged page, can be a row id at all. */
    static boolean possible(long rowId) {
        return rowId >= 0 && rowId <= MAX;
    }

    static String text(long rowId) {
        return "page " + page(rowId) + " slot " + slot(rowId);
    }
}
