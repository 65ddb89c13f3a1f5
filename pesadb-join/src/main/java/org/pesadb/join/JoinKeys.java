package org.pesadb.join;

import org.pesadb.api.Row;
import org.pesadb.api.TextOrder;

/**
 * What is done with the keys of a join: they are hashed, and compared. Their types, which are the same on both sides, are
 * learned from the first row whose key holds no NULL. Of one thread.
 */
final class JoinKeys {
    private boolean[] numbers;

    /** Whether a key holds a NULL: such a row joins nothing. */
    static boolean hasNull(Row row, int[] keys) {
        for (int position : keys) {
            if (row.isNull(position)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the types are known; until then no row can have a partner. */
    boolean known() {
        return numbers != null;
    }

    /**
     * Learns the types, where they are not known yet.
     *
     * @param row  without a NULL in its key
     * @param keys where the key stands
     */
    void learn(Row row, int[] keys) {
        if (numbers == null) {
            boolean[] learned = new boolean[keys.length];
            for (int i = 0; i < keys.length; i++) {
                learned[i] = row.get(keys[i]) instanceof Long;
            }
            numbers = learned;
        }
    }

    /**
     * Hashes a key.
     *
     * @param seed what the hash begins with
     * @param row  without a NULL in its key
     * @param keys where the key stands
     * @return the same for equal keys
     */
    long hash(long seed, Row row, int[] keys) {
        long hash = seed;
        for (int i = 0; i < keys.length; i++) {
            hash = numbers[i] ? KeyHash.with(hash, row.getLong(keys[i])) : KeyHash.with(hash, row.getText(keys[i]));
        }
        return hash;
    }

    /**
     * Compares two keys without a NULL, in the order of {@link org.pesadb.api.spi.KeyEncoding}.
     *
     * @param one       a row
     * @param oneKeys   where its key stands
     * @param other     another row
     * @param otherKeys where its key stands
     * @return negative, zero or positive
     */
    int compare(Row one, int[] oneKeys, Row other, int[] otherKeys) {
        for (int i = 0; i < oneKeys.length; i++) {
            int order = numbers[i]
                    ? Long.compare(one.getLong(oneKeys[i]), other.getLong(otherKeys[i]))
                    : TextOrder.compare(one.getText(oneKeys[i]), other.getText(otherKeys[i]));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
