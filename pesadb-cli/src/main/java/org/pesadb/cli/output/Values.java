package org.pesadb.cli.output;

import org.pesadb.api.Row;

/** A row of given values. Immutable; threads may share it. */
public final class Values implements Row {
    private final Object[] values;

    /** @param values each a {@link Long}, a {@link String} or null */
    public Values(Object... values) {
        this.values = values.clone();
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public boolean isNull(int position) {
        return values[position] == null;
    }

    @Override
    public long getLong(int position) {
        if (values[position] instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("no INT: " + values[position]);
    }

    @Override
    public String getText(int position) {
        if (values[position] instanceof Long number) {
            throw new IllegalStateException("no TEXT: " + number);
        }
        return (String) values[position];
    }

    @Override
    public Object get(int position) {
        return values[position];
    }
}
