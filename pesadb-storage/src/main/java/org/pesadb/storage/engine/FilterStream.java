package org.pesadb.storage.engine;

import org.pesadb.api.Row;
import org.pesadb.api.spi.RowPredicate;
import org.pesadb.api.spi.RowStream;

/** Leaves out the rows that do not meet conditions. */
final class FilterStream implements RowStream {
    private final RowStream input;
    private final RowPredicate predicate;
    private final Cancellation cancellation;

    FilterStream(RowStream input, RowPredicate predicate, Cancellation cancellation) {
        this.input = input;
        this.predicate = predicate;
        this.cancellation = cancellation;
    }

    @Override
    public boolean next() {
        while (input.next()) {
            cancellation.check();
            if (predicate.test(input.row())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Row row() {
        return input.row();
    }

    @Override
    public void close() {
        input.close();
    }
}
