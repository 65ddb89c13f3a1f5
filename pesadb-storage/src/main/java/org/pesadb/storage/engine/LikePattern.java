package org.pesadb.storage.engine;

/**
 * A pattern of LIKE: {@code %} is any text, {@code _} any one character (code point), everything else itself.
 *
 * <p>Each {@code %} takes as little as it can, and only the last one is ever tried again with more: what stands before it has
 * matched already, and nothing later could ask for another match of it. So the time is at most the product of the two lengths,
 * whatever the pattern, and nothing recurs.
 */
final class LikePattern {
    private final int[] pattern;

    LikePattern(String pattern) {
        this.pattern = pattern.codePoints().toArray();
    }

    boolean matches(String text) {
        int at = 0;
        int next = 0;
        int afterAny = -1;
        int resume = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (next < pattern.length && pattern[next] == '%') {
                afterAny = ++next;
                resume = at;
            } else if (next < pattern.length && (pattern[next] == '_' || pattern[next] == point)) {
                next++;
                at += Character.charCount(point);
            } else if (afterAny >= 0) {
                resume += Character.charCount(text.codePointAt(resume));
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
}
