package org.pesadb.wal;

import java.util.Arrays;

/**
 * The one transaction that may append. Its page records follow one another without a gap, so that where it begins and the
 * pages in order say where each stands. Of one thread at a time.
 */
final class OpenTransaction {
    private static final int[] NO_PAGES = {};

    private final long id;
    private long first;
    private int[] pages = NO_PAGES;
    private int count;
    private boolean early;
    private boolean failed;

    OpenTransaction(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    /** The position of its first record, or of the first it will have; 0 while it has laid claim to none. */
    long first() {
        return first;
    }

    void begunAt(long position) {
        if (first == 0) {
            first = position;
        }
    }

    /** Says that it has records before its commit. */
    void early() {
        early = true;
    }

    boolean isEarly() {
        return early;
    }

    void add(long page) {
        if (count == pages.length) {
            pages = Arrays.copyOf(pages, Math.max(8, Math.addExact(count, Math.max(count / 2, 8))));
        }
        pages[count++] = (int) page;
    }

    /** The pages of its records, in order, as 32-bit numbers without sign; longer than {@link #count}. */
    int[] pages() {
        return pages;
    }

    /** The number of its page records. */
    int count() {
        return count;
    }

    void fail() {
        failed = true;
    }

    boolean failed() {
        return failed;
    }
}
