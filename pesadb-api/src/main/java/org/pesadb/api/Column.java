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
 */
public record Column(String name, ColumnType type, boolean primaryKey, boolean unique, boolean notNull) {

    /** Normalises: a primary key is unique and never NULL. */
    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        unique |= primaryKey;
        notNull |= primaryKey;
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
        return new Column(name, type, true, true, true);
    }

    /**
     * This column with UNIQUE.
     *
     * @return a changed copy
     */
    public Column asUnique() {
        return new Column(name, type, primaryKey, true, notNull);
    }

    /**
     * This column with NOT NULL.
     *
     * @return a changed copy
     */
    public Column asNotNull() {
        return new Column(name, type, primaryKey, unique, true);
    }
}
