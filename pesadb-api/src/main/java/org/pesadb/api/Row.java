package org.pesadb.api;

/**
 * The values of one row, read by position. Whether a row stays valid, and whether threads may share it, is said by
 * whoever hands it out.
 */
@Stable(since = 1)
public interface Row {
    /**
     * The number of values.
     *
     * @return 0 or more
     */
    int size();

    /**
     * Whether a value is NULL.
     *
     * @param position from 0
     * @return true for NULL
     */
    boolean isNull(int position);

    /**
     * A value of an INT column.
     *
     * @param position from 0
     * @return the number
     * @throws IllegalStateException where the value is NULL or TEXT
     */
    long getLong(int position);

    /**
     * A value of a TEXT column.
     *
     * @param position from 0
     * @return the text, or null for NULL
     * @throws IllegalStateException where the value is an INT
     */
    String getText(int position);

    /**
     * A value of any type.
     *
     * @param position from 0
     * @return a {@link Long}, a {@link String}, or null for NULL
     */
    Object get(int position);
}
