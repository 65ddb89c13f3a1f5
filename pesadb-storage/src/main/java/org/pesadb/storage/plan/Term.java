package org.pesadb.storage.plan;

import java.util.List;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Operator;

/**
 * One condition, with its column found and its values brought to the column's type. Immutable.
 *
 * @param column   the column's position in the table
 * @param type     its type
 * @param operator how it is compared
 * @param values   with what: each a Long or a String, never null. An IN without values holds for no row
 */
public record Term(int column, ColumnType type, Operator operator, List<Object> values) {
    /** Copies. */
    public Term {
        values = List.copyOf(values);
    }

    /**
     * What part of all rows it may leave, where nothing is known but its operator: a guess, which only has to put conditions into
     * the order in which they mostly come out.
     *
     * @return 0 to 1
     */
    public double share() {
        return switch (operator) {
            case EQUAL -> 0.1;
            case IN -> Math.min(1, 0.1 * values.size());
            case IS_NULL -> 0.05;
            case LIKE -> 0.25;
            case NOT_EQUAL -> 0.9;
            case IS_NOT_NULL -> 0.95;
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> 1 / 3.0;
        };
    }
}
