package org.pesadb.cli.language;

/**
 * A piece of a command.
 *
 * @param kind what it is
 * @param text its characters, without quotes and with escapes resolved
 * @param at   where it begins in the command, from 0, in characters
 */
public record Token(Kind kind, String text, int at) {

    /** What a token is. */
    public enum Kind {
        /** Unquoted characters: a keyword, a name or a value, as its place has it. */
        WORD,
        /** Characters in quotes: a name or a value, never a keyword and never NULL. */
        QUOTED,
        /** An operator, comma or colon that separates. */
        SYMBOL
    }

    /**
     * Whether this is a keyword.
     *
     * @param keyword in capitals
     * @return true for the unquoted word, in any case
     */
    public boolean is(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    /**
     * Whether this is a symbol.
     *
     * @param symbol such as {@code <=}
     * @return true for exactly this one
     */
    public boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** For error messages: as written, shortened. */
    @Override
    public String toString() {
        String shown = text.codePointCount(0, text.length()) <= 40
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 37)) + "...";
        return kind == Kind.QUOTED ? "'" + shown + "'" : shown;
    }
}
