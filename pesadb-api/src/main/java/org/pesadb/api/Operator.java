package org.pesadb.api;

/** How a condition compares a column with its operands. A comparison with NULL is never true. */
@Stable(since = 1)
public enum Operator {
    /** Equal to the operand. */
    EQUAL("="),
    /** Different from the operand. */
    NOT_EQUAL("!="),
    /** Less than the operand. */
    LESS("<"),
    /** Less than the operand or equal to it. */
    LESS_OR_EQUAL("<="),
    /** Greater than the operand. */
    GREATER(">"),
    /** Greater than the operand or equal to it. */
    GREATER_OR_EQUAL(">="),
    /** Equal to one of the operands. */
    IN("IN"),
    /** TEXT that matches a pattern: {@code %} is any text, {@code _} any one character; case matters. */
    LIKE("LIKE"),
    /** NULL; takes no operand. */
    IS_NULL("IS NULL"),
    /** Not NULL; takes no operand. */
    IS_NOT_NULL("IS NOT NULL");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    /**
     * How the command language writes it.
     *
     * @return such as {@code <=}
     */
    public String symbol() {
        return symbol;
    }
}
