package org.pesadb.cli.language;

import java.util.List;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;

/**
 * Reads what follows COUNT, SUM, MIN, MAX and AVG: {@code t [c] [WHERE cond [AND cond]…] [BY c[,c2]…]}, the clauses in either order.
 *
 * <p>Only COUNT takes no column. So behind its table WHERE and BY are keywords, unless in quotes; behind that of the others a column must
 * stand, and {@code SUM t by BY kind} adds up the column {@code by}.
 */
final class Aggregates {
    private Aggregates() {}

    static Command read(TokenStream in) {
        Command.Function function = Command.Function.valueOf(in.verb().name());
        String table = in.table();
        String column = function == Command.Function.COUNT ? optionalColumn(in) : column(in);
        List<Condition> where = null;
        List<String> by = null;
        while (!in.atEnd()) {
            if (where == null && in.accept("WHERE")) {
                where = Conditions.list(in);
            } else if (by == null && in.accept("BY")) {
                by = in.columns();
            } else {
                throw in.expected((where != null ? "AND, " : "") + "WHERE, BY (each once) or the end");
            }
        }
        List<Condition> conditions = where == null ? List.of() : where;
        if (column == null && by == null) {
            return new Command.Count(table, conditions);
        }
        return new Command.Aggregate(function, table, column, conditions, by == null ? List.of() : by);
    }

    private static String optionalColumn(TokenStream in) {
        boolean clause = in.ahead(0, "WHERE") | in.ahead(0, "BY"); // both are looked for, so that both are offered
        return clause || in.atEnd() ? null : in.column();
    }

    private static String column(TokenStream in) {
        if (isClause(in, 0) && in.remaining() > 1 && !isClause(in, 1)) {
            throw in.expected("a column's name");
        }
        return in.column();
    }

    private static boolean isClause(TokenStream in, int places) {
        return in.follows(places, "WHERE") || in.follows(places, "BY");
    }
}
