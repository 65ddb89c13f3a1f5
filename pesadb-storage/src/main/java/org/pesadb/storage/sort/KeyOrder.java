package org.pesadb.storage.sort;

import java.util.Arrays;
import org.pesadb.storage.spill.Bytes;

/**
 * Compares keys: unsigned, byte by byte, a key before those that it begins; or all the other way round.
 *
 * <p>Most comparisons are decided by one number, the <i>prefix</i>: the first eight bytes behind what all keys begin with alike. (Keys
 * of INTs that are near each other begin with the same byte for the type and the same high bytes: without leaving these out the
 * prefix would miss what differs.) So each key is shown to {@link #note} before any prefix is made, and prefixes that were made before another
 * key was noted are worth nothing. Of one thread.
 */
final class KeyOrder {
    private static final int MOST_COMMON = 64;
    private static final int PREFIX_BYTES = 8;

    private final boolean descending;
    private byte[] common;
    private int commonLength;
    private int shortest;
    private int longest;

    KeyOrder(boolean descending) {
        this.descending = descending;
    }

    /** Takes note of a key that is going to be compared. */
    void note(byte[] bytes, int at, int length) {
        if (common == null) {
            commonLength = Math.min(length, MOST_COMMON);
            common = Arrays.copyOfRange(bytes, at, at + commonLength);
            shortest = length;
            longest = length;
            return;
        }
        shortest = Math.min(shortest, length);
        longest = Math.max(longest, length);
        int compared = Math.min(commonLength, length);
        int differs = Arrays.mismatch(common, 0, compared, bytes, at, at + compared);
        commonLength = differs < 0 ? compared : differs;
    }

    /** A number whose order, as a signed one, is that of the keys; equal ones say nothing unless {@link #prefixIsAll}. */
    long prefix(byte[] bytes, int at, int length) {
        int from = at + commonLength;
        int left = length - commonLength;
        long value = 0;
        if (left >= PREFIX_BYTES) {
            value = Bytes.getLong(bytes, from);
        } else {
            for (int i = 0; i < left; i++) {
                value |= (bytes[from + i] & 0xFFL) << 56 - 8 * i;
            }
        }
        value ^= Long.MIN_VALUE;
        return descending ? ~value : value;
    }

    /** Whether keys of one prefix are equal. */
    boolean prefixIsAll() {
        return shortest == longest && longest - commonLength <= PREFIX_BYTES;
    }

    /** Compares whole keys. */
    int compare(byte[] a, int aAt, int aLength, byte[] b, int bAt, int bLength) {
        int order = Arrays.compareUnsigned(a, aAt, aAt + aLength, b, bAt, bAt + bLength);
        return descending ? -order : order;
    }

    /** Compares whole keys. */
    int compare(Record a, Record b) {
        return compare(a.bytes, a.keyAt, a.keyLength, b.bytes, b.keyAt, b.keyLength);
    }
}
