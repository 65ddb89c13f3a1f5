package org.pesadb.api;

/** The types of values. */
@Stable(since = 1)
public enum ColumnType {
    /** A signed 64-bit integer; {@code long} in Java. */
    INT,
    /** Unicode text of any length, stored as UTF-8 and ordered by code point; {@link String} in Java. */
    TEXT
}
