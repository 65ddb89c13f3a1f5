package org.pesadb.storage.codec;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowPredicate;

/**
 * Rows in as few bytes as they need, of which any column is found without reading those before it. The package's
 * documentation draws the format. {@link BinaryScanner} reads it.
 */
public final class BinaryRowCodec implements RowCodec {
    static final int FORMAT_VERSION = 1;

    /** The version stands above these bits of the first byte; they say how wide a number of the header is. */
    static final int WIDTH_BITS = 2;

    /** The widths by what the bits say. */
    static final int[] WIDTHS = {1, 2, 4};

    /** All there is of an empty TEXT: no byte of any UTF-8. NULL has nothing at all. */
    static final byte EMPTY = (byte) 0xFF;

    /** Its first byte, a zero, is of no version. */
    private static final String TOMBSTONE = "\0deleted";

    /** A codec like any other of this class. */
    public BinaryRowCodec() {}

    @Override
    public String name() {
        return "binary";
    }

    @Override
    public int formatVersion() {
        return FORMAT_VERSION;
    }

    @Override
    public byte[] encode(TableSchema schema, Row row) {
        int columns = schema.size();
        long lastStart = 0;
        long length = 0;
        for (int column = 0; column < columns; column++) {
            lastStart = length;
            length += valueBytes(schema, row, column);
        }
        int form = lastStart <= 0xFF && columns <= 0xFF ? 0 : lastStart <= 0xFFFF && columns <= 0xFFFF ? 1 : 2;
        int width = WIDTHS[form];
        int types = 1 + width;
        int ends = types + (columns + 7 >>> 3);
        long values = ends + (columns - 1L) * width;
        if (values + length > Integer.MAX_VALUE - 16) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE,
                    "a row of table " + schema.name() + " takes " + (values + length)
                            + " bytes, more than the 2 GiB that one row may have");
        }
        byte[] bytes = new byte[(int) (values + length)];
        bytes[0] = (byte) (FORMAT_VERSION << WIDTH_BITS | form);
        BinaryScanner.put(bytes, 1, width, columns);
        int at = (int) values;
        for (int column = 0; column < columns; column++) {
            boolean text = schema.column(column).type() == ColumnType.TEXT;
            if (text) {
                bytes[types + (column >>> 3)] |= (byte) (1 << (column & 7));
            }
            if (!row.isNull(column)) {
                at = text ? text(row.getText(column), bytes, at) : number(row.getLong(column), bytes, at);
            }
            if (column < columns - 1) {
                BinaryScanner.put(bytes, ends + column * width, width, at - (int) values);
            }
        }
        return bytes;
    }

    private static long valueBytes(TableSchema schema, Row row, int column) {
        if (row.isNull(column)) {
            return 0;
        } else if (schema.column(column).type() == ColumnType.TEXT) {
            return Math.max(1, Utf8.length(row.getText(column)));
        }
        return numberBytes(row.getLong(column));
    }

    /** The fewest bytes that hold a number and its sign. */
    private static int numberBytes(long value) {
        return Long.BYTES - (Long.numberOfLeadingZeros(value ^ value >> 63) - 1 >>> 3);
    }

    private static int text(String text, byte[] into, int at) {
        if (text.isEmpty()) {
            into[at] = EMPTY;
            return at + 1;
        }
        return Utf8.write(text, into, at);
    }

    private static int number(long value, byte[] into, int at) {
        int end = at + numberBytes(value);
        long rest = value;
        for (int i = at; i < end; i++) {
            into[i] = (byte) rest;
            rest >>= Byte.SIZE;
        }
        return end;
    }

    @Override
    public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        BinaryScanner.read(schema, bytes, offset, length, columns, into);
    }

    @Override
    public boolean test(
            TableSchema schema, byte[] bytes, int offset, int length, RowPredicate predicate, RowBuffer scratch) {
        return BinaryScanner.test(schema, bytes, offset, length, predicate);
    }

    /** Names are not in the bytes: {@code column_1} stands for the first, and so on. */
    @Override
    public Map<String, ColumnType> describe(byte[] bytes, int offset, int length) {
        return BinaryScanner.describe(bytes, offset, length);
    }

    @Override
    public byte[] tombstone() {
        return TOMBSTONE.getBytes(StandardCharsets.US_ASCII);
    }
}
