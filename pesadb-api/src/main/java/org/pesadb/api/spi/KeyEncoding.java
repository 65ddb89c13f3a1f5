package org.pesadb.api.spi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.pesadb.api.Row;
import org.pesadb.api.Stable;

/**
 * Turns values into index keys: byte strings whose order as unsigned bytes is the order of the values, also where several
 * follow each other, so that an index knows nothing of types. It has no state; any thread may call it.
 *
 * <pre>
 * NULL   00                                   before everything
 * INT    01  8 bytes, big-endian, sign bit turned over
 * TEXT   02  UTF-8, each byte 00 as 00 FF, then the end: 00 00
 * </pre>
 *
 * <p>The end mark of TEXT is less than any continuation, so that a text comes before those that it begins, whatever
 * follows in the key.
 */
@Stable(since = 1)
public final class KeyEncoding {
    private KeyEncoding() {}

    /**
     * The key of an INT.
     *
     * @param value the number
     * @return 9 bytes
     */
    public static byte[] ofLong(long value) {
        byte[] key = new byte[9];
        key[0] = 1;
        long turned = value ^ Long.MIN_VALUE;
        for (int i = 8; i > 0; i--) {
            key[i] = (byte) turned;
            turned >>>= 8;
        }
        return key;
    }

    /**
     * The key of a TEXT.
     *
     * @param value valid Unicode, not null
     * @return 3 bytes or more
     */
    public static byte[] ofText(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        int zeros = 0;
        for (byte b : utf8) {
            zeros += b == 0 ? 1 : 0;
        }
        byte[] key = new byte[utf8.length + zeros + 3];
        key[0] = 2;
        int at = 1;
        for (byte b : utf8) {
            key[at++] = b;
            if (b == 0) {
                key[at++] = (byte) 0xFF;
            }
        }
        return key;
    }

    /**
     * The key of NULL.
     *
     * @return 1 byte
     */
    public static byte[] ofNull() {
        return new byte[1];
    }

    /**
     * The key of a value of any type.
     *
     * @param value a {@link Long}, a {@link String}, or null
     * @return a new array
     */
    public static byte[] of(Object value) {
        return value == null ? ofNull() : value instanceof Long number ? ofLong(number) : ofText((String) value);
    }

    /**
     * The key of one or more values of a row.
     *
     * @param row     holds the values
     * @param columns their positions, in the key's order
     * @return a new array
     */
    public static byte[] of(Row row, int... columns) {
        if (columns.length == 1) {
            return of(row.get(columns[0]));
        }
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        for (int column : columns) {
            key.writeBytes(of(row.get(column)));
        }
        return key.toByteArray();
    }

    /**
     * Whether there is a NULL among the values of a key.
     *
     * @param key of values encoded here
     * @return true where one of them is NULL
     */
    public static boolean hasNull(byte[] key) {
        int at = 0;
        while (at < key.length && key[at] != 0) {
            at = key[at] == 1 ? at + 1 + Long.BYTES : endOfText(key, at + 1);
        }
        return at < key.length;
    }

    /** Behind the two bytes that end a text. */
    private static int endOfText(byte[] key, int from) {
        int at = from;
        while (at + 1 < key.length && (key[at] != 0 || key[at + 1] != 0)) {
            at += key[at] == 0 ? 2 : 1;
        }
        return at + 2;
    }
}
