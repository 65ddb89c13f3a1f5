package org.pesadb.api;

import java.util.Objects;

/**
 * A column of a table. Immutable; threads may share it.
 *
 * @param name       its name; case matters
 * @param type       what it holds
 * @param primaryKey whether it is the table's one primary key, which is unique and never NULL
 * @param unique     whether no two rows may hold the same value; any number may hold NULL
 * @param notNull    whether NULL is refused
 * @param initial    the default: what rows answer that were written before the column was added, and what an import puts where a file
 *                   lacks the column. A {@link Long} for INT, a {@link String} for TEXT, or null for NULL
 */
@Stable(since = 1)
public record Column(
        String name, ColumnType type, boolean primaryKey, boolean unique, boolean notNull, Object initial) {

    /**
     * Normalises: a primary key is unique and never NULL.
     *
     * @throws PesaDbException {@link ErrorCode#TYPE_MISMATCH} where the default is not of the type; {@link ErrorCode#SYNTAX} where a
     *     column that is unique has one
     */
    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        unique |= primaryKey;
        notNull |= primaryKey;
        if (initial != null && (type == ColumnType.INT ? !(initial instanceof Long) : !(initial instanceof String))) {
            throw new PesaDbException(
                    ErrorCode.TYPE_MISMATCH, "the default of " + name + ", " + initial + ", is no " + type);
        }
        if (initial != null && unique) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX,
                    "column " + name + " is unique, so that a default would stand in one row at most");
        }
    }

    /**
     * A column without a default.
     *
     * @param name       its name
     * @param type       what it holds
     * @param primaryKey whether it is the primary key
     * @param unique     whether no two rows may hold the same value
     * @param notNull    whether NULL is refused
     */
    public Column(String name, ColumnType type, boolean primaryKey, boolean unique, boolean notNull) {
        this(name, type, primaryKey, unique, notNull, null);
    }

    /**
     * A column without constraints.
     *
     * @param name its name
     * @param type what it holds
     * @return the column
     */
    public static Column of(String name, ColumnType type) {
        return new Column(name, type, false, false, false);
    }

    /**
     * This column as the primary key.
     *
     * @return a changed copy
     */
    public Column asPrimaryKey() {
        return new Column(name, type, true, true, true, initial);
    }

    /**
     * This column with UNIQUE.
     *
     * @return a changed copy
     */
    public Column asUnique() {
        return new Column(name, type, primaryKey, true, notNull, initial);
    }

    /**
     * This column with NOT NULL.
     *
     * @return a changed copy
     */
    public Column asNotNull() {
        return new Column(name, type, primaryKey, unique, true, initial);
    }

    /**
     * This column with a default.
     *
     * @param value a {@link Long}, {@link Integer} or {@link String}, or null for none
     * @return a changed copy
     */
    public Column withDefault(Object value) {
        Object wide = value instanceof Integer number ? (Object) number.longValue() : value;
        return new Column(name, type, primaryKey, unique, notNull, wide);
    }
}
