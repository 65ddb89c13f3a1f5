package org.pesadb.cli.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The beginning of what may be as long as the body of a request, where it is told back or waits to be told: that it was cut is seen by an ellipsis
 * at its end. Of one thread.
 */
final class Excerpt {
    /** How many characters are kept of what waits in a queue. */
    static final int QUEUED = 2_000;

    /** How many are kept of one part of an answer. */
    static final int ANSWERED = 10_000;

    private static final int MESSAGE = 1_000;

    private static final String CUT = "\u2026";

    private int left;

    /** @param most how many characters are kept of all values together that this one is asked for */
    Excerpt(int most) {
        left = most;
    }

    /** The beginning of a text that somebody is told in a sentence. */
    static String of(String text) {
        return cut(text, MESSAGE);
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean pair = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
        return text.substring(0, pair ? most - 1 : most) + CUT;
    }

    /** What is kept of a value as JSON has them. */
    Object value(Object value) {
        if (value instanceof String text) {
            String kept = cut(text, left);
            left -= Math.min(left, text.length());
            return kept;
        }
        if (value instanceof List<?> list) {
            List<Object> kept = new ArrayList<>();
            for (Object element : list) {
                if (left == 0) {
                    kept.add(CUT);
                    break;
                }
                left--;
                kept.add(value(element));
            }
            return kept;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> kept = new LinkedHashMap<>();
            map.forEach((name, one) -> kept.put((String) name, value(one)));
            return kept;
        }
        return value;
    }
}
