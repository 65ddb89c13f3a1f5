package org.pesadb.cli.language;

import java.util.List;
import java.util.OptionalLong;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;

/** Reads what may follow the tables of SEL and JOIN: each clause once, in any order. */
final class Clauses {
    private List<String> columns;
    private List<Condition> where;
    private Command.Ordering order;
    private Command.Limit limit;
    private String using;
    private long at = -1;

    Clauses(TokenStream in, boolean join) {
        while (!in.atEnd()) {
            if (columns == null && in.accept("COLS")) {
                columns = in.columns();
            } else if (where == null && in.accept("WHERE")) {
                where = Conditions.list(in);
            } else if (order == null && in.accept("ORDER")) {
                order = ordering(in);
            } else if (limit == null && in.accept("LIMIT")) {
                long count = in.count("LIMIT");
                limit = new Command.Limit(OptionalLong.of(count), in.accept("OFFSET") ? in.count("OFFSET") : 0);
            } else if (!join && at < 0 && in.accept("AT")) {
                at = in.count("AT");
            } else if (join && using == null && in.accept("USING")) {
                using = in.name("a join's name");
            } else {
                throw in.expected((where != null ? "AND, " : "") + "COLS, WHERE, ORDER, LIMIT"
                        + (join ? ", USING" : ", AT") + " (each once) or the end");
            }
        }
    }

    private static Command.Ordering ordering(TokenStream in) {
        if (in.follows(0, "BY") && in.remaining() > 1 && !in.follows(1, "DESC") && !in.follows(1, "LIMIT")) {
            in.expect("BY"); // people who know SQL write it
        }
        String column = in.column();
        boolean descending = in.accept("DESC");
        if (!descending) {
            in.accept("ASC");
        }
        return new Command.Ordering(column, descending);
    }

    List<String> columns() {
        return columns == null ? List.of() : columns;
    }

    List<Condition> where() {
        return where == null ? List.of() : where;
    }

    Command.Ordering order() {
        return order;
    }

    Command.Limit limit() {
        return limit == null ? Command.Limit.NONE : limit;
    }

    /** The position of a state of the past; -1 for the newest. */
    long at() {
        return at;
    }

    String using() {
        return using;
    }
}
