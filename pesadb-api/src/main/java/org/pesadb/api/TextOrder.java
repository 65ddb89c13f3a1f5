package org.pesadb.api;

/** The order of TEXT: by Unicode code point, which is also the order of the UTF-8 bytes. It has no state; any thread may
 * call it. */
@Stable(since = 1)
public final class TextOrder {
    private TextOrder() {}

    /**
     * Compares two texts.
     *
     * <p>{@link String#compareTo} compares UTF-16 units, which puts the supplementary planes (surrogates, D800-DFFF)
     * before U+E000-U+FFFF. Lifting the surrogates above those mends it; see Unicode Technical Report 26.
     *
     * @param a one text
     * @param b another text
     * @return negative, zero or positive, as a comes before, with or after b
     */
    public static int compare(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return lift(x) - lift(y);
            }
        }
        return a.length() - b.length();
    }

    private static int lift(char unit) {
        return unit < 0xD800 ? unit : unit < 0xE000 ? unit + 0x2000 : unit - 0x800;
    }
}
