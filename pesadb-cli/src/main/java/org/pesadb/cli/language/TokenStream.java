package org.pesadb.cli.language;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDbException;

/** Walks over the tokens of a command, and words what is wrong with them. Of one thread. */
final class TokenStream {
    private final List<Token> tokens;
    private final Verb verb;
    private int next = 1; // the verb itself is known

    TokenStream(List<Token> tokens, Verb verb) {
        this.tokens = tokens;
        this.verb = verb;
    }

    boolean atEnd() {
        return next == tokens.size();
    }

    int remaining() {
        return tokens.size() - next;
    }

    /** Whether the token some places ahead is a keyword. */
    boolean ahead(int places, String keyword) {
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

    /** Names separated by commas. */
    List<String> names(String what) {
        List<String> names = new ArrayList<>();
        do {
            names.add(name(what));
        } while (acceptSymbol(","));
        return names;
    }

    /** A value: NULL, or characters that take the type of their column. */
    Operand value(String what) {
        Token token = token(what);
        return token.is("NULL") ? new Operand.Null() : new Operand.Literal(token.text());
    }

    /** A value that is compared with, which NULL never is. */
    Operand comparable(String what, String instead) {
        if (ahead(0, "NULL")) {
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
        if (atEnd() || tokens.get(next).kind() == Token.Kind.SYMBOL) {
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
