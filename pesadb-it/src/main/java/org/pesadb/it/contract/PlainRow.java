package org.pesadb.it.contract;

import org.pesadb.api.Row;

/**
 * A row that is no {@link org.pesadb.api.spi.RowBuffer}, and is as strict as {@link Row} allows: whoever asks a NULL for its number, or a number for its
 * text, or asks after the row is gone, is told. Of one thread.
 */
final class PlainRow implements Row {
    private final Object[] values;
    private boolean gone;

    /** @param values each a {@link Long}, a {@link String}, or null; kept */
    PlainRow(Object... values) {
        this.values = values;
    }

    /** The values of another row, as they are now. */
    static PlainRow of(Row row) {
        return new PlainRow(CodecRows.values(row).toArray());
    }

    /** From now on nobody may look. */
    void expire() {
        gone = true;
    }

    private Object value(int position) {
        if (gone) {
            throw new AssertionError("a row was looked at after the next one had been asked for, or its stream closed");
        }
        return values[position];
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public boolean isNull(int position) {
        return value(position) == null;
    }

    @Override
    public long getLong(int position) {
        if (value(position) instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("value " + position + " is no INT");
    }

    @Override
    public String getText(int position) {
        if (value(position) instanceof Long) {
            throw new IllegalStateException("value " + position + " is no TEXT");
        }
        return (String) values[position];
    }

    @Override
    public Object get(int position) {
        return value(position);
    }
}
