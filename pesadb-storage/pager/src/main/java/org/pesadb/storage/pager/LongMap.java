package org.pesadb.storage.pager;

import java.util.Arrays;

/**
 * A map from page numbers, without a box around each: open addressing with linear probing. A removal moves later keys of the
 * same run back, so that no gravestones slow down a long transaction. Of one thread.
 *
 * @param <V> what a page's number maps to; never null
 */
final class LongMap<V> {
    private static final int FIRST_SLOTS = 16;

    /** Each key plus 1, so that 0 is an empty slot. */
    private long[] keys = new long[FIRST_SLOTS];

    private Object[] values = new Object[FIRST_SLOTS];
    private int size;

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked") // put lets in nothing but V
    V get(long key) {
        long wanted = key + 1;
        long[] slots = keys;
        int mask = slots.length - 1;
        for (int at = mix(wanted) & mask; ; at = at + 1 & mask) {
            long found = slots[at];
            if (found == wanted) {
                return (V) values[at];
            }
            if (found == 0) {
                return null;
            }
        }
    }

    void put(long key, V value) {
        int at = slot(key + 1);
        if (keys[at] == 0) {
            if (size * 2 >= keys.length) {
                grow();
                at = slot(key + 1);
            }
            keys[at] = key + 1;
            size++;
        }
        values[at] = value;
    }

    void remove(long key) {
        int gap = slot(key + 1);
        if (keys[gap] == 0) {
            return;
        }
        int mask = keys.length - 1;
        for (int at = gap + 1 & mask; keys[at] != 0; at = at + 1 & mask) {
            int home = mix(keys[at]) & mask;
            // The key at `at` may fill the gap unless its search would begin behind the gap.
            if ((at - home & mask) >= (at - gap & mask)) {
                keys[gap] = keys[at];
                values[gap] = values[at];
                gap = at;
            }
        }
        keys[gap] = 0;
        values[gap] = null;
        size--;
    }

    /**
     * Its keys.
     *
     * @return in ascending order
     */
    long[] sortedKeys() {
        long[] sorted = new long[size];
        int count = 0;
        for (long key : keys) {
            if (key != 0) {
                sorted[count++] = key - 1;
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    private int slot(long wanted) {
        int mask = keys.length - 1;
        int at = mix(wanted) & mask;
        while (keys[at] != 0 && keys[at] != wanted) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new Object[keys.length];
        for (int from = 0; from < oldKeys.length; from++) {
            if (oldKeys[from] != 0) {
                int at = slot(oldKeys[from]);
                keys[at] = oldKeys[from];
                values[at] = oldValues[from];
            }
        }
    }

    /**
     * Scatters numbers that follow one another, by a multiplication with the golden ratio.
     *
     * @param key any number
     * @return its hash, good in all bits
     */
    static int mix(long key) {
        long product = key * 0x9E37_79B9_7F4A_7C15L;
        return (int) (product >>> 32 ^ product >>> 47);
    }
}
