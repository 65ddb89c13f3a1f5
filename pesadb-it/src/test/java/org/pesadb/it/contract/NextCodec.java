package org.pesadb.it.contract;

import java.util.Map;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowPredicate;

/**
 * A codec whose format has gone on: the next version of {@code json} under another name, to be broken in one place. It puts a byte before each row, with
 * which no row of the version before begins. Stateless; threads share it.
 */
class NextCodec extends PassingCodec {
    private static final byte MARK = 2;

    NextCodec() {
        super("json");
    }

    /** The version before. */
    static PassingCodec before() {
        return new PassingCodec("json");
    }

    @Override
    public int formatVersion() {
        return super.formatVersion() + 1;
    }

    @Override
    public int oldestFormatVersion() {
        return super.formatVersion();
    }

    /** How many bytes stand before what the version before would have written. */
    int marked(byte[] bytes, int offset) {
        return bytes[offset] == MARK ? 1 : 0;
    }

    @Override
    public byte[] encode(TableSchema schema, Row row) {
        byte[] bytes = super.encode(schema, row);
        byte[] marked = new byte[bytes.length + 1];
        marked[0] = MARK;
        System.arraycopy(bytes, 0, marked, 1, bytes.length);
        return marked;
    }

    @Override
    public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        int mark = marked(bytes, offset);
        super.decode(schema, bytes, offset + mark, length - mark, columns, into);
    }

    @Override
    public boolean test(
            TableSchema schema, byte[] bytes, int offset, int length, RowPredicate predicate, RowBuffer scratch) {
        int mark = marked(bytes, offset);
        return super.test(schema, bytes, offset + mark, length - mark, predicate, scratch);
    }

    @Override
    public Map<String, ColumnType> describe(byte[] bytes, int offset, int length) {
        int mark = marked(bytes, offset);
        return super.describe(bytes, offset + mark, length - mark);
    }
}
