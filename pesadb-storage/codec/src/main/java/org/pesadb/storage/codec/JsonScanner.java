package org.pesadb.storage.codec;

import java.util.Arrays;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;

/**
 * Reads rows that look exactly as {@link JsonRowCodec} writes them, straight from the bytes: no tokens, no copies. Whatever
 * looks different in the least it leaves to {@link JsonFallback}, so that there is one place that says what is valid.
 */
final class JsonScanner {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';
    private static final long ZEROS = ONES * '0';
    private static final long ABOVE_NINE = ONES * (0x80 - 10);

    /** As many digits always fit. */
    private static final int SAFE_DIGITS = 18;

    private JsonScanner() {}

    /**
     * Reads the wanted columns.
     *
     * @return false where the row does not look as expected; some columns may be set then
     */
    static boolean read(
            TableSchema schema, JsonShape shape, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        int end = offset + length;
        int at = offset;
        int wanted = 0;
        for (int column = 0; wanted < columns.length; column++) {
            if (column > 0 && isEnd(bytes, at, end)) {
                for (; wanted < columns.length; wanted++) {
                    Initial.decode(schema, columns[wanted], into);
                }
                return true;
            }
            int from = value(shape, column, bytes, at, end);
            if (from < 0) {
                return false;
            }
            boolean take = columns[wanted] == column;
            byte first = bytes[from];
            if (first == 'n') {
                at = endOfNull(bytes, from, end);
                if (take) {
                    into.setNull(column);
                }
            } else if (shape.text[column]) {
                at = first != '"' ? -1 : take ? endOfText(bytes, from + 1, end) : skipText(bytes, from + 1, end);
                if (take && at >= 0) {
                    into.setUtf8(column, bytes, from + 1, at - 2 - from);
                }
            } else {
                at = endOfNumber(bytes, from, end);
                if (take && at >= 0) {
                    into.setLong(column, number(bytes, from, at));
                }
            }
            if (at < 0 || !goesOn(shape, column, bytes, at, end)) {
                return false;
            }
            wanted += take ? 1 : 0;
        }
        return true;
    }

    /** Whether the row ends here: columns that were added to the table later are not in it. */
    static boolean isEnd(byte[] bytes, int at, int end) {
        return at == end - 1 && bytes[at] == '}';
    }

    /** Whether what stands behind a value can be: another column, unless it was the last one, or the end of the row. */
    static boolean goesOn(JsonShape shape, int column, byte[] bytes, int at, int end) {
        return bytes[at] == ',' ? column < shape.prefixes.length - 1 : isEnd(bytes, at, end);
    }

    /** Where a column's value begins, which its prefix precedes; -1 where that does not stand here. */
    static int value(JsonShape shape, int column, byte[] bytes, int at, int end) {
        int from = at + shape.lengths[column];
        // At least one byte of value and the one behind it must follow.
        return from + 2 > end || !begins(shape, column, bytes, at) ? -1 : from;
    }

    /** Behind a number as we write it that is sure to fit; -1 for any other. */
    static int endOfNumber(byte[] bytes, int from, int end) {
        boolean negative = bytes[from] == '-';
        int first = negative ? from + 1 : from;
        int at = first;
        int found = Long.BYTES;
        while (found == Long.BYTES && at + Long.BYTES <= bytes.length) {
            found = digits((long) Utf8.LONGS.get(bytes, at));
            at += found;
        }
        while (found == Long.BYTES && at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        int digits = at - first;
        boolean plain = digits > 0 && digits <= SAFE_DIGITS && (bytes[first] != '0' || digits == 1 && !negative);
        return plain && at < end ? at : -1;
    }

    /** The number whose end is known. */
    static long number(byte[] bytes, int from, int end) {
        boolean negative = bytes[from] == '-';
        int at = negative ? from + 1 : from;
        long value = 0;
        if (end - at <= Long.BYTES && at + Long.BYTES <= bytes.length) {
            value = number((long) Utf8.LONGS.get(bytes, at), end - at);
        } else {
            for (; at < end; at++) {
                value = value * 10 + (bytes[at] - '0');
            }
        }
        return negative ? -value : value;
    }

    /** How many of eight bytes are digits, up to the first that is none. */
    private static int digits(long word) {
        long values = word ^ ZEROS;
        // A sum may carry over, but only to what stands behind a byte that is no digit.
        long others = (values + ABOVE_NINE | values) & HIGHS;
        return Long.numberOfTrailingZeros(others) >>> 3;
    }

    /** The number that the first 1 to 8 digits of a word are: pairs of digits, then pairs of those, then both fours. */
    private static long number(long word, int digits) {
        long ones = (word ^ ZEROS) << Long.SIZE - Byte.SIZE * digits;
        long tens = ones * 10 + (ones >>> 8) & 0x00FF_00FF_00FF_00FFL;
        long hundreds = tens * 100 + (tens >>> 16) & 0x0000_FFFF_0000_FFFFL;
        return hundreds * 10_000 + (hundreds >>> 32) & 0xFFFF_FFFFL;
    }

    /** Behind a NULL; -1 where none stands here. */
    static int endOfNull(byte[] bytes, int at, int end) {
        boolean is = end - at > 4 && bytes[at + 1] == 'u' && bytes[at + 2] == 'l' && bytes[at + 3] == 'l';
        return is ? at + 4 : -1;
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
            if ((long) Utf8.LONGS.get(bytes, at + 8 * i) != words[i]) {
                return false;
            }
        }
        return (((long) Utf8.LONGS.get(bytes, at + 8 * last) ^ words[last]) & shape.lastMasks[column]) == 0;
    }

    /** Behind the quote that ends a text without escapes, of valid UTF-8; -1 for any other. */
    static int endOfText(byte[] bytes, int from, int end) {
        int at = from;
        while (true) {
            while (at + 8 <= end) {
                long word = (long) Utf8.LONGS.get(bytes, at);
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
    static int skipText(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end) {
            if (at + 8 <= end) {
                long word = (long) Utf8.LONGS.get(bytes, at);
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
