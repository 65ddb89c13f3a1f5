package org.pesadb.storage.engine;

import java.util.function.Supplier;
import org.pesadb.api.Row;
import org.pesadb.api.spi.RowStream;

/** Rows that are made one after another, as somebody asks for them. */
final class ComputedStream implements RowStream {
    private final Supplier<? extends Row> rows;
    private final Runnable close;
    private Row row;

    /**
     * @param rows  gives null after the last one, and is not asked again
     * @param close gives back what they hold
     */
    ComputedStream(Supplier<? extends Row> rows, Runnable close) {
        this.rows = rows;
        this.close = close;
    }

    @Override
    public boolean next() {
        row = rows.get();
        return row != null;
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public void close() {
        close.run();
    }
}
