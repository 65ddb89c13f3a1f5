package @package@;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.pesadb.api.ColumnType;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;

/**
 * The codec {@code @name@}: how the rows of a table become bytes. PesaDB makes one object of it, which all threads share: so it keeps
 * nothing.
 *
 * <pre>
 *   a row      01, then each value, in the order of the columns
 *   a value    00                                  NULL
 *              01  8 bytes, the highest first      an INT
 *              02  length (4 bytes)  UTF-8         a TEXT
 *   a tombstone, which stands where a row was deleted: 00
 * </pre>
 *
 * <p>The first byte is the version of the format: rows stay as they were written when that changes, and so each must tell.
 */
public final class @Type@Provider implements RowCodec {
    private static final byte TOMBSTONE = 0;
    private static final byte VERSION = 1;

    private static final byte NULL = 0;
    private static final byte INT = 1;
    private static final byte TEXT = 2;

    /** PesaDB calls it. */
    public @Type@Provider() {}

    /** Goes to disk with every table that is written so, so it never changes. */
    @Override
    public String name() {
        return "@name@";
    }

    /** Goes to disk too. Raise it when rows are written in another way; see {@link RowCodec} for what becomes of old ones. */
    @Override
    public int formatVersion() {
        return VERSION;
    }

    @Override
    public byte[] tombstone() {
        return new byte[] {TOMBSTONE};
    }

    /** The values have been checked: each is of its column's type, or NULL where the column allows it. */
    @Override
    public byte[] encode(TableSchema schema, Row row) {
        byte[][] texts = new byte[schema.size()][];
        int length = 1;
        for (int i = 0; i < schema.size(); i++) {
            if (!row.isNull(i) && schema.column(i).type() == ColumnType.TEXT) {
                texts[i] = row.getText(i).getBytes(StandardCharsets.UTF_8);
            }
            length += row.isNull(i) ? 1 : texts[i] == null ? 9 : 5 + texts[i].length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).put(VERSION);
        for (int i = 0; i < schema.size(); i++) {
            if (row.isNull(i)) {
                bytes.put(NULL);
            } else if (texts[i] == null) {
                bytes.put(INT).putLong(row.getLong(i));
            } else {
                bytes.put(TEXT).putInt(texts[i].length).put(texts[i]);
            }
        }
        return bytes.array();
    }

    /**
     * Fills the wanted columns and no other one. The bytes come from a file, so each is checked before it is believed: whatever stands there, what
     * comes of it is the row, or a {@link CorruptException}.
     */
    @Override
    public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        ByteBuffer row = ByteBuffer.wrap(bytes, offset, length); // reads the row's bytes and none beside them
        try {
            if (row.get() != VERSION) {
                throw damaged(schema, "it does not begin with " + VERSION);
            }
            int wanted = 0;
            for (int i = 0; i < schema.size(); i++) {
                boolean take = wanted < columns.length && columns[wanted] == i;
                wanted += take ? 1 : 0;
                if (row.hasRemaining()) {
                    value(schema, i, row, take ? into : null);
                } else if (take) { // the column was added when the row was there already
                    into.copy(i, RowBuffer.of(schema.column(i).initial()), 0);
                }
            }
        } catch (BufferUnderflowException endsEarly) {
            throw damaged(schema, "it ends within a value");
        }
        if (row.hasRemaining()) {
            throw damaged(schema, row.remaining() + " bytes follow its last value");
        }
    }

    /** Reads a value, and passes over it where nobody wants it. */
    private static void value(TableSchema schema, int column, ByteBuffer row, RowBuffer into) {
        byte kind = row.get();
        if (kind != NULL && kind != (schema.column(column).type() == ColumnType.INT ? INT : TEXT)) {
            throw damaged(schema, "column " + schema.column(column).name() + " begins with " + kind);
        }
        if (kind == INT) {
            long number = row.getLong();
            if (into != null) {
                into.setLong(column, number);
            }
        } else if (kind == TEXT) {
            int length = row.getInt();
            if (length < 0 || length > row.remaining()) {
                throw damaged(schema, "a text of " + length + " bytes");
            }
            if (into != null) {
                into.setText(column, text(schema, row.slice(row.position(), length)));
            }
            row.position(row.position() + length);
        } else if (into != null) {
            into.setNull(column);
        }
    }

    /** Decodes strictly. A codec that is sure of its bytes hands them over as they are: {@link RowBuffer#setUtf8}, which is quicker. */
    private static String text(TableSchema schema, ByteBuffer utf8) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException damaged) {
            throw damaged(schema, "a text that is no UTF-8");
        }
    }

    private static CorruptException damaged(TableSchema schema, String why) {
        return new CorruptException("a row of " + schema.name() + " in the codec '@name@': " + why);
    }
}
