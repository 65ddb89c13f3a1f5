package org.pesadb.storage.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.pesadb.api.spi.RowBuffer;

/**
 * Reads rows that look exactly as {@link JsonRowCodec} writes them, straight from the bytes: no tokens, no copies. Whatever
 * looks different in the least it leaves to {@link JsonFallback}, so that there is one place that says what is valid.
 */
final class JsonScanner {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    /** As many digits always fit. */
    private static final int SAFE_DIGITS = 18;

    private JsonScanner() {}

    /**
     * Reads the wanted columns.
     *
     * @return false where the row does not look as expected; some columns may be set then
     */
    static boolean read(JsonShape shape, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        int end = offset + length;
        int at = offset;
        int wanted = 0;
        for (int column = 0; wanted < columns.length; column++) {
            byte[] prefix = shape.prefixes[column];
            at += prefix.length;
            // At least one byte of value and the one behind it must follow.
            if (at + 2 > end || !Arrays.equals(bytes, at - prefix.length, at, prefix, 0, prefix.length)) {
                return false;
            }
            boolean take = columns[wanted] == column;
            byte first = bytes[at];
            if (first == 'n') {
                at = isNull(bytes, at, end);
                if (take) {
                    into.setNull(column);
                }
            } else if (shape.text[column]) {
                int from = at + 1;
                at = first != '"' ? -1 : take ? endOfText(bytes, from, end) : skipText(bytes, from, end);
                if (take && at >= 0) {
                    into.setUtf8(column, bytes, from, at - 1 - from);
                }
            } else {
                int from = at;
                at = endOfNumber(bytes, from, end);
                if (take && at >= 0) {
                    into.setLong(column, number(bytes, from, at));
                }
            }
            if (at < 0) {
                return false;
            }
            wanted += take ? 1 : 0;
            boolean last = column == shape.prefixes.length - 1;
            if (bytes[at] != (last ? '}' : ',') || last && at != end - 1) {
                return false;
            }
        }
        return true;
    }

    private static int isNull(byte[] bytes, int at, int end) {
        boolean is = end - at > 4 && bytes[at + 1] == 'u' && bytes[at + 2] == 'l' && bytes[at + 3] == 'l';
        return is ? at + 4 : -1;
    }

    /** Where a number of at most {@link #SAFE_DIGITS} ends; -1 for any other. */
    private static int endOfNumber(byte[] bytes, int from, int end) {
        int at = bytes[from] == '-' ? from + 1 : from;
        int first = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        int digits = at - first;
        boolean plain = digits > 0 && digits <= SAFE_DIGITS && (bytes[first] != '0' || at == from + 1);
        return plain && at < end ? at : -1;
    }

    private static long number(byte[] bytes, int from, int end) {
        boolean negative = bytes[from] == '-';
        long value = 0;
        for (int at = negative ? from + 1 : from; at < end; at++) {
            value = value * 10 + (bytes[at] - '0');
        }
        return negative ? -value : value;
    }

    /** Behind the quote that ends a text without escapes, of valid UTF-8; -1 for any other. */
    private static int endOfText(byte[] bytes, int from, int end) {
        int at = from;
        while (true) {
            while (at + 8 <= end) {
                long word = (long) LONGS.get(bytes, at);
                // Also what is no ASCII, and control characters.
                long marks = special(word, QUOTES) | special(word, BACKSLASHES) | word | word - SPACES & ~word;
                if ((marks & HIGHS) != 0) {
                    break;
                }
                at += 8;
            }
            for (int stop = Math.min(end, at + 8); at < stop; ) {
                byte b = bytes[at];
                if (b == '"') {
                    return at + 1 < end ? at + 1 : -1;
                }
                if (b == '\\' || b >= 0 && b < ' ') {
                    return -1;
                }
                at = b >= 0 ? at + 1 : Utf8.next(bytes, at, end);
                if (at < 0) {
                    return -1;
                }
            }
            if (at >= end) {
                return -1;
            }
        }
    }

    /** Behind the quote that ends a text that nobody wants to see; -1 where none does. */
    private static int skipText(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end) {
            if (at + 8 <= end) {
                long word = (long) LONGS.get(bytes, at);
                long found = (special(word, QUOTES) | special(word, BACKSLASHES)) & HIGHS;
                if (found == 0) {
                    at += 8;
                    continue;
                }
                // The lowest mark is exact, whatever stands above it.
                at += Long.numberOfTrailingZeros(found) >>> 3;
            }
            byte b = bytes[at];
            if (b == '"') {
                return at + 1 < end ? at + 1 : -1;
            }
            at += b == '\\' ? 2 : 1;
        }
        return -1;
    }

    /** Marks in the highest bit the bytes that are this one. A mark may be false only above a true one. */
    private static long special(long word, long repeated) {
        long zeros = word ^ repeated;
        return zeros - ONES & ~zeros;
    }
}
