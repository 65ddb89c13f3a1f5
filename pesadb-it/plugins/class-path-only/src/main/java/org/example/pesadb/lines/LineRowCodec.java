package org.example.pesadb.lines;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.pesadb.api.ColumnType;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;

/** Rows as lines of text. Stateless. */
public final class LineRowCodec implements RowCodec {
    private static final byte NULL = 'N';

    /** Made by {@link java.util.ServiceLoader}. */
    public LineRowCodec() {}

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public byte[] encode(TableSchema schema, Row row) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int i = 0; i < schema.size(); i++) {
            if (i > 0) {
                line.write('\t');
            }
            if (row.isNull(i)) {
                line.write('\\');
                line.write(NULL);
            } else if (schema.column(i).type() == ColumnType.INT) {
                line.writeBytes(Long.toString(row.getLong(i)).getBytes(StandardCharsets.US_ASCII));
            } else {
                putText(row.getText(i).getBytes(StandardCharsets.UTF_8), line);
            }
        }
        line.write('\n');
        return line.toByteArray();
    }

    /** In UTF-8 no other character has a byte that looks like one of these. */
    private static void putText(byte[] text, ByteArrayOutputStream line) {
        for (byte b : text) {
            if (b == '\t' || b == '\n' || b == '\\') {
                line.write('\\');
                line.write(b == '\t' ? 't' : b == '\n' ? 'n' : '\\');
            } else {
                line.write(b);
            }
        }
    }

    @Override
    public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        int last = offset + length - 1;
        if (bytes[last] != '\n') {
            throw noRow(schema, "it does not end with a line feed");
        }
        int column = 0;
        int from = offset;
        for (int wanted : columns) {
            while (column < wanted && from <= last) {
                from = end(bytes, from) + 1;
                column++;
            }
            if (from > last) { // written before the column was added
                into.copy(wanted, RowBuffer.of(schema.column(wanted).initial()), 0);
            } else {
                int end = end(bytes, from);
                if (bytes[end] == '\n' && end != last) {
                    throw noRow(schema, "it has a line feed in its midst");
                }
                value(schema, wanted, bytes, from, end, into);
            }
        }
    }

    /** The TAB or LF behind a value; the row's own LF ends the search. */
    private static int end(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != '\t' && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private static void value(TableSchema schema, int column, byte[] bytes, int from, int to, RowBuffer into) {
        if (to - from == 2 && bytes[from] == '\\' && bytes[from + 1] == NULL) {
            into.setNull(column);
        } else if (schema.column(column).type() == ColumnType.INT) {
            into.setLong(column, number(schema, bytes, from, to));
        } else {
            setText(schema, column, bytes, from, to, into);
        }
    }

    private static long number(TableSchema schema, byte[] bytes, int from, int to) {
        String digits = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException damaged) {
            throw new CorruptException("no line of table " + schema.name() + ": '" + digits + "' is no INT", damaged);
        }
    }

    /** Most texts stand in the row as they are, in ASCII, and then they stay there: nothing is copied. */
    private static void setText(TableSchema schema, int column, byte[] bytes, int from, int to, RowBuffer into) {
        int at = from;
        while (at < to && bytes[at] > 0 && bytes[at] != '\\') {
            at++;
        }
        if (at == to) {
            into.setUtf8(column, bytes, from, to - from);
            return;
        }
        byte[] text = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\\') {
                b = escaped(schema, i + 1 < to ? bytes[++i] : 0);
            }
            text[length++] = b;
        }
        try {
            into.setText(
                    column,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(text, 0, length))
                            .toString());
        } catch (CharacterCodingException damaged) {
            throw new CorruptException("no line of table " + schema.name() + ": a text is no UTF-8", damaged);
        }
    }

    private static byte escaped(TableSchema schema, byte what) {
        return switch (what) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case '\\' -> '\\';
            default -> throw noRow(schema, "an escape that means nothing");
        };
    }

    @Override
    public byte[] tombstone() {
        return new byte[] {'-'};
    }

    private static CorruptException noRow(TableSchema schema, String why) {
        return new CorruptException("no line of table " + schema.name() + ": " + why);
    }
}
