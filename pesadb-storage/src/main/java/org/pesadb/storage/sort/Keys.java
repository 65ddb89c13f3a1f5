package org.pesadb.storage.sort;

import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.spill.ByteSink;
import org.pesadb.storage.spill.Bytes;

/**
 * Writes values as {@link org.pesadb.api.spi.KeyEncoding} does, and reads them back, without objects on the way. It has no state.
 *
 * <pre>
 *   NULL   00
 *   INT    01  8 bytes, the highest first, sign bit turned over
 *   TEXT   02  UTF-8, each byte 00 as 00 FF, then the end: 00 00
 * </pre>
 */
public final class Keys {
    private static final byte NULL = 0;
    private static final byte INT = 1;
    private static final byte TEXT = 2;
    private static final byte ESCAPED = (byte) 0xFF;

    private Keys() {}

    /**
     * Writes a value behind what is there.
     *
     * @param row    holds it
     * @param column its position
     * @param into   gets it
     */
    public static void write(RowBuffer row, int column, ByteSink into) {
        if (row.isNull(column)) {
            into.put(NULL);
        } else if (row.isLong(column)) {
            into.put(INT);
            into.putLong(row.getLong(column) ^ Long.MIN_VALUE);
        } else {
            into.put(TEXT);
            int from = into.length();
            int length = row.utf8Length(column);
            byte[] bytes = into.room(length + 2L);
            int end = row.putUtf8(column, bytes, from);
            int zeros = 0;
            for (int i = from; i < end; i++) {
                zeros += bytes[i] == 0 ? 1 : 0;
            }
            into.wrote(end);
            if (zeros > 0) {
                escape(into, from, zeros);
            }
            into.put(0);
            into.put(0);
        }
    }

    /** Puts FF behind each 00, from the end on. */
    private static void escape(ByteSink into, int from, int zeros) {
        byte[] bytes = into.room(zeros);
        int source = into.length();
        int target = source + zeros;
        into.wrote(target);
        while (source > from) {
            byte next = bytes[--source];
            if (next == 0) {
                bytes[--target] = ESCAPED;
            }
            bytes[--target] = next;
        }
    }

    /**
     * Reads a value.
     *
     * @param bytes  holds it; a text stays a part of them, so that they must not change any more
     * @param at     its first byte
     * @param into   gets it
     * @param column at this position
     * @return behind its last byte
     */
    public static int read(byte[] bytes, int at, RowBuffer into, int column) {
        int from = at + 1;
        if (bytes[at] == NULL) {
            into.setNull(column);
            return from;
        }
        if (bytes[at] == INT) {
            into.setLong(column, Bytes.getLong(bytes, from) ^ Long.MIN_VALUE);
            return from + Long.BYTES;
        }
        int end = from;
        int zeros = 0;
        while (bytes[end] != 0 || bytes[end + 1] != 0) {
            if (bytes[end] == 0) {
                zeros++;
                end++;
            }
            end++;
        }
        if (zeros == 0) {
            into.setUtf8(column, bytes, from, end - from);
        } else {
            byte[] plain = new byte[end - from - zeros];
            for (int source = from, target = 0; source < end; source++) {
                plain[target++] = bytes[source];
                source += bytes[source] == 0 ? 1 : 0;
            }
            into.setUtf8(column, plain, 0, plain.length);
        }
        return end + 2;
    }
}
