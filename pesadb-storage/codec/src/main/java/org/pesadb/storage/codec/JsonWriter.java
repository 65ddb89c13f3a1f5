package org.pesadb.storage.codec;

/**
 * Writes JSON values as bytes: no white space, and only what must be escaped is. The caller sees to it that the array has
 * room: {@link #textBytes} and {@link #numberBytes} say how much.
 */
final class JsonWriter {
    /** How much longer than its UTF-8 a text can become: a control character is 6 bytes. */
    static final int MOST_BYTES_PER_BYTE = 6;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final long[] POWERS_OF_TEN = new long[19];

    static {
        for (int i = 0; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = i == 0 ? 1 : 10 * POWERS_OF_TEN[i - 1];
        }
    }

    private static final byte[] LEAST_LONG = {
        '-', '9', '2', '2', '3', '3', '7', '2', '0', '3', '6', '8', '5', '4', '7', '7', '5', '8', '0', '8'
    };

    private JsonWriter() {}

    /** The length of a number. */
    static int numberBytes(long value) {
        if (value == Long.MIN_VALUE) {
            return LEAST_LONG.length;
        }
        long size = Math.abs(value);
        // 1233 / 4096 is about the logarithm of 2 to base 10; the table says whether the guess is one too low.
        int guess = (Long.SIZE - Long.numberOfLeadingZeros(size)) * 1233 >> 12;
        int digits = guess + (size >= POWERS_OF_TEN[guess] ? 1 : 0);
        return Math.max(1, digits) + (value < 0 ? 1 : 0);
    }

    /** Writes a number before a place, backwards. */
    static void numberBefore(long value, byte[] into, int end) {
        if (value == Long.MIN_VALUE) {
            System.arraycopy(LEAST_LONG, 0, into, end - LEAST_LONG.length, LEAST_LONG.length);
            return;
        }
        long rest = Math.abs(value);
        int at = end;
        do {
            long next = rest / 10;
            into[--at] = (byte) ('0' + (rest - next * 10));
            rest = next;
        } while (rest != 0);
        if (value < 0) {
            into[--at] = '-';
        }
    }

    /** The length of a text with its quotes. */
    static long textBytes(String text) {
        long bytes = 2L + text.length();
        for (int i = 0, length = text.length(); i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes += c >= ' ' && c != '"' && c != '\\' ? 0 : escapeBytes(c) - 1;
            } else if (c < 0x800 || Character.isSurrogate(c)) {
                // A pair is two units and 4 bytes.
                bytes += 1;
            } else {
                bytes += 2;
            }
        }
        return bytes;
    }

    private static int escapeBytes(char c) {
        return shortEscape(c) != 0 ? 2 : 6;
    }

    private static int shortEscape(char c) {
        return switch (c) {
            case '"', '\\' -> c;
            case '\b' -> 'b';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\f' -> 'f';
            case '\r' -> 'r';
            default -> 0;
        };
    }

    /** Writes a text with its quotes; returns where it ends. */
    static int text(String text, byte[] into, int from) {
        int at = from;
        into[at++] = '"';
        for (int i = 0, length = text.length(); i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80 && c != '"' && c != '\\') {
                into[at++] = (byte) c;
            } else if (c < 0x80) {
                at = escape(c, into, at);
            } else if (Character.isSurrogate(c)) {
                at = Utf8.put(Utf8.supplementary(text, i++), into, at);
            } else {
                at = Utf8.put(c, into, at);
            }
        }
        into[at++] = '"';
        return at;
    }

    private static int escape(char c, byte[] into, int from) {
        int at = from;
        into[at++] = '\\';
        int letter = shortEscape(c);
        if (letter != 0) {
            into[at++] = (byte) letter;
        } else {
            into[at++] = 'u';
            into[at++] = '0';
            into[at++] = '0';
            into[at++] = HEX[c >> 4];
            into[at++] = HEX[c & 0xF];
        }
        return at;
    }
}
