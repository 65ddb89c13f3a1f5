package org.pesadb.storage.guard;

import java.util.Arrays;
import java.util.Map;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowPredicate;

/** A codec whose failures bear its name. Stateless; threads share it. */
public final class GuardedCodec implements RowCodec {
    /** Every row takes at least as much room. */
    private static final int LONGEST_TOMBSTONE = 64;

    private final RowCodec codec;
    private final byte[] tombstone;

    private GuardedCodec(RowCodec codec) {
        this.codec = codec;
        this.tombstone = Guard.callAlone(codec, "giving its tombstone", codec::tombstone);
        if (tombstone.length < 1 || tombstone.length > LONGEST_TOMBSTONE) {
            throw Guard.broken(codec, "giving its tombstone", "it gave " + tombstone.length + " bytes");
        }
    }

    /**
     * Guards a codec.
     *
     * @param codec from the registry
     * @return the same to its callers
     */
    public static RowCodec of(RowCodec codec) {
        return new GuardedCodec(codec);
    }

    @Override
    public String name() {
        return codec.name();
    }

    @Override
    public int formatVersion() {
        return codec.formatVersion();
    }

    @Override
    public byte[] encode(TableSchema schema, Row row) {
        byte[] bytes;
        try {
            bytes = codec.encode(schema, row);
        } catch (Throwable thrown) {
            throw Guard.failed(codec, "encoding a row of " + schema.name(), thrown);
        }
        if (bytes == null || bytes.length == 0 || Arrays.equals(bytes, tombstone)) {
            throw Guard.broken(
                    codec, "encoding a row of " + schema.name(), "it gave no bytes, or those of a deleted row");
        }
        return bytes;
    }

    @Override
    public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        into.unset(columns);
        try {
            codec.decode(schema, bytes, offset, length, columns, into);
        } catch (Throwable thrown) {
            throw Guard.failed(codec, "decoding a row of " + schema.name(), thrown);
        }
        int wrong = into.misfit(columns, schema);
        if (wrong >= 0) {
            throw Guard.broken(
                    codec,
                    "decoding a row of " + schema.name(),
                    "it set no " + schema.type(wrong) + ", nor NULL, for column "
                            + schema.column(wrong).name());
        }
    }

    @Override
    public boolean test(
            TableSchema schema, byte[] bytes, int offset, int length, RowPredicate predicate, RowBuffer scratch) {
        try {
            return codec.test(schema, bytes, offset, length, predicate, scratch);
        } catch (Throwable thrown) {
            throw Guard.failed(codec, "testing a row of " + schema.name(), thrown);
        }
    }

    @Override
    public Map<String, ColumnType> describe(byte[] bytes, int offset, int length) {
        return Guard.call(codec, "describing a row", () -> codec.describe(bytes, offset, length));
    }

    @Override
    public byte[] tombstone() {
        return tombstone.clone();
    }
}
