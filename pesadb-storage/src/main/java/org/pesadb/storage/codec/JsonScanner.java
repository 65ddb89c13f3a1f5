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
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
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
            int prefix = at;
            at += shape.prefixes[column].length;
            // At least one byte of value and the one behind it must follow.
            if (at + 2 > end || !begins(shape, column, bytes, prefix)) {
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
                int from = first == '-' ? at + 1 : at;
                long value = 0;
                int digit;
                for (at = from; at < end && (digit = bytes[at] - '0') >= 0 && digit <= 9; at++) {
                    // More digits than fit wrap around here, and are refused below.
                    value = value * 10 + digit;
                }
                if (!plain(bytes, from, at, first == '-') || at == end) {
                    return false;
                }
                if (take) {
                    into.setLong(column, first == '-' ? -value : value);
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

    /** Whether digits are a number as we write it and are sure to fit. */
    private static boolean plain(byte[] bytes, int from, int end, boolean negative) {
        int digits = end - from;
        return digits > 0 && digits <= SAFE_DIGITS && (bytes[from] != '0' || digits == 1 && !negative);
    }

    /** Whether a column's prefix stands here: eight bytes at a time, unless the array ends too soon. */
    private static boolean begins(JsonShape shape, int column, byte[] bytes, int at) {
        byte[] prefix = shape.prefixes[column];
        long[] words = shape.words[column];
        if (at + 8 * words.length > bytes.length) {
            return Arrays.equals(bytes, at, at + prefix.length, prefix, 0, prefix.length);
        }
        int last = words.length - 1;
        for (int i = 0; i < last; i++) {
            if ((long) LONGS.get(bytes, at + 8 * i) != words[i]) {
                return false;
            }
        }
        return (((long) LONGS.get(bytes, at + 8 * last) ^ words[last]) & shape.lastMasks[column]) == 0;
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
