package org.pesadb.index.btree;

import java.util.Arrays;

/**
 * A place in the order of the entries, with its whole key.
 *
 * @param key not written to
 * @param row a row, or -1 for the place before all rows of the key
 */
record FullKey(byte[] key, long row) {
    /** Negative, zero or positive, as it comes before, with or after another one. */
    int compare(FullKey other) {
        int order = Arrays.compareUnsigned(key, other.key);
        return order != 0 ? order : Long.compare(row, other.row);
    }
}
