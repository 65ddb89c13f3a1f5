package org.pesadb.storage.codec;

/** What valid UTF-8 is: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
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
            int next = bytes[at] >= 0 ? at + 1 : next(bytes, at, end);
            if (next < 0) {
                return at;
            }
            at = next;
        }
        return end;
    }
}
