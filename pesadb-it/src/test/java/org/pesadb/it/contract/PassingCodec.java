package org.pesadb.it.contract;

import java.util.Map;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowPredicate;

/** One of our codecs under another name, to be broken in one place. Stateless; threads share it. */
class PassingCodec implements RowCodec {
    private final RowCodec right;

    /** {@code binary}. */
    PassingCodec() {
        this("binary");
    }

    PassingCodec(String name) {
        right = Components.installed().choose(ComponentKind.CODEC, RowCodec.class, name);
    }

    @Override
    public String name() {
        return "passing";
    }

    @Override
    public int formatVersion() {
        return right.formatVersion();
    }

    @Override
    public byte[] encode(TableSchema schema, Row row) {
        return right.encode(schema, row);
    }

    @Override
    public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        right.decode(schema, bytes, offset, length, columns, into);
    }

    @Override
    public boolean test(
            TableSchema schema, byte[] bytes, int offset, int length, RowPredicate predicate, RowBuffer scratch) {
        return right.test(schema, bytes, offset, length, predicate, scratch);
    }

    @Override
    public Map<String, ColumnType> describe(byte[] bytes, int offset, int length) {
        return right.describe(bytes, offset, length);
    }

    @Override
    public byte[] tombstone() {
        return right.tombstone();
    }
}
