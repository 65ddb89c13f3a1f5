package org.pesadb.join;

import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;

/**
 * The rows of one key: the first ones in memory, and where there are many the others put aside. They are read as often as
 * wanted, before others take their place. Of one thread.
 */
final class RowGroup implements AutoCloseable {
    private final JoinContext context;
    private final JoinInput input;
    private final MemoryBudget budget;
    private final HeldRows held;
    private final HeldRow view;
    private final HeldRow first;
    private RowSpill aside;
    private RowStream asideRows;
    private int at;

    /**
     * @param context makes the spill
     * @param input   where the rows come from
     * @param memory  for the rows, in bytes
     */
    RowGroup(JoinContext context, JoinInput input, long memory) {
        this.context = context;
        this.input = input;
        budget = new MemoryBudget(memory);
        held = new HeldRows(input.width(), input.columns(), budget);
        view = new HeldRow(held);
        first = new HeldRow(held).at(0);
    }

    boolean isEmpty() {
        return held.rows() == 0;
    }

    /** The first row, which bears the key. */
    Row first() {
        return first;
    }

    /**
     * Adds a row.
     *
     * @param row copied
     */
    void add(Row row) {
        if (aside == null && held.add(row)) {
            return;
        }
        if (held.rows() == 0) {
            throw budget.tooSmall();
        }
        if (aside == null) {
            aside = context.spill(input.width(), input.columns());
        }
        aside.add(row);
    }

    /** Begins again with the first row. */
    void rewind() {
        endReading();
        at = 0;
    }

    /**
     * Goes on to the next row.
     *
     * @return it, or null after the last one
     */
    Row next() {
        if (at < held.rows()) {
            return view.at(at++);
        }
        if (aside == null) {
            return null;
        }
        if (asideRows == null) {
            asideRows = aside.read();
        }
        return asideRows.next() ? asideRows.row() : null;
    }

    /** Makes place for the rows of another key. */
    void clear() {
        if (aside != null) {
            close();
        }
        held.clear();
    }

    private void endReading() {
        RowStream reading = asideRows;
        asideRows = null;
        if (reading != null) {
            reading.close();
        }
    }

    @Override
    public void close() {
        RowStream reading = asideRows;
        RowSpill rows = aside;
        asideRows = null;
        aside = null;
        Closing.all(reading, rows);
    }
}
