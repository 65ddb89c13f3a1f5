package org.pesadb.storage.engine;

import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.RowStream;

/**
 * A table as an input of a join.
 *
 * @param read    how its rows are reached
 * @param columns those that matter
 * @param keys    those that must be equal
 * @param queries the state of the database
 */
record TableInput(TableRead read, int[] columns, int[] keys, Queries queries) implements JoinInput {
    @Override
    public int width() {
        return read.table().schema().size();
    }

    @Override
    public long about() {
        return read.about(queries.reader());
    }

    @Override
    public RowStream rows() {
        return read.open(queries.reader(), columns, queries.context().cancellation());
    }

    @Override
    public double orderCost() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public RowStream inKeyOrder() {
        throw new IllegalStateException("in no order");
    }

    @Override
    public double lookUpCost() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public double aboutEachLookUp() {
        return 1;
    }

    @Override
    public RowStream lookUp(Row row, int[] theirs) {
        throw new IllegalStateException("without an index");
    }
}
