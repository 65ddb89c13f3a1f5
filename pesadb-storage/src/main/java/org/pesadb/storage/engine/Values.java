package org.pesadb.storage.engine;

import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDbException;
import org.pesadb.storage.Excerpt;

/** Brings values to the types of the columns that they meet. */
final class Values {
    private Values() {}

    /**
     * The value of an operand in a column.
     *
     * @param operand    what was written
     * @param column     the column that it meets
     * @param parameters bound values, each a Long, a String or null
     * @return a Long, a String or null, of the column's type
     */
    static Object resolve(Operand operand, Column column, Object[] parameters) {
        if (operand instanceof Operand.Literal literal) {
            return literal(literal.text(), column);
        } else if (operand instanceof Operand.Int number) {
            return typed(number.value(), column);
        } else if (operand instanceof Operand.Text text) {
            return typed(text.value(), column);
        } else if (operand instanceof Operand.Parameter parameter) {
            if (parameter.index() >= parameters.length) {
                throw new PesaDbException(
                        ErrorCode.VALUE_COUNT,
                        "parameter " + parameter.index() + " has no value; prepare the command and bind one");
            }
            return typed(parameters[parameter.index()], column);
        }
        return null;
    }

    private static Object typed(Object value, Column column) {
        if (value == null) {
            return null;
        }
        if (column.type() == ColumnType.INT != value instanceof Long) {
            throw new PesaDbException(
                    ErrorCode.TYPE_MISMATCH,
                    column.name() + " is " + column.type() + ", not " + (value instanceof Long ? "INT" : "TEXT") + ": "
                            + shown(value.toString()));
        }
        return value instanceof String text ? text(text, column) : value;
    }

    /** A value as somebody wrote it. */
    static Object literal(String text, Column column) {
        return column.type() == ColumnType.TEXT ? text(text, column) : (Object) number(text, column);
    }

    /** Refuses text that UTF-8 cannot hold. */
    static String text(String text, Column column) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit >= Character.MIN_SURROGATE && unit <= Character.MAX_SURROGATE) {
                if (!Character.isHighSurrogate(unit)
                        || ++i == text.length()
                        || !Character.isLowSurrogate(text.charAt(i))) {
                    throw new PesaDbException(
                            ErrorCode.BAD_ENCODING,
                            "the text for " + column.name() + " holds half of a surrogate pair: it is no Unicode text");
                }
            }
        }
        return text;
    }

    private static long number(String text, Column column) {
        int digits = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        boolean valid = text.length() > digits;
        for (int i = digits; i < text.length() && valid; i++) {
            valid = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!valid) {
            throw new PesaDbException(
                    ErrorCode.TYPE_MISMATCH, column.name() + " is INT, not " + shown("'" + text + "'"));
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException tooLarge) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE, column.name() + " holds -2^63 to 2^63 - 1, not " + shown(text), tooLarge);
        }
    }

    /** A value for a message: not longer than people read. */
    static String shown(String value) {
        return Excerpt.of(value, 60);
    }
}
