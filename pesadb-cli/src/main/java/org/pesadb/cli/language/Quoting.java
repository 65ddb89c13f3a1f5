package org.pesadb.cli.language;

/** Writes names and values so that {@link Tokenizer} reads them back exactly, on one line and in any place. */
public final class Quoting {
    private Quoting() {}

    /**
     * Writes a text as one token.
     *
     * @param text a name or a value, well-formed Unicode; null for NULL
     * @return the text itself where that is safe, else in quotes; never with a line break
     */
    public static String quote(String text) {
        if (text == null) {
            return "NULL";
        }
        boolean plain = !text.isEmpty() && !text.startsWith("--") && !text.equalsIgnoreCase("NULL");
        boolean control = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain &= safe(c);
            control |= Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\uFEFF';
        }
        if (plain) {
            return text;
        }
        return control ? escaped(text) : "'" + text.replace("'", "''") + "'";
    }

    private static boolean safe(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || "_.-+/@".indexOf(c) >= 0
                || c > 127 && (Character.isLetterOrDigit(c) || Character.isSurrogate(c));
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                default -> {
                    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\uFEFF') {
                        out.append("\\u").append(hex(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private static String hex(char c) {
        return Integer.toHexString(0x10000 | c).substring(1);
    }
}
