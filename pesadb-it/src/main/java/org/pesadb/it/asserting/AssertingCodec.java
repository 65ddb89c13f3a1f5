package org.pesadb.it.asserting;

import java.util.Map;
import java.util.ServiceLoader;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowPredicate;

/** A codec that holds its callers to what {@link RowCodec} says of them. Stateless; threads share it. */
abstract class AssertingCodec implements RowCodec {
    private final Wrapped<RowCodec> wrapped;

    /** @param name of the codec that does the work */
    AssertingCodec(String name) {
        wrapped = new Wrapped<>(name, ServiceLoader.load(RowCodec.class));
    }

    private void require(boolean holds, String how) {
        Misuse.unless(this, holds, how);
    }

    @Override
    public String name() {
        return wrapped.name();
    }

    @Override
    public int formatVersion() {
        return wrapped.formatVersion();
    }

    @Override
    public int oldestFormatVersion() {
        return wrapped.oldestFormatVersion();
    }

    @Override
    public byte[] encode(TableSchema schema, Row row) {
        require(row.size() == schema.size(), "encode: a row of " + row.size() + " values for " + schema);
        for (int i = 0; i < row.size(); i++) {
            checkValue(schema.column(i), row, i);
        }
        return wrapped.get().encode(schema, row);
    }

    private void checkValue(Column column, Row row, int position) {
        Object value = row.get(position);
        require(row.isNull(position) == (value == null), "encode: isNull and get differ for " + column);
        if (value == null) {
            require(!column.notNull(), "encode: NULL in " + column);
        } else if (column.type() == ColumnType.INT) {
            require(
                    value instanceof Long number && number == row.getLong(position),
                    "encode: " + value + " in " + column);
        } else {
            require(value instanceof String text && isUnicode(text), "encode: " + value + " in " + column);
        }
    }

    /** Whether every surrogate has its other half. */
    private static boolean isUnicode(String text) {
        return text.codePoints()
                .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    @Override
    public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        checkRange("decode", bytes, offset, length);
        checkColumns("decode", schema, columns);
        require(into.size() == schema.size(), "decode: into a row of " + into.size() + " values for " + schema);
        wrapped.get().decode(schema, bytes, offset, length, columns, into);
    }

    private void checkRange(String call, byte[] bytes, int offset, int length) {
        require(
                offset >= 0 && length >= 1 && length <= bytes.length - offset,
                call + ": " + length + " bytes from " + offset + " of an array of " + bytes.length);
    }

    private void checkColumns(String call, TableSchema schema, int[] columns) {
        int last = -1;
        for (int column : columns) {
            require(
                    column > last && column < schema.size(),
                    call + ": column " + column + " after " + last + " of " + schema.size());
            last = column;
        }
    }

    @Override
    public boolean test(
            TableSchema schema, byte[] bytes, int offset, int length, RowPredicate predicate, RowBuffer scratch) {
        checkRange("test", bytes, offset, length);
        int[] columns = predicate.columns();
        checkColumns("test", schema, columns);
        require(scratch.size() == schema.size(), "test: scratch of " + scratch.size() + " values for " + schema);
        int at = 0;
        for (int i = 0; i < predicate.tests(); i++) {
            while (at < columns.length && columns[at] < predicate.column(i)) {
                at++;
            }
            require(
                    at < columns.length && columns[at] == predicate.column(i),
                    "test: test " + i + " looks at column " + predicate.column(i)
                            + ", which columns() lacks or an earlier test lies behind");
        }
        return wrapped.get().test(schema, bytes, offset, length, predicate, scratch);
    }

    @Override
    public Map<String, ColumnType> describe(byte[] bytes, int offset, int length) {
        checkRange("describe", bytes, offset, length);
        return wrapped.get().describe(bytes, offset, length);
    }

    @Override
    public byte[] tombstone() {
        return wrapped.get().tombstone();
    }
}
