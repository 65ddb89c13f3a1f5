package org.pesadb.storage.aggregate;

import java.util.function.Supplier;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.sort.Records;
import org.pesadb.storage.spill.ByteSink;
import org.pesadb.storage.spill.Bytes;

/** The least or greatest INT that is not NULL, where there is one. */
final class ExtremeNumber extends Aggregate {
    private static final byte NONE = 0;
    private static final byte NUMBER = 1;

    private final int column;
    private final boolean greatest;

    ExtremeNumber(int column, boolean greatest) {
        this.column = column;
        this.greatest = greatest;
    }

    @Override
    public void begin(RowBuffer row, ByteSink into) {
        if (row.isNull(column)) {
            into.put(NONE);
        } else {
            into.put(NUMBER);
            into.putLong(row.getLong(column));
        }
    }

    @Override
    public boolean add(RowBuffer row, byte[] bytes, int at, int length) {
        if (row.isNull(column)) {
            return true;
        }
        if (bytes[at] == NONE) {
            return false;
        }
        Bytes.putLong(bytes, at + 1, better(Bytes.getLong(bytes, at + 1), row.getLong(column)));
        return true;
    }

    private long better(long a, long b) {
        return greatest ? Math.max(a, b) : Math.min(a, b);
    }

    @Override
    public void combine(ByteSink before, Records records, ByteSink into) {
        byte[] other = records.payloadBytes();
        int at = records.payloadAt();
        if (before.bytes()[0] == NONE) {
            into.put(other, at, records.payloadLength());
        } else if (other[at] == NONE) {
            into.put(before.bytes(), 0, before.length());
        } else {
            into.put(NUMBER);
            into.putLong(better(Bytes.getLong(before.bytes(), 1), Bytes.getLong(other, at + 1)));
        }
    }

    @Override
    void result(byte[] bytes, int at, int length, RowBuffer into, int position, Supplier<String> group) {
        if (bytes == null || bytes[at] == NONE) {
            into.setNull(position);
        } else {
            into.setLong(position, Bytes.getLong(bytes, at + 1));
        }
    }
}
