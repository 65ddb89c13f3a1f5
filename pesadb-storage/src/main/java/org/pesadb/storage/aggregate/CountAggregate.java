package org.pesadb.storage.aggregate;

import java.util.function.Supplier;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.sort.Records;
import org.pesadb.storage.spill.ByteSink;
import org.pesadb.storage.spill.Bytes;

/** How many rows there are, or values that are not NULL. */
final class CountAggregate extends Aggregate {
    private final int column;

    CountAggregate(int column) {
        this.column = column;
    }

    private long of(RowBuffer row) {
        return column >= 0 && row.isNull(column) ? 0 : 1;
    }

    @Override
    public void begin(RowBuffer row, ByteSink into) {
        into.putLong(of(row));
    }

    @Override
    public boolean add(RowBuffer row, byte[] bytes, int at, int length) {
        Bytes.putLong(bytes, at, Bytes.getLong(bytes, at) + of(row));
        return true;
    }

    @Override
    public void combine(ByteSink before, Records records, ByteSink into) {
        into.putLong(Bytes.getLong(before.bytes(), 0) + Bytes.getLong(records.payloadBytes(), records.payloadAt()));
    }

    @Override
    void result(byte[] bytes, int at, int length, RowBuffer into, int position, Supplier<String> group) {
        into.setLong(position, bytes == null ? 0 : Bytes.getLong(bytes, at));
    }
}
