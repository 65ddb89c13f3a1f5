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
 * Rows as JSON objects, UTF-8, without white space: {@code {"id":1,"name":"Alice","email":null}}. Columns come in the
 * schema's order, INT as a number, TEXT as a string, NULL in so many letters, so that a column that is missing can come to
 * mean something else. A deleted row's place shows {@code {"__deleted__":true}}.
 *
 * <p>Rows that look so are read by {@code JsonScanner} and {@code JsonTester}, all others by {@code JsonFallback}.
 */
public final class JsonRowCodec implements RowCodec {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final String TOMBSTONE = "{\"__deleted__\":true}";

    /** Only saves work: nothing that comes out depends on it. */
    private final JsonShape.Cache shapes = new JsonShape.Cache();

    /** A codec like any other of this class. */
    public JsonRowCodec() {}

    @Override
    public String name() {
        return "json";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public boolean standard() {
        return true;
    }

    @Override
    public byte[] encode(TableSchema schema, Row row) {
        JsonShape shape = shapes.of(schema);
        byte[] bytes = new byte[length(shape, schema, row)];
        int at = 0;
        for (int column = 0; column < shape.prefixes.length; column++) {
            byte[] prefix = shape.prefixes[column];
            System.arraycopy(prefix, 0, bytes, at, prefix.length);
            at += prefix.length;
            if (row.isNull(column)) {
                System.arraycopy(NULL, 0, bytes, at, NULL.length);
                at += NULL.length;
            } else if (shape.text[column]) {
                at = JsonWriter.text(row.getText(column), bytes, at);
            } else {
                long value = row.getLong(column);
                at += JsonWriter.numberBytes(value);
                JsonWriter.numberBefore(value, bytes, at);
            }
        }
        bytes[at] = '}';
        return bytes;
    }

    private static int length(JsonShape shape, TableSchema schema, Row row) {
        long length = shape.prefixBytes + 1L;
        for (int column = 0; column < shape.prefixes.length; column++) {
            if (row.isNull(column)) {
                length += NULL.length;
            } else if (shape.text[column]) {
                length += JsonWriter.textBytes(row.getText(column));
            } else {
                length += JsonWriter.numberBytes(row.getLong(column));
            }
        }
        if (length > Integer.MAX_VALUE - 16) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE,
                    "a row of table " + schema.name() + " takes " + length
                            + " bytes as JSON, more than the 2 GiB that one row may have");
        }
        return (int) length;
    }

    @Override
    public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        if (!JsonScanner.read(schema, shapes.of(schema), bytes, offset, length, columns, into)) {
            JsonFallback.read(schema, bytes, offset, length, columns, into);
        }
    }

    @Override
    public boolean test(
            TableSchema schema, byte[] bytes, int offset, int length, RowPredicate predicate, RowBuffer scratch) {
        int answer = JsonTester.test(schema, shapes.of(schema), bytes, offset, length, predicate);
        return answer == JsonTester.UNKNOWN
                ? RowCodec.super.test(schema, bytes, offset, length, predicate, scratch)
                : answer == JsonTester.HOLDS;
    }

    @Override
    public Map<String, ColumnType> describe(byte[] bytes, int offset, int length) {
        return JsonFallback.describe(bytes, offset, length);
    }

    @Override
    public byte[] tombstone() {
        return TOMBSTONE.getBytes(StandardCharsets.US_ASCII);
    }
}
