package org.pesadb.cli;

import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.Cursor;
import org.pesadb.api.Outcome;
import org.pesadb.cli.output.Values;

/** A result that is all there. */
final class FakeCursor implements Cursor {
    private final List<Column> columns;
    private final List<Object[]> rows;
    private final Outcome outcome;
    private int next;
    private Values row;

    FakeCursor(List<Column> columns, List<Object[]> rows, Outcome outcome) {
        this.columns = columns;
        this.rows = rows;
        this.outcome = outcome;
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public boolean next() {
        if (next == rows.size()) {
            return false;
        }
        row = new Values(rows.get(next++));
        return true;
    }

    @Override
    public Outcome outcome() {
        return outcome;
    }

    @Override
    public void close() {
        next = rows.size();
    }

    @Override
    public int size() {
        return row.size();
    }

    @Override
    public boolean isNull(int position) {
        return row.isNull(position);
    }

    @Override
    public long getLong(int position) {
        return row.getLong(position);
    }

    @Override
    public String getText(int position) {
        return row.getText(position);
    }

    @Override
    public Object get(int position) {
        return row.get(position);
    }
}
