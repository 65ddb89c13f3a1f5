package org.pesadb.cli.language;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDbException;

/**
 * Walks over the tokens of a command, and words what is wrong with them. Of one thread.
 *
 * <p>It can also {@linkplain #asking ask}: then the command ends in a token that is nothing, where somebody's cursor stands, and
 * whatever a parser looks for there is noted.
 */
final class TokenStream {
    private static final Token CURSOR = new Token(Token.Kind.QUOTED, "", 0);

    private final List<Token> tokens;
    private Verb verb;
    private final Expected noted;
    private final List<Command.TableRef> tables = new ArrayList<>();
    private int next = 1; // the verb itself is known

    TokenStream(List<Token> tokens, Verb verb) {
        this(tokens, verb, null);
    }

    private TokenStream(List<Token> tokens, Verb verb, Expected noted) {
        this.tokens = tokens;
        this.verb = verb;
        this.noted = noted;
    }

    /** Tokens with a cursor behind them. */
    static TokenStream asking(List<Token> before, Verb verb, Expected noted) {
        List<Token> tokens = new ArrayList<>(before);
        tokens.add(CURSOR);
        return new TokenStream(tokens, verb, noted);
    }

    /** Whether the cursor stands some places ahead. */
    boolean asksFor(int places) {
        return noted != null && next + places == tokens.size() - 1;
    }

    boolean atEnd() {
        return next == tokens.size();
    }

    int remaining() {
        return tokens.size() - next;
    }

    /** Whether the token some places ahead is a keyword that may well stand there. */
    boolean ahead(int places, String keyword) {
        if (asksFor(places)) {
            noted.keyword(keyword);
        }
        return follows(places, keyword);
    }

    /** Whether the token some places ahead is a keyword, which is not wanted there. */
    boolean follows(int places, String keyword) {
        return next + places < tokens.size() && tokens.get(next + places).is(keyword);
    }

    boolean aheadSymbol(int places, String symbol) {
        return next + places < tokens.size() && tokens.get(next + places).isSymbol(symbol);
    }

    boolean accept(String keyword) {
        boolean there = ahead(0, keyword);
        next += there ? 1 : 0;
        return there;
    }

    boolean acceptSymbol(String symbol) {
        boolean there = aheadSymbol(0, symbol);
        next += there ? 1 : 0;
        return there;
    }

    void expect(String keyword) {
        if (!accept(keyword)) {
            throw expected(keyword);
        }
    }

    /** A name: any word or quoted text. */
    String name(String what) {
        return token(what).text();
    }

    /** The name of a table that is there. */
    String table() {
        if (asksFor(0)) {
            noted.table();
        }
        String table = name("a table's name");
        tables.add(new Command.TableRef(table, null));
        return table;
    }

    /** Gives the table that was named last another name. */
    Command.TableRef alias(String alias) {
        int last = tables.size() - 1;
        tables.set(last, new Command.TableRef(tables.get(last).table(), alias));
        return tables.get(last);
    }

    /** The name of a column of the command's tables. */
    String column() {
        if (asksFor(0)) {
            noted.column(tables);
        }
        return name("a column's name");
    }

    /** The name of a column of some tables. */
    String column(List<Command.TableRef> of) {
        if (asksFor(0)) {
            noted.column(of);
        }
        return name("a column of "
                + of.stream().map(Command.TableRef::table).distinct().collect(Collectors.joining(" or ")));
    }

    /** Names of columns, separated by commas. */
    List<String> columns() {
        List<String> names = new ArrayList<>();
        do {
            names.add(column());
        } while (acceptSymbol(","));
        return names;
    }

    /** The rest, as it was written. */
    List<String> rest() {
        return tokens.subList(next, tokens.size()).stream().map(Token::toString).toList();
    }

    /** The rest, as a command of its own; its verb must be one of some, which messages tell after a few words. */
    TokenStream command(String such, Predicate<Verb> wanted) {
        if (asksFor(0)) {
            Verb.words(wanted).forEach(noted::keyword);
        }
        String verbs = such + String.join(", ", Verb.words(wanted));
        Token first = token(verbs);
        Verb found = first.kind() == Token.Kind.WORD ? Verb.find(first.text()) : null;
        if (found == null || !wanted.test(found)) {
            throw expected(verbs, first);
        }
        return new TokenStream(tokens.subList(next - 1, tokens.size()), found, noted);
    }

    /** The verb of the command. */
    Verb verb() {
        return verb;
    }

    /** The verb turns out to be another one, whose form messages name from here on. */
    void become(Verb another) {
        verb = another;
    }

    /** The name of a verb, in any case. */
    String verbName() {
        if (asksFor(0)) {
            Verb.words().forEach(noted::keyword);
        }
        return name("a verb");
    }

    /** A value: NULL, or characters that take the type of their column. */
    Operand value(String what) {
        Token token = token(what);
        return token.is("NULL") ? new Operand.Null() : new Operand.Literal(token.text());
    }

    /** A value that is compared with, which NULL never is. */
    Operand comparable(String what, String instead) {
        if (follows(0, "NULL")) {
            throw new PesaDbException(ErrorCode.SYNTAX, "NULL equals nothing; use " + instead + form());
        }
        return value(what);
    }

    /** A whole number from 0. */
    long count(String what) {
        String wanted = "a whole number after " + what;
        Token token = token(wanted);
        String digits = token.text();
        int from = digits.startsWith("-") || digits.startsWith("+") ? 1 : 0;
        boolean number = digits.length() > from
                && digits.chars().skip(from).allMatch(c -> c >= '0' && c <= '9')
                && token.kind() == Token.Kind.WORD;
        if (!number) {
            throw expected(wanted, token);
        }
        try {
            long value = Long.parseLong(digits);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException tooLong) {
            throw new PesaDbException(ErrorCode.OUT_OF_RANGE, what + " is at most 2^63-1, not " + token, tooLong);
        }
        throw new PesaDbException(ErrorCode.OUT_OF_RANGE, what + " is 0 or more, not " + token);
    }

    /** Refuses anything that is left over. */
    void end(String wanted) {
        if (!atEnd()) {
            throw expected(wanted);
        }
    }

    private Token token(String what) {
        if (atEnd() || asksFor(0) || tokens.get(next).kind() == Token.Kind.SYMBOL) {
            throw expected(what);
        }
        return tokens.get(next++);
    }

    /** The complaint that something else should stand here. */
    PesaDbException expected(String what) {
        return expected(what, atEnd() ? null : tokens.get(next));
    }

    private PesaDbException expected(String what, Token found) {
        Token before = next > 1 && found == null ? tokens.get(next - 1) : null;
        String place = found != null
                ? "found " + found + " at character " + (found.at() + 1)
                : "found the end" + (before != null ? " after " + before : "");
        return new PesaDbException(ErrorCode.SYNTAX, "expected " + what + ", " + place + form());
    }

    private String form() {
        return "; the form is: " + verb.form();
    }
}
