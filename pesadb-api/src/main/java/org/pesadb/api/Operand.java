package org.pesadb.api;

import java.util.Objects;

/** A value in a command, or the place of one. Immutable; threads may share it. */
@Stable(since = 1)
public sealed interface Operand {

    /** NULL. */
    record Null() implements Operand {}

    /**
     * An INT.
     *
     * @param value the number
     */
    record Int(long value) implements Operand {}

    /**
     * A TEXT; it never stands for a number.
     *
     * @param value the text
     */
    record Text(String value) implements Operand {
        /** Refuses null; NULL is {@link Null}. */
        public Text {
            Objects.requireNonNull(value);
        }
    }

    /**
     * A value as somebody wrote it, which takes the type of the column that it meets: {@code 7} is a number in an INT
     * column and a text in a TEXT column.
     *
     * @param text the characters, without quotes
     */
    record Literal(String text) implements Operand {
        /** Refuses null; NULL is {@link Null}. */
        public Literal {
            Objects.requireNonNull(text);
        }
    }

    /**
     * A place in a prepared command, filled by {@link Prepared#bind(int, long)} and its like.
     *
     * @param index from 0; every index from 0 to the highest must be used
     */
    record Parameter(int index) implements Operand {
        /** Refuses negative places. */
        public Parameter {
            Objects.checkIndex(index, Integer.MAX_VALUE);
        }
    }

    /**
     * An operand from a Java value.
     *
     * @param value a {@link Long}, {@link Integer}, {@link String}, or null for NULL
     * @return the operand
     * @throws PesaDbException {@link ErrorCode#TYPE_MISMATCH} for anything else
     */
    static Operand of(Object value) {
        if (value == null) {
            return new Null();
        }
        if (value instanceof Long number) {
            return new Int(number);
        }
        if (value instanceof Integer number) {
            return new Int(number);
        }
        if (value instanceof String text) {
            return new Text(text);
        }
        throw new PesaDbException(
                ErrorCode.TYPE_MISMATCH, "a value is a Long, an Integer, a String or null, not " + value.getClass());
    }
}
