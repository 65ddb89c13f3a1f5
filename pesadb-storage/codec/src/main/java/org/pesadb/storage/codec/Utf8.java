package org.pesadb.storage.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** What valid UTF-8 is: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    /** Eight bytes at a time, the first one lowest. */
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /** Where the character that begins here ends; -1 where none does before the end. */
    static int next(byte[] bytes, int at, int end) {
        int first = bytes[at];
        if (first >= 0) {
            return at + 1;
        }
        int length = first < (byte) 0xE0 ? 2 : first < (byte) 0xF0 ? 3 : 4;
        if (first < (byte) 0xC2 || first > (byte) 0xF4 || at + length > end) {
            return -1;
        }
        // The second byte's range says what is overlong, a surrogate or too high; the others are free.
        int second = bytes[at + 1] & 0xFF;
        int low = first == (byte) 0xE0 ? 0xA0 : first == (byte) 0xF0 ? 0x90 : 0x80;
        int high = first == (byte) 0xED ? 0x9F : first == (byte) 0xF4 ? 0x8F : 0xBF;
        if (second < low || second > high) {
            return -1;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return -1;
            }
        }
        return at + length;
    }

    /** Where the first invalid character begins; the end where all is valid. */
    static int firstInvalid(byte[] bytes, int offset, int end) {
        int at = offset;
        while (at < end) {
            if (end - at >= Long.BYTES && ((long) LONGS.get(bytes, at) & HIGHS) == 0) {
                at += Long.BYTES;
                continue;
            }
            int next = bytes[at] >= 0 ? at + 1 : next(bytes, at, end);
            if (next < 0) {
                return at;
            }
            at = next;
        }
        return end;
    }

    /**
     * The length of a text in UTF-8.
     *
     * @throws PesaDbException BAD_ENCODING for half a surrogate pair
     */
    static long length(String text) {
        int units = text.length();
        long bytes = units;
        for (int i = 0; i < units; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                boolean surrogate = Character.isSurrogate(c);
                if (surrogate) {
                    supplementary(text, i++);
                }
                // A pair is two units and 4 bytes.
                bytes += surrogate ? 2 : c < 0x800 ? 1 : 2;
            }
        }
        return bytes;
    }

    /** Writes a text of valid Unicode; returns where it ends. */
    static int write(String text, byte[] into, int from) {
        int at = from;
        for (int i = 0, length = text.length(); i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                into[at++] = (byte) c;
            } else if (Character.isSurrogate(c)) {
                at = put(supplementary(text, i++), into, at);
            } else {
                at = put(c, into, at);
            }
        }
        return at;
    }

    /** Writes a character that is no ASCII; returns where it ends. */
    static int put(int point, byte[] into, int from) {
        int at = from;
        if (point < 0x800) {
            into[at++] = (byte) (0xC0 | point >> 6);
        } else {
            if (point < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                into[at++] = (byte) (0xE0 | point >> 12);
            } else {
                into[at++] = (byte) (0xF0 | point >> 18);
                into[at++] = (byte) (0x80 | point >> 12 & 0x3F);
            }
            into[at++] = (byte) (0x80 | point >> 6 & 0x3F);
        }
        into[at++] = (byte) (0x80 | point & 0x3F);
        return at;
    }

    /**
     * The character of the surrogate pair that stands here.
     *
     * @throws PesaDbException BAD_ENCODING for half of one
     */
    static int supplementary(String text, int at) {
        int point = text.codePointAt(at);
        if (point < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
            throw new PesaDbException(
                    ErrorCode.BAD_ENCODING, "half a surrogate pair at position " + at + ": no valid Unicode text");
        }
        return point;
    }
}
