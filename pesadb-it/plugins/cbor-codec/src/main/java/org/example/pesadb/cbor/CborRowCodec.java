package org.example.pesadb.cbor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowPredicate;

/** Rows as CBOR maps. Stateless but for the factory, which threads may share. */
public final class CborRowCodec implements RowCodec {
    private static final byte UNDEFINED = (byte) 0xF7;

    /**
     * Jackson's limits are made for strangers' documents: it refuses texts over 20 million characters. Rows are our own, and as large
     * as memory allows.
     */
    private static final CBORFactory CBOR = CBORFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Made by {@link java.util.ServiceLoader}. */
    public CborRowCodec() {}

    @Override
    public String name() {
        return "cbor";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public byte[] encode(TableSchema schema, Row row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (CBORGenerator out = CBOR.createGenerator(bytes)) {
            out.writeStartObject(null, schema.size());
            for (int i = 0; i < schema.size(); i++) {
                Column column = schema.column(i);
                out.writeFieldName(column.name());
                if (row.isNull(i)) {
                    out.writeNull();
                } else if (column.type() == ColumnType.INT) {
                    out.writeNumber(row.getLong(i));
                } else {
                    out.writeString(row.getText(i));
                }
            }
            out.writeEndObject();
        } catch (IOException failed) {
            throw new PesaDbException(
                    ErrorCode.INTERNAL,
                    "a row of table " + schema.name() + " cannot be written as CBOR: " + failed.getMessage(),
                    failed);
        }
        return bytes.toByteArray();
    }

    @Override
    public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        try (Fields fields = new Fields(schema, bytes, offset, length)) {
            for (int column : columns) {
                if (fields.moveTo(column)) {
                    fields.value(column, into);
                } else {
                    into.copy(column, RowBuffer.of(schema.column(column).initial()), 0);
                }
            }
        } catch (IOException | IndexOutOfBoundsException damaged) {
            throw noRow(schema.name(), damaged.getMessage(), damaged);
        }
    }

    /** Reads no further than the first test that fails. */
    @Override
    public boolean test(
            TableSchema schema, byte[] bytes, int offset, int length, RowPredicate predicate, RowBuffer scratch) {
        try (Fields fields = new Fields(schema, bytes, offset, length)) {
            int read = -1;
            for (int test = 0; test < predicate.tests(); test++) {
                int column = predicate.column(test);
                if (column != read) { // several tests may look at one column
                    if (fields.moveTo(column)) {
                        fields.value(column, scratch);
                    } else {
                        scratch.copy(column, RowBuffer.of(schema.column(column).initial()), 0);
                    }
                    read = column;
                }
                if (!holds(predicate, test, scratch, column)) {
                    return false;
                }
            }
            return true;
        } catch (IOException | IndexOutOfBoundsException damaged) {
            throw noRow(schema.name(), damaged.getMessage(), damaged);
        }
    }

    private static boolean holds(RowPredicate predicate, int test, RowBuffer row, int column) {
        if (row.isNull(column)) {
            return predicate.testNull(test);
        } else if (row.isLong(column)) {
            return predicate.test(test, row.getLong(column));
        }
        byte[] utf8 = row.getText(column).getBytes(StandardCharsets.UTF_8);
        return predicate.test(test, utf8, 0, utf8.length);
    }

    @Override
    public Map<String, ColumnType> describe(byte[] bytes, int offset, int length) {
        Map<String, ColumnType> found = new LinkedHashMap<>();
        try (JsonParser in = CBOR.createParser(bytes, offset, length)) {
            boolean whole = in.nextToken() == JsonToken.START_OBJECT;
            for (String name; whole && (name = in.nextFieldName()) != null; ) {
                JsonToken token = in.nextToken();
                whole = (token == JsonToken.VALUE_NUMBER_INT
                                || token == JsonToken.VALUE_STRING
                                || token == JsonToken.VALUE_NULL)
                        && !found.containsKey(name);
                found.put(
                        name,
                        token == JsonToken.VALUE_NULL
                                ? null
                                : token == JsonToken.VALUE_STRING ? ColumnType.TEXT : ColumnType.INT);
            }
            if (!whole || in.currentToken() != JsonToken.END_OBJECT || in.nextToken() != null) {
                throw noRow("any kind", "it is no map of numbers and texts", null);
            }
        } catch (IOException | IndexOutOfBoundsException damaged) {
            throw noRow("any kind", damaged.getMessage(), damaged);
        }
        return found;
    }

    @Override
    public byte[] tombstone() {
        return new byte[] {UNDEFINED};
    }

    private static CorruptException noRow(String table, String why, Exception cause) {
        return new CorruptException("no CBOR row of table " + table + ": " + why, cause);
    }

    /** The pairs of a row, from its front; so columns are to be asked for in ascending order. */
    private static final class Fields implements AutoCloseable {
        private final TableSchema schema;
        private final JsonParser in;
        /** Where the pair stands at whose value the parser comes next; the schema's size where there is none. */
        private int at = -1;

        Fields(TableSchema schema, byte[] bytes, int offset, int length) throws IOException {
            this.schema = schema;
            in = CBOR.createParser(bytes, offset, length);
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw noRow(schema.name(), "it does not begin with a map", null);
            }
        }

        /** Goes on to a column; false where the row ends before it. */
        boolean moveTo(int column) throws IOException {
            while (at < column) {
                if (at >= 0) {
                    in.skipChildren(); // the value passed by; nothing but a damaged row has children
                }
                int before = at;
                String name = in.nextFieldName();
                if (name == null) {
                    requireEnd();
                    at = schema.size();
                    return false;
                }
                // In the schema's order, so that the next one is nearly always right.
                boolean next = before + 1 < schema.size()
                        && schema.column(before + 1).name().equals(name);
                at = next ? before + 1 : schema.find(name);
                if (at <= before) {
                    throw noRow(schema.name(), "'" + name + "' is no column that could follow", null);
                }
                in.nextToken();
            }
            return at == column;
        }

        private void requireEnd() throws IOException {
            if (in.currentToken() != JsonToken.END_OBJECT || in.nextToken() != null) {
                throw noRow(schema.name(), "it does not end with the map", null);
            }
        }

        /** Takes the value of the column moved to. */
        void value(int column, RowBuffer into) throws IOException {
            boolean number = schema.column(column).type() == ColumnType.INT;
            JsonToken token = in.currentToken();
            if (token == JsonToken.VALUE_NULL) {
                into.setNull(column);
            } else if (number
                    && token == JsonToken.VALUE_NUMBER_INT
                    && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                into.setLong(column, in.getLongValue());
            } else if (!number && token == JsonToken.VALUE_STRING) {
                into.setText(column, sound(in.getText()));
            } else {
                throw noRow(
                        schema.name(),
                        "the value of " + schema.column(column).name() + " is " + token + ", no "
                                + schema.column(column).type(),
                        null);
            }
        }

        /** Jackson makes half a character of some bytes that are no UTF-8. */
        private String sound(String text) {
            for (int i = 0; i < text.length(); i++) {
                char unit = text.charAt(i);
                if (Character.isSurrogate(unit)
                        && (Character.isLowSurrogate(unit)
                                || ++i == text.length()
                                || !Character.isLowSurrogate(text.charAt(i)))) {
                    throw noRow(schema.name(), "a text is no UTF-8", null);
                }
            }
            return text;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
