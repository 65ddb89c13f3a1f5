package org.pesadb.storage.aggregate;

import java.math.BigInteger;
import java.util.function.Supplier;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.sort.Records;
import org.pesadb.storage.spill.ByteSink;
import org.pesadb.storage.spill.Bytes;

/** The number of values and their exact sum; what is made of them is a subclass's affair. */
abstract class WideSum extends Aggregate {
    private static final int COUNT = 0;
    private static final int HIGH = COUNT + Long.BYTES;
    private static final int LOW = HIGH + Long.BYTES;

    private final int column;

    WideSum(int column) {
        this.column = column;
    }

    @Override
    public void begin(RowBuffer row, ByteSink into) {
        boolean none = row.isNull(column);
        long value = none ? 0 : row.getLong(column);
        into.putLong(none ? 0 : 1);
        into.putLong(value >> 63);
        into.putLong(value);
    }

    @Override
    public boolean add(RowBuffer row, byte[] bytes, int at, int length) {
        if (!row.isNull(column)) {
            long value = row.getLong(column);
            long low = Bytes.getLong(bytes, at + LOW);
            long sum = low + value;
            long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
            Bytes.putLong(bytes, at + LOW, sum);
            Bytes.putLong(bytes, at + HIGH, Bytes.getLong(bytes, at + HIGH) + (value >> 63) + carry);
            Bytes.putLong(bytes, at + COUNT, Bytes.getLong(bytes, at + COUNT) + 1);
        }
        return true;
    }

    @Override
    public void combine(ByteSink before, Records records, ByteSink into) {
        byte[] one = before.bytes();
        byte[] other = records.payloadBytes();
        int at = records.payloadAt();
        long low = Bytes.getLong(one, LOW);
        long sum = low + Bytes.getLong(other, at + LOW);
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        into.putLong(Bytes.getLong(one, COUNT) + Bytes.getLong(other, at + COUNT));
        into.putLong(Bytes.getLong(one, HIGH) + Bytes.getLong(other, at + HIGH) + carry);
        into.putLong(sum);
    }

    @Override
    void result(byte[] bytes, int at, int length, RowBuffer into, int position, Supplier<String> group) {
        long count = bytes == null ? 0 : Bytes.getLong(bytes, at + COUNT);
        if (count == 0) {
            into.setNull(position);
        } else {
            result(count, Bytes.getLong(bytes, at + HIGH), Bytes.getLong(bytes, at + LOW), into, position, group);
        }
    }

    /** The value of a group with values, whose sum is {@code high * 2^64} and {@code low} without a sign. */
    abstract void result(long count, long high, long low, RowBuffer into, int position, Supplier<String> group);

    static BigInteger exact(long high, long low) {
        byte[] bytes = new byte[2 * Long.BYTES];
        Bytes.putLong(bytes, 0, high);
        Bytes.putLong(bytes, Long.BYTES, low);
        return new BigInteger(bytes);
    }
}
