package org.pesadb.storage.pager;

import java.util.Arrays;

/**
 * A set of page numbers in order, a bit for each page; parts of the database without a member take a reference each 4,096 pages.
 * For all 2^32 of them. Of one thread.
 */
final class PageBits {
    /** What {@link #lowest} and {@link #highest} give where there is nothing. */
    static final long NONE = -1;

    private static final int PART_BITS = 12;
    private static final int PART_WORDS = (1 << PART_BITS) / Long.SIZE;
    private static final int FEWEST_PARTS = 16;

    private long[][] parts = new long[FEWEST_PARTS][];
    private long size;

    /** No part before this one has a member. */
    private int firstPart;

    /** No part from this one on has a member. */
    private int endPart;

    long size() {
        return size;
    }

    boolean contains(long id) {
        int part = (int) (id >>> PART_BITS);
        return part < endPart && parts[part] != null && (parts[part][word(id)] & 1L << id) != 0;
    }

    /**
     * Adds a page.
     *
     * @return false where it was there
     */
    boolean add(long id) {
        if (contains(id)) {
            return false;
        }
        int part = (int) (id >>> PART_BITS);
        if (part >= parts.length) {
            parts = Arrays.copyOf(parts, Math.max(part + 1, parts.length * 2));
        }
        if (parts[part] == null) {
            parts[part] = new long[PART_WORDS];
        }
        parts[part][word(id)] |= 1L << id;
        firstPart = size == 0 ? part : Math.min(firstPart, part);
        endPart = Math.max(endPart, part + 1);
        size++;
        return true;
    }

    /** Removes a page that is there. */
    void remove(long id) {
        parts[(int) (id >>> PART_BITS)][word(id)] &= ~(1L << id);
        size--;
    }

    private static int word(long id) {
        return (int) (id >>> 6) & PART_WORDS - 1;
    }

    /**
     * The lowest page. Where pages are only removed, all calls together take a walk through the set.
     *
     * @return {@link #NONE} where there is none
     */
    long lowest() {
        for (; firstPart < endPart; firstPart++) {
            long[] part = parts[firstPart];
            for (int word = 0; part != null && word < PART_WORDS; word++) {
                if (part[word] != 0) {
                    return id(firstPart, word) + Long.numberOfTrailingZeros(part[word]);
                }
            }
            parts[firstPart] = null;
        }
        return NONE;
    }

    /**
     * The highest page below a number.
     *
     * @param below the number
     * @return {@link #NONE} where there is none
     */
    long highest(long below) {
        int from = (int) Math.min(endPart - 1L, below - 1 >>> PART_BITS);
        for (int at = from; at >= firstPart; at--) {
            long[] part = parts[at];
            for (int word = PART_WORDS - 1; part != null && word >= 0; word--) {
                long bits = part[word];
                long first = id(at, word);
                if (below < first + Long.SIZE) {
                    bits &= below <= first ? 0 : (1L << below - first) - 1;
                }
                if (bits != 0) {
                    return first + Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
                }
            }
        }
        return NONE;
    }

    private static long id(int part, int word) {
        return (long) part << PART_BITS | (long) word << 6;
    }
}
