package org.pesadb.storage.aggregate;

import java.util.Arrays;
import java.util.function.Supplier;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.sort.Records;
import org.pesadb.storage.spill.ByteSink;

/** The least or greatest TEXT that is not NULL, where there is one. UTF-8 has the order of the code points. */
final class ExtremeText extends Aggregate {
    private static final byte NONE = 0;
    private static final byte TEXT = 2;

    private final int column;
    private final boolean greatest;
    private final ByteSink text = new ByteSink();

    ExtremeText(int column, boolean greatest) {
        this.column = column;
        this.greatest = greatest;
    }

    @Override
    public void begin(RowBuffer row, ByteSink into) {
        if (row.isNull(column)) {
            into.put(NONE);
        } else {
            into.put(TEXT);
            int length = row.utf8Length(column);
            into.wrote(row.putUtf8(column, into.room(length), into.length()));
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
        text.clear();
        begin(row, text);
        if (!better(text.bytes(), 0, text.length(), bytes, at, length)) {
            return true;
        }
        if (text.length() != length) {
            return false;
        }
        System.arraycopy(text.bytes(), 0, bytes, at, length);
        return true;
    }

    private boolean better(byte[] a, int aAt, int aLength, byte[] b, int bAt, int bLength) {
        int order = Arrays.compareUnsigned(a, aAt, aAt + aLength, b, bAt, bAt + bLength);
        return greatest ? order > 0 : order < 0;
    }

    @Override
    public void combine(ByteSink before, Records records, ByteSink into) {
        byte[] other = records.payloadBytes();
        int at = records.payloadAt();
        int length = records.payloadLength();
        boolean taken = before.bytes()[0] == NONE
                || other[at] != NONE && better(other, at, length, before.bytes(), 0, before.length());
        into.put(taken ? other : before.bytes(), taken ? at : 0, taken ? length : before.length());
    }

    @Override
    void result(byte[] bytes, int at, int length, RowBuffer into, int position, Supplier<String> group) {
        if (bytes == null || bytes[at] == NONE) {
            into.setNull(position);
        } else {
            into.setUtf8(position, Arrays.copyOfRange(bytes, at + 1, at + length), 0, length - 1);
        }
    }
}
