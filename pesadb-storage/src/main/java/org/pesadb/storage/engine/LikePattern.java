package org.pesadb.storage.engine;

import java.nio.charset.StandardCharsets;

/**
 * A pattern of LIKE: {@code %} is any text, {@code _} any one character (code point), everything else itself.
 *
 * <p>It works on UTF-8, without making characters of it: in that, no byte of one character begins another one, so what agrees byte by
 * byte agrees character by character, and only {@code _} has to know how long a character is.
 *
 * <p>Each {@code %} takes as little as it can, and only the last one is ever tried again with more: what stands before it has
 * matched already, and nothing later could ask for another match of it. So the time is at most the product of the two lengths,
 * whatever the pattern, and nothing recurs.
 */
final class LikePattern {
    private final byte[] pattern;

    LikePattern(String pattern) {
        this.pattern = pattern.getBytes(StandardCharsets.UTF_8);
    }

    boolean matches(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return matches(bytes, 0, bytes.length);
    }

    /** Whether a text of valid UTF-8 matches. */
    boolean matches(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        int next = 0;
        int afterAny = -1;
        int resume = 0;
        while (at < end) {
            byte wanted = next < pattern.length ? pattern[next] : 0;
            if (next < pattern.length && wanted == '%') {
                afterAny = ++next;
                resume = at;
            } else if (next < pattern.length && wanted == '_') {
                next++;
                at += characterBytes(bytes[at]);
            } else if (next < pattern.length && wanted == bytes[at]) {
                next++;
                at++;
            } else if (afterAny == pattern.length) {
                return true;
            } else if (afterAny >= 0) {
                resume += characterBytes(bytes[resume]);
                at = resume;
                next = afterAny;
            } else {
                return false;
            }
        }
        while (next < pattern.length && pattern[next] == '%') {
            next++;
        }
        return next == pattern.length;
    }

    private static int characterBytes(byte first) {
        return first >= 0 ? 1 : first < (byte) 0xE0 ? 2 : first < (byte) 0xF0 ? 3 : 4;
    }
}
