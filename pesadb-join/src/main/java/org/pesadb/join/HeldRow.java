package org.pesadb.join;

import org.pesadb.api.Row;

/** One of the rows in memory, and then another one: a view, which copies nothing. Of one thread. */
final class HeldRow implements Row {
    private final HeldRows rows;
    private int number;

    HeldRow(HeldRows rows) {
        this.rows = rows;
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
        return rows.width();
    }

    @Override
    public boolean isNull(int position) {
        return rows.column(position).isNull(number);
    }

    @Override
    public long getLong(int position) {
        return rows.column(position).getLong(number);
    }

    @Override
    public String getText(int position) {
        return rows.column(position).getText(number);
    }

    @Override
    public Object get(int position) {
        return rows.column(position).get(number);
    }
}
