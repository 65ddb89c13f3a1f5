package org.pesadb.storage.plan;

import java.util.Arrays;

/**
 * A range of keys of an index, or a single whole key. Its arrays are shared and never written to.
 *
 * <p>Keys are values one after another, none of which is the beginning of another one ({@link
 * org.pesadb.api.spi.KeyEncoding}). So all keys that begin with some values are exactly the byte strings that begin with those values' bytes,
 * and lie between these bytes and their {@linkplain #successor successor}. The same holds for a text of which only the beginning is
 * known, without its end mark.
 *
 * @param from  the least key, or null for no bound; the key itself, where it is a single one
 * @param to    the first key beyond, or null for no bound, or for a single key, of which {@link #end()} makes it
 * @param whole whether it is a single key with a value for every column of the index
 */
record KeyRange(byte[] from, byte[] to, boolean whole) {
    private static final byte[] NOTHING = {};

    /** Every key. */
    static final KeyRange ALL = new KeyRange(null, null, false);

    /** One key. */
    static KeyRange of(byte[] key) {
        return new KeyRange(key, null, true);
    }

    /** Where it ends. */
    byte[] end() {
        return whole ? successor(from) : to;
    }

    /** All keys that begin so. */
    static KeyRange beginning(byte[] prefix) {
        return prefix.length == 0 ? ALL : new KeyRange(prefix, successor(prefix), false);
    }

    /** The keys that begin so, and whose next value lies between two bounds. */
    static KeyRange beginning(byte[] prefix, byte[] from, byte[] to) {
        return new KeyRange(append(prefix, from), append(prefix, to), false);
    }

    /**
     * The least byte string that is greater than every one that begins with a prefix: its last byte plus one, bytes FF at its end
     * left out. There is always one, as a key begins with 00, 01 or 02.
     */
    static byte[] successor(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == (byte) 0xFF) {
            length--;
        }
        if (length == 0) {
            throw new IllegalArgumentException("nothing lies beyond " + Arrays.toString(prefix));
        }
        byte[] next = Arrays.copyOf(prefix, length);
        next[length - 1]++;
        return next;
    }

    static byte[] append(byte[] first, byte[] second) {
        if (first.length == 0) {
            return second;
        }
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** No bytes. */
    static byte[] nothing() {
        return NOTHING;
    }
}
