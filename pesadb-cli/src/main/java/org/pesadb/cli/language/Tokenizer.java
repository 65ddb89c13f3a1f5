package org.pesadb.cli.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * Cuts one command into tokens, line by line, in one pass. Of one thread; {@link #finish()} makes it ready for the next
 * command.
 *
 * <p>White space always separates. What else does depends on the place, so that {@code INS t a=b,c} adds one value while
 * {@code SET a=b,c=d} sets two:
 *
 * <pre>
 *   place                                           symbols that separate too
 *   INS, and everything not below                   none
 *   CREATE, ADD                                     :, and one = behind :DEFAULT
 *   COLS, BY, behind the table of INDEX, DROP INDEX ,
 *   SET, the list after IN                          = != &lt; &lt;= &gt; &gt;= ,
 *   WHERE, ON                                       = != &lt; &lt;= &gt; &gt;=
 * </pre>
 *
 * <p>A quote opens only where a token begins. An open quote makes the command go on with the next line, whatever else is
 * wrong with it: a mistake must not turn the rest of a quoted text into commands. So mistakes are remembered and the
 * scan goes on; {@link #finish()} throws the first one.
 */
public final class Tokenizer {
    private static final String OPERATORS = "=!<>";
    private static final String OPERATORS_AND_COMMA = "=!<>,";
    private static final String DEFINITION = ":";
    private static final String DEFINITION_OR_DEFAULT = ":=";

    private final List<Token> tokens = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private PesaDbException mistake;
    private boolean keeping = true;
    private int consumed;
    private Verb verb;
    private String symbols = "";
    private int count; // of tokens so far
    private boolean afterKeyword;
    private boolean afterSymbol;
    private char quote; // the open one, or 0
    private int quotedAt;
    private boolean surrogateEscaped;

    /**
     * Takes the next line of the command.
     *
     * @param line without its line feed; a carriage return at its end is white space
     */
    public void feed(String line) {
        int i = 0;
        if (quote != 0) {
            keep('\n');
            consumed++;
            i = quoted(line, 0);
        }
        while (i < line.length()) {
            char c = line.charAt(i);
            if (white(c)) {
                i++;
            } else if (c == '-' && line.startsWith("--", i)) {
                break;
            } else if (c == '\'' || c == '"') {
                quote = c;
                quotedAt = consumed + i;
                i = quoted(line, i + 1);
            } else if (symbol(line, i) > 0) {
                int length = symbol(line, i);
                add(new Token(Token.Kind.SYMBOL, line.substring(i, i + length), consumed + i));
                i += length;
            } else {
                i = word(line, i);
            }
        }
        consumed += line.length();
    }

    /**
     * Whether a quote is open, so that the next line belongs to this command.
     *
     * @return true within quotes
     */
    public boolean open() {
        return quote != 0;
    }

    /**
     * Gives the command up, for a reason that lies outside of it: no more text is kept, but quotes are followed to its end.
     *
     * @param reason what {@link #finish()} is to throw, unless something else came first
     */
    public void fail(PesaDbException reason) {
        mistake(reason);
        keeping = false;
        text.setLength(0);
        text.trimToSize();
    }

    /**
     * Ends the command.
     *
     * @return its tokens; empty for a blank line or a comment
     * @throws PesaDbException SYNTAX or BAD_ENCODING, or what {@link #fail} was given
     */
    public List<Token> finish() {
        if (quote != 0) {
            mistake(syntax("the quote " + quote + " at character " + (quotedAt + 1) + " is never closed"));
        }
        List<Token> result = withoutSemicolon();
        PesaDbException thrown = mistake;
        reset();
        if (thrown != null) {
            throw thrown;
        }
        return result;
    }

    private List<Token> withoutSemicolon() {
        int last = tokens.size() - 1;
        if (last >= 0 && tokens.get(last).kind() == Token.Kind.WORD) {
            Token token = tokens.get(last);
            String rest = token.text();
            while (rest.endsWith(";")) {
                rest = rest.substring(0, rest.length() - 1);
            }
            if (rest.isEmpty()) {
                tokens.remove(last);
            } else {
                tokens.set(last, new Token(Token.Kind.WORD, rest, token.at()));
            }
        }
        return List.copyOf(tokens);
    }

    /** Forgets the command, to begin a new one. */
    public void abandon() {
        reset();
    }

    private void reset() {
        tokens.clear();
        text.setLength(0);
        mistake = null;
        keeping = true;
        consumed = 0;
        verb = null;
        symbols = "";
        count = 0;
        afterKeyword = false;
        afterSymbol = false;
        quote = 0;
        surrogateEscaped = false;
    }

    private int word(String line, int from) {
        int i = from;
        while (i < line.length() && !white(line.charAt(i)) && symbol(line, i) == 0) {
            i++;
        }
        add(new Token(Token.Kind.WORD, line.substring(from, i), consumed + from));
        return i;
    }

    /** Reads on within a quote; returns where it goes on after it, or the line's end where the quote stays open. */
    private int quoted(String line, int from) {
        int i = from;
        while (i < line.length()) {
            char c = line.charAt(i);
            if (c == quote) {
                if (i + 1 < line.length() && line.charAt(i + 1) == quote) {
                    keep(c);
                    i += 2;
                } else {
                    close(line, i + 1);
                    return i + 1;
                }
            } else if (c == '\\' && quote == '"') {
                i = escape(line, i);
            } else {
                keep(c);
                i++;
            }
        }
        return i;
    }

    private void close(String line, int after) {
        String value = text.toString();
        text.setLength(0);
        if (surrogateEscaped && !wellFormed(value)) {
            mistake(new PesaDbException(
                    ErrorCode.BAD_ENCODING,
                    "the text at character " + (quotedAt + 1) + " holds half of a surrogate pair; write both halves"));
        }
        quote = 0;
        surrogateEscaped = false;
        add(new Token(Token.Kind.QUOTED, value, quotedAt));
        if (after < line.length()
                && !white(line.charAt(after))
                && line.charAt(after) != ';'
                && symbol(line, after) == 0) {
            mistake(syntax("expected white space after the closing quote at character " + (consumed + after)
                    + ", found " + line.substring(after, line.offsetByCodePoints(after, 1))
                    + "; double a quote to include it"));
        }
    }

    private int escape(String line, int backslash) {
        if (backslash + 1 == line.length()) {
            mistake(badEscape("\\ at the end of a line"));
            return line.length();
        }
        char c = line.charAt(backslash + 1);
        switch (c) {
            case 'n' -> keep('\n');
            case 't' -> keep('\t');
            case 'r' -> keep('\r');
            case '\\', '"' -> keep(c);
            case 'u' -> {
                return unicode(line, backslash);
            }
            default ->
                mistake(badEscape("\\" + line.substring(backslash + 1, line.offsetByCodePoints(backslash + 1, 1))));
        }
        return backslash + 2;
    }

    private int unicode(String line, int backslash) {
        int value = 0;
        for (int i = backslash + 2; i < backslash + 6; i++) {
            int digit = i < line.length() && line.charAt(i) < 128 ? Character.digit(line.charAt(i), 16) : -1;
            if (digit < 0) {
                mistake(badEscape("\\u without four hexadecimal digits"));
                return backslash + 2;
            }
            value = value * 16 + digit;
        }
        surrogateEscaped |= Character.isSurrogate((char) value);
        keep((char) value);
        return backslash + 6;
    }

    private void keep(char c) {
        if (keeping) {
            text.append(c);
        }
    }

    private void add(Token token) {
        if (keeping) {
            tokens.add(token);
        }
        // Where a keyword may stand, and no name or value must.
        boolean place = count >= (needsColumn() ? 3 : 2) && !afterKeyword && !afterSymbol;
        afterKeyword = false;
        afterSymbol = token.kind() == Token.Kind.SYMBOL;
        count++;
        if (symbols.equals(DEFINITION) && token.isSymbol(":")) {
            symbols = DEFINITION_OR_DEFAULT;
        } else if (symbols.equals(DEFINITION_OR_DEFAULT)) {
            symbols = token.is("DEFAULT") ? symbols : DEFINITION; // one = alone: the next belongs to the value
        } else if (token.kind() == Token.Kind.WORD) {
            follow(token, place);
        }
        if (verb == Verb.INDEX && count == 2 || (verb == Verb.DROP_INDEX || verb == Verb.INSPECT) && count == 3) {
            symbols = ","; // behind the table come its columns
        }
    }

    /** Whether a column must come behind the table. */
    private boolean needsColumn() {
        return verb != null && verb.aggregates() && verb != Verb.COUNT;
    }

    /** Chooses what separates from here on. */
    private void follow(Token word, boolean place) {
        if (count == 1 && verb == Verb.TRACE && word.is("VERBOSE")) {
            count = 0;
        } else if (count == 1) {
            verb = Verb.find(word.text());
            symbols = verb == Verb.CREATE || verb == Verb.ADD ? DEFINITION : "";
            count = verb == Verb.EXPLAIN || verb == Verb.TRACE ? 0 : count; // what comes next is a command of its own
        } else if (count == 2 && verb == Verb.DROP && word.is("INDEX")) {
            verb = Verb.DROP_INDEX;
        } else if (verb != null && place) {
            String next = separatorsAfter(word.text().toUpperCase(Locale.ROOT));
            if (next != null) {
                symbols = next;
                afterKeyword = true;
            }
        }
    }

    /** What separates after a word, or null where it is no keyword of this verb. */
    private String separatorsAfter(String word) {
        boolean reads = verb == Verb.SEL || verb == Verb.JOIN;
        boolean filters = reads || verb.aggregates() || verb == Verb.UPD || verb == Verb.DEL;
        return switch (word) {
            case "WHERE" -> filters ? OPERATORS : null;
            case "AND" -> filters && symbols.startsWith(OPERATORS) ? OPERATORS : null;
            case "IN" -> filters && symbols.equals(OPERATORS) ? OPERATORS_AND_COMMA : null;
            case "SET" -> verb == Verb.UPD && symbols.isEmpty() ? OPERATORS_AND_COMMA : null;
            case "COLS" -> reads ? "," : null;
            case "BY" -> verb.aggregates() ? "," : null;
            case "ORDER", "LIMIT", "OFFSET", "AT" -> reads ? "" : null;
            case "ON" -> verb == Verb.JOIN ? OPERATORS : null;
            case "AS", "USING" -> verb == Verb.JOIN || verb == Verb.INDEX && count > 3 ? "" : null;
            default -> null;
        };
    }

    /** The length of the separating symbol at a place, or 0. */
    private int symbol(String line, int i) {
        char c = line.charAt(i);
        if (symbols.isEmpty() || symbols.indexOf(c) < 0) {
            return 0;
        }
        boolean equalsNext = i + 1 < line.length() && line.charAt(i + 1) == '=';
        return switch (c) {
            case '!' -> equalsNext ? 2 : 0;
            case '<', '>' -> equalsNext ? 2 : 1;
            default -> 1;
        };
    }

    private void mistake(PesaDbException found) {
        if (mistake == null) {
            mistake = found;
        }
    }

    private static PesaDbException badEscape(String what) {
        return syntax("unknown escape " + what
                + " in \"...\"; known are \\n \\t \\r \\\\ \\\" and \\uXXXX, and '...' has none");
    }

    private static PesaDbException syntax(String message) {
        return new PesaDbException(ErrorCode.SYNTAX, message);
    }

    private static boolean wellFormed(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /**
     * What separates tokens everywhere.
     *
     * @param c a character
     * @return true for the white space of ASCII; a no-break space belongs to its token
     */
    static boolean white(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
