package org.pesadb.storage.sort;

/**
 * Sorts pairs of a prefix and an address by their prefixes, and where these are equal as somebody says: a merge sort, so that equal
 * ones stay as they are and what is in order already takes one pass. Of one thread.
 */
final class IndexSort {
    private static final int FEW = 12;
    private static final int CHECKED_FROM = 512;

    /** Compares records of one prefix by their addresses. */
    @FunctionalInterface
    interface Tie {
        int compare(long a, long b);
    }

    private final long[] pairs;
    private final int count;
    private final Tie tie;
    private final Runnable cancelled;
    private final long[] left;

    /**
     * @param pairs     prefix, address, prefix, address ...
     * @param count     how many pairs
     * @param tie       null where those of one prefix are equal
     * @param cancelled run now and then
     */
    IndexSort(long[] pairs, int count, Tie tie, Runnable cancelled) {
        this.pairs = pairs;
        this.count = count;
        this.tie = tie;
        this.cancelled = cancelled;
        this.left = new long[count + 2];
    }

    void run() {
        sort(0, count);
    }

    private void sort(int from, int to) {
        if (to - from <= FEW) {
            insert(from, to);
            return;
        }
        if (to - from > CHECKED_FROM) {
            cancelled.run();
        }
        int middle = from + to >>> 1;
        sort(from, middle);
        sort(middle, to);
        if (!after(pairs[2 * middle - 2], pairs[2 * middle - 1], pairs[2 * middle], pairs[2 * middle + 1])) {
            return;
        }
        merge(from, middle, to);
    }

    private void merge(int from, int middle, int to) {
        int lefts = 2 * (middle - from);
        System.arraycopy(pairs, 2 * from, left, 0, lefts);
        int l = 0;
        int r = 2 * middle;
        int end = 2 * to;
        int into = 2 * from;
        while (l < lefts && r < end) {
            if (after(left[l], left[l + 1], pairs[r], pairs[r + 1])) {
                pairs[into++] = pairs[r++];
                pairs[into++] = pairs[r++];
            } else {
                pairs[into++] = left[l++];
                pairs[into++] = left[l++];
            }
        }
        System.arraycopy(left, l, pairs, into, lefts - l);
    }

    private void insert(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            long prefix = pairs[2 * i];
            long address = pairs[2 * i + 1];
            int hole = i;
            while (hole > from && after(pairs[2 * hole - 2], pairs[2 * hole - 1], prefix, address)) {
                pairs[2 * hole] = pairs[2 * hole - 2];
                pairs[2 * hole + 1] = pairs[2 * hole - 1];
                hole--;
            }
            pairs[2 * hole] = prefix;
            pairs[2 * hole + 1] = address;
        }
    }

    /** Whether the first comes after the second. */
    private boolean after(long aPrefix, long aAddress, long bPrefix, long bAddress) {
        if (aPrefix != bPrefix || tie == null) {
            return aPrefix > bPrefix;
        }
        return tie.compare(aAddress, bAddress) > 0;
    }
}
