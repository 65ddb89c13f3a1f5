package org.pesadb.api;

import java.util.List;
import java.util.Objects;

/**
 * One test of a WHERE; several are joined by AND. Immutable; threads may share it.
 *
 * @param column   the column, in a join's WHERE qualified ({@code users.id}) where both tables have one of the name
 * @param operator how to compare
 * @param operands what to compare with: none for IS [NOT] NULL, one or more for IN, else one
 */
@Stable(since = 1)
public record Condition(String column, Operator operator, List<Operand> operands) {

    /** Checks the number of operands. */
    public Condition {
        Objects.requireNonNull(column, "column");
        operands = List.copyOf(operands);
        int wanted = operator == Operator.IS_NULL || operator == Operator.IS_NOT_NULL ? 0 : 1;
        if (operator == Operator.IN ? operands.isEmpty() : operands.size() != wanted) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX, operator.symbol() + " on " + column + " with " + operands.size() + " values");
        }
    }

    /**
     * A condition with one operand.
     *
     * @param column   the column
     * @param operator how to compare
     * @param operand  what to compare with
     * @return the condition
     */
    public static Condition of(String column, Operator operator, Operand operand) {
        return new Condition(column, operator, List.of(operand));
    }

    /**
     * A column equal to a value.
     *
     * @param column the column
     * @param value  a {@link Long}, {@link Integer} or {@link String}
     * @return the condition
     */
    public static Condition equal(String column, Object value) {
        return of(column, Operator.EQUAL, Operand.of(value));
    }
}
