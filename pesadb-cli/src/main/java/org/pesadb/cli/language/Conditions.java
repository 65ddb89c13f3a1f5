package org.pesadb.cli.language;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.Condition;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;

/** Reads {@code WHERE cond [AND cond]…}. */
final class Conditions {
    private static final String VALUE = "a value";
    private static final List<Operator> SYMBOLS = List.of(
            Operator.EQUAL,
            Operator.NOT_EQUAL,
            Operator.LESS,
            Operator.LESS_OR_EQUAL,
            Operator.GREATER,
            Operator.GREATER_OR_EQUAL);
    /** Words that end a condition; a value that reads like one of them needs quotes after {@code c v}. */
    private static final List<String> RESERVED = List.of("AND", "WHERE", "ORDER", "LIMIT", "OFFSET", "COLS", "USING");

    private Conditions() {}

    /** The conditions up to the end of the command, or none where no WHERE stands here. */
    static List<Condition> optional(TokenStream in) {
        if (!in.ahead(0, "WHERE")) {
            in.end("WHERE or the end");
            return List.of();
        }
        in.expect("WHERE");
        List<Condition> conditions = list(in);
        in.end("AND or the end");
        return conditions;
    }

    /** Conditions joined by AND; at least one. */
    static List<Condition> list(TokenStream in) {
        List<Condition> conditions = new ArrayList<>();
        do {
            conditions.add(condition(in));
        } while (in.accept("AND"));
        return conditions;
    }

    private static Condition condition(TokenStream in) {
        String column = in.column();
        for (Operator operator : SYMBOLS) {
            if (in.acceptSymbol(operator.symbol())) {
                String instead = operator == Operator.NOT_EQUAL ? "IS NOT NULL" : "IS NULL";
                return Condition.of(column, operator, in.comparable(VALUE, instead));
            }
        }
        if (in.ahead(0, "IS") && (in.follows(1, "NULL") || in.follows(1, "NOT") || in.asksFor(1))) {
            in.expect("IS");
            boolean not = in.accept("NOT");
            in.expect("NULL");
            return new Condition(column, not ? Operator.IS_NOT_NULL : Operator.IS_NULL, List.of());
        }
        if (in.accept("IN")) {
            return new Condition(column, Operator.IN, values(in));
        }
        if (in.accept("LIKE")) {
            return Condition.of(column, Operator.LIKE, in.comparable("a pattern", "IS NULL"));
        }
        if (RESERVED.stream().anyMatch(word -> in.follows(0, word)) || in.verb().aggregates() && in.follows(0, "BY")) {
            throw in.expected("an operator or a value (in quotes where it reads like a keyword) after " + column);
        }
        return Condition.of(column, Operator.EQUAL, in.comparable("an operator or a value after " + column, "IS NULL"));
    }

    private static List<Operand> values(TokenStream in) {
        List<Operand> values = new ArrayList<>();
        do {
            values.add(in.comparable(VALUE, "IS NULL"));
        } while (in.acceptSymbol(","));
        return values;
    }
}
