package org.pesadb.storage.pager;

import java.util.Arrays;

/** Which slots of a spill file are taken: one bit each. Gives out the lowest first, so that the file grows only where it must. Of one thread. */
final class SlotMap {
    private long[] taken = new long[4];

    /** No slot in a word before this one is free. */
    private int firstWord;

    /**
     * The lowest free slot.
     *
     * @return 0 or more; there is always one
     */
    int lowestFree() {
        while (firstWord < taken.length && taken[firstWord] == -1L) {
            firstWord++;
        }
        return firstWord == taken.length
                ? firstWord * Long.SIZE
                : firstWord * Long.SIZE + Long.numberOfTrailingZeros(~taken[firstWord]);
    }

    /**
     * Counts free neighbours.
     *
     * @param first a free slot
     * @param most  where to stop counting, 1 or more
     * @return how many slots from the first on are free, 1 to {@code most}
     */
    int run(int first, int most) {
        int count = 1;
        while (count < most && !isTaken(first + count)) {
            count++;
        }
        return count;
    }

    private boolean isTaken(int slot) {
        int word = slot >>> 6;
        return word < taken.length && (taken[word] & 1L << slot) != 0;
    }

    void take(int first, int count) {
        int last = Math.addExact(first, count - 1) >>> 6;
        if (last >= taken.length) {
            taken = Arrays.copyOf(taken, Math.max(last + 1, taken.length + (taken.length >> 1)));
        }
        for (int slot = first; slot < first + count; slot++) {
            taken[slot >>> 6] |= 1L << slot;
        }
    }

    void give(int slot) {
        taken[slot >>> 6] &= ~(1L << slot);
        firstWord = Math.min(firstWord, slot >>> 6);
    }
}
