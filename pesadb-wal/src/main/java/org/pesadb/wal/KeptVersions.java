package org.pesadb.wal;

import java.util.Arrays;

/** Versions that somebody may still ask the log for, in the order of their names. Of one thread. */
final class KeptVersions {
    private int[] pages = new int[64];
    private long[] names = new long[64];
    private int count;

    /** Adds one whose name is greater than all before. */
    void add(long page, long name) {
        if (count == names.length) {
            pages = Arrays.copyOf(pages, 2 * count);
            names = Arrays.copyOf(names, 2 * count);
        }
        pages[count] = (int) page;
        names[count++] = name;
    }

    int count() {
        return count;
    }

    /** A version's page, 0 to 2<sup>32</sup> - 1. */
    long page(int at) {
        return pages[at] & 0xFFFF_FFFFL;
    }

    /** A version's name. */
    long name(int at) {
        return names[at];
    }

    /** All the names, ascending. */
    long[] names() {
        return Arrays.copyOf(names, count);
    }
}
