package org.pesadb.join;

import org.pesadb.api.Row;

/** One of the rows in memory, and then another one: a view, which copies nothing. Of one thread. */
final class HeldRow implements Row {
    private final HeldColumn[] columns;
    private int number;

    HeldRow(HeldRows rows) {
        this.columns = rows.columns();
    }

    /**
     * Goes to a row.
     *
     * @param row its number
     * @return this
     */
    HeldRow at(int row) {
        number = row;
        return this;
    }

    @Override
    public int size() {
        return columns.length;
    }

    @Override
    public boolean isNull(int position) {
        return columns[position].isNull(number);
    }

    @Override
    public long getLong(int position) {
        return columns[position].getLong(number);
    }

    @Override
    public String getText(int position) {
        return columns[position].getText(number);
    }

    @Override
    public Object get(int position) {
        return columns[position].get(number);
    }
}
