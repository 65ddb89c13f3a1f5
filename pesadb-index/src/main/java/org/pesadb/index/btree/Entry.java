package org.pesadb.index.btree;

/**
 * An entry in memory, on its way into a page: a key with its row, and in an inner page the child that begins with it. Mutable, so that
 * a batch can lend one to a page for each of its entries.
 */
final class Entry {
    /** Holds the bytes of the key that a page holds: {@link #inline} of them from {@link #from} on. */
    byte[] bytes;

    int from;
    int inline;

    /** Of a long key its length, all of it, and the page where it goes on after the inline bytes; else 0. */
    int length;

    long longPage;

    /** The row; -1 of a separator before all rows of its key. */
    long row;

    /** The child from here on; 0 in a leaf. */
    long child;

    boolean isLong() {
        return longPage != 0;
    }
}
