package org.pesadb.storage.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pesadb.api.ColumnType;
import org.pesadb.api.CorruptException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowPredicate;

/**
 * Reads what {@link BinaryRowCodec} writes. Nothing that stands in the bytes is believed: every number is compared with what there is
 * before anything is read at it, every text is looked through before it is handed over, and a column of another type than the table's
 * is damage. What stands in columns that nobody asks for is not judged.
 *
 * <p>A place is packed into a long, so that a row is read without an object: begin and end of a value, counted from where
 * the values begin.
 */
final class BinaryScanner {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private BinaryScanner() {}

    static void read(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        int width = width(schema.name(), bytes, offset, length);
        int held = held(schema.name(), bytes, offset, length, width, schema.size());
        int types = offset + 1 + width;
        int ends = types + (held + 7 >>> 3);
        int values = ends + (held - 1) * width;
        int room = offset + length - values;
        for (int column : columns) {
            if (column >= held) {
                Initial.decode(schema, column, into);
                continue;
            }
            boolean text = isText(schema, bytes, types, column);
            long place = place(schema.name(), bytes, ends, width, column, column == held - 1, room);
            int to = values + (int) place;
            int size = to - values - (int) (place >>> 32);
            if (size == 0) {
                into.setNull(column);
            } else if (!text) {
                into.setLong(column, number(schema, column, bytes, to, size));
            } else if (size == 1 && bytes[to - 1] == BinaryRowCodec.EMPTY) {
                into.setText(column, "");
            } else {
                checkText(schema, column, bytes, to - size, to);
                into.setUtf8(column, bytes, to - size, size);
            }
        }
    }

    /** Whether every test holds; the first that does not ends it. */
    static boolean test(TableSchema schema, byte[] bytes, int offset, int length, RowPredicate predicate) {
        int width = width(schema.name(), bytes, offset, length);
        int held = held(schema.name(), bytes, offset, length, width, schema.size());
        int types = offset + 1 + width;
        int ends = types + (held + 7 >>> 3);
        int values = ends + (held - 1) * width;
        int room = offset + length - values;
        for (int test = 0, tests = predicate.tests(); test < tests; test++) {
            int column = predicate.column(test);
            boolean holds;
            if (column >= held) {
                holds = Initial.test(schema, column, predicate, test);
            } else {
                boolean text = isText(schema, bytes, types, column);
                long place = place(schema.name(), bytes, ends, width, column, column == held - 1, room);
                int to = values + (int) place;
                int size = to - values - (int) (place >>> 32);
                if (size == 0) {
                    holds = predicate.testNull(test);
                } else if (!text) {
                    holds = predicate.test(test, number(schema, column, bytes, to, size));
                } else if (size == 1 && bytes[to - 1] == BinaryRowCodec.EMPTY) {
                    holds = predicate.test(test, bytes, to, 0);
                } else {
                    checkText(schema, column, bytes, to - size, to);
                    holds = predicate.test(test, bytes, to - size, size);
                }
            }
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    static Map<String, ColumnType> describe(byte[] bytes, int offset, int length) {
        int width = width(null, bytes, offset, length);
        int held = held(null, bytes, offset, length, width, Integer.MAX_VALUE);
        int types = offset + 1 + width;
        int ends = types + (held + 7 >>> 3);
        int room = offset + length - (ends + (held - 1) * width);
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        for (int column = 0; column < held; column++) {
            long place = place(null, bytes, ends, width, column, column == held - 1, room);
            boolean empty = (int) place == (int) (place >>> 32);
            ColumnType type = bit(bytes, types, column) ? ColumnType.TEXT : ColumnType.INT;
            columns.put("column_" + (column + 1), empty ? null : type);
        }
        return columns;
    }

    /** How wide the numbers of the header are. */
    private static int width(String table, byte[] bytes, int offset, int length) {
        int form = length < 2 ? 0 : bytes[offset] & 0xFF;
        int bits = form & (1 << BinaryRowCodec.WIDTH_BITS) - 1;
        if (form >>> BinaryRowCodec.WIDTH_BITS != BinaryRowCodec.FORMAT_VERSION
                || bits >= BinaryRowCodec.WIDTHS.length
                || length < 1 + BinaryRowCodec.WIDTHS[bits]) {
            throw corrupt(
                    table,
                    length < 2
                            ? "it has " + length + " bytes"
                            : "it begins with byte " + form + ", which is no row of format version "
                                    + BinaryRowCodec.FORMAT_VERSION);
        }
        return BinaryRowCodec.WIDTHS[bits];
    }

    /** How many columns the row holds; its whole header is there. */
    private static int held(String table, byte[] bytes, int offset, int length, int width, int most) {
        int held = get(bytes, offset + 1, width);
        if (held < 1 || held > most || 1L + width + (held + 7L >>> 3) + (held - 1L) * width > length) {
            throw corrupt(
                    table,
                    "it says that it holds " + (held & 0xFFFF_FFFFL) + " columns, in " + length + " bytes"
                            + (held > most ? ", of a table of " + most : ""));
        }
        return held;
    }

    private static boolean bit(byte[] bytes, int types, int column) {
        return (bytes[types + (column >>> 3)] >> (column & 7) & 1) != 0;
    }

    private static boolean isText(TableSchema schema, byte[] bytes, int types, int column) {
        boolean text = bit(bytes, types, column);
        if (text != (schema.column(column).type() == ColumnType.TEXT)) {
            throw corrupt(
                    schema.name(),
                    "column " + schema.column(column).name() + " holds " + (text ? "TEXT" : "an INT") + " instead of "
                            + schema.column(column).type());
        }
        return text;
    }

    private static long place(String table, byte[] bytes, int ends, int width, int column, boolean last, int room) {
        int from = column == 0 ? 0 : get(bytes, ends + (column - 1) * width, width);
        int to = last ? room : get(bytes, ends + column * width, width);
        if (from < 0 || to < from || to > room) {
            throw corrupt(
                    table,
                    "value " + (column + 1) + " cannot stand at " + (from & 0xFFFF_FFFFL) + " to " + (to & 0xFFFF_FFFFL)
                            + " of " + room + " bytes");
        }
        return (long) from << 32 | to;
    }

    private static long number(TableSchema schema, int column, byte[] bytes, int to, int size) {
        if (size > Long.BYTES) {
            throw corrupt(
                    schema.name(), "column " + schema.column(column).name() + " holds an INT of " + size + " bytes");
        }
        if (to >= Long.BYTES) {
            // What stands before the number is pushed out; its own highest bit is the sign.
            return (long) Utf8.LONGS.get(bytes, to - Long.BYTES) >> Long.SIZE - Byte.SIZE * size;
        }
        long value = bytes[to - 1];
        for (int i = to - 2; i >= to - size; i--) {
            value = value << Byte.SIZE | bytes[i] & 0xFF;
        }
        return value;
    }

    private static void checkText(TableSchema schema, int column, byte[] bytes, int from, int to) {
        int invalid = Utf8.firstInvalid(bytes, from, to);
        if (invalid < to) {
            throw corrupt(
                    schema.name(),
                    "byte " + (invalid - from) + " of column "
                            + schema.column(column).name() + " is no UTF-8");
        }
    }

    /** A number of the header; one beyond 31 bits is negative. */
    private static int get(byte[] bytes, int at, int width) {
        if (width == 1) {
            return bytes[at] & 0xFF;
        }
        return width == 2 ? (short) SHORTS.get(bytes, at) & 0xFFFF : (int) INTS.get(bytes, at);
    }

    static void put(byte[] bytes, int at, int width, int number) {
        if (width == 1) {
            bytes[at] = (byte) number;
        } else if (width == 2) {
            SHORTS.set(bytes, at, (short) number);
        } else {
            INTS.set(bytes, at, number);
        }
    }

    private static CorruptException corrupt(String table, String what) {
        return new CorruptException(
                "a row of " + (table == null ? "a table" : "table " + table) + " is damaged: " + what);
    }
}
