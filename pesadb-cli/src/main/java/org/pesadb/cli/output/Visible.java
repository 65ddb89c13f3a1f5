package org.pesadb.cli.output;

import org.jline.utils.WCWidth;

/** Text made fit for a terminal: no control character reaches it, and its width in columns is known. */
public final class Visible {
    private Visible() {}

    /**
     * Makes control characters visible.
     *
     * @param text any text
     * @return it with control characters written as {@code \n} or {@code \}{@code u001b}; without any, the text itself
     */
    public static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (hidden(text.charAt(i))) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (hidden(c)) {
                        out.append("\\u")
                                .append(Integer.toHexString(0x10000 | c).substring(1));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    /** Control characters, line separators, and those that turn the direction of what follows around. */
    private static boolean hidden(char c) {
        return c < ' '
                || c >= 0x7F && c <= 0x9F
                || c == '\u2028'
                || c == '\u2029'
                || c >= '\u202A' && c <= '\u202E'
                || c >= '\u2066' && c <= '\u2069';
    }

    /** How many columns of a terminal the text takes. */
    static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            // Below the combining marks every character takes one column; no need to load the tables for those.
            width += c < 0x300 ? 1 : Math.max(0, WCWidth.wcwidth(c));
            i += Character.charCount(c);
        }
        return width;
    }
}
