package org.pesadb.storage;

/** How much of a text is shown to people: the beginning of a long one. It has no state. */
public final class Excerpt {
    private Excerpt() {}

    /**
     * Cuts a long text. Both halves of a surrogate pair stay, or neither does: half of one is no Unicode text, which no output could
     * encode.
     *
     * @param text what to show
     * @param most how much of it, in UTF-16 units; 1 or more
     * @return the text, or its first {@code most} units, or one less, and an ellipsis
     */
    public static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean halves = Character.isHighSurrogate(text.charAt(most - 1));
        return text.substring(0, halves ? most - 1 : most) + "…";
    }
}
