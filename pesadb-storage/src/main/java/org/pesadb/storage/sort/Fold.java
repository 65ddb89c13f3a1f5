package org.pesadb.storage.sort;

import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.spill.ByteSink;

/** What becomes of the rows of one group: a state, a few bytes, to which one row after another is added. Of one thread. */
public interface Fold {
    /**
     * The state of one row alone.
     *
     * @param row  the row
     * @param into empty; gets the state
     */
    void begin(RowBuffer row, ByteSink into);

    /**
     * Adds a row to a state, in its place.
     *
     * @param row    the row
     * @param bytes  hold the state
     * @param at     where it begins
     * @param length how long it is, and stays
     * @return false, with nothing changed, where the state of this row alone is that of all, and is of another length: then
     *     {@link #begin} makes it
     */
    boolean add(RowBuffer row, byte[] bytes, int at, int length);

    /**
     * Makes one state of two.
     *
     * @param before  the state of some rows
     * @param records stands at a record whose payload is the state of others
     * @param into    empty; gets the state of all
     */
    void combine(ByteSink before, Records records, ByteSink into);
}
