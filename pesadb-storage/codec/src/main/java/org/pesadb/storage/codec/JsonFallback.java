package org.pesadb.storage.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pesadb.api.ColumnType;
import org.pesadb.api.CorruptException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;

/**
 * Reads any JSON that is a row of the table, with Jackson: columns in any order, white space, any escapes; a column that is
 * not there has its default. Refuses everything else: what is no JSON or no UTF-8, values of a wrong type, a name that is no
 * column's, a column twice, anything behind the row.
 */
final class JsonFallback {
    /** Rows are as long as they are: only what has a fixed size keeps a limit. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            // Names come from bytes that may be damaged: they must not fill a table that all parsers share.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final TableSchema schema;
    private final int[] columns;
    private final RowBuffer into;
    private final boolean[] seen;

    private JsonFallback(TableSchema schema, int[] columns, RowBuffer into) {
        this.schema = schema;
        this.columns = columns;
        this.into = into;
        this.seen = new boolean[schema.size()];
    }

    static void read(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
        int invalid = Utf8.firstInvalid(bytes, offset, offset + length);
        if (invalid < offset + length) {
            throw corrupt(schema, "byte " + (invalid - offset) + " is no UTF-8", null);
        }
        // Characters rather than bytes: from bytes the parser would guess other encodings than UTF-8.
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        try (JsonParser parser = FACTORY.createParser(text)) {
            new JsonFallback(schema, columns, into).row(parser);
        } catch (IOException e) {
            throw corrupt(schema, "no JSON object: " + e.getMessage(), e);
        }
    }

    /** The names and types of a row of whatever table, in order; a null type where NULL stands. */
    static Map<String, ColumnType> describe(byte[] bytes, int offset, int length) {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(new String(bytes, offset, length, StandardCharsets.UTF_8))) {
            boolean row = parser.nextToken() == JsonToken.START_OBJECT;
            while (row && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                row = !columns.containsKey(name)
                        && (value == JsonToken.VALUE_NULL
                                || value == JsonToken.VALUE_STRING
                                || value == JsonToken.VALUE_NUMBER_INT);
                columns.put(
                        name,
                        value == JsonToken.VALUE_NULL
                                ? null
                                : value == JsonToken.VALUE_STRING ? ColumnType.TEXT : ColumnType.INT);
            }
            if (row && parser.nextToken() == null) {
                return columns;
            }
        } catch (IOException e) {
            throw new CorruptException("a row of a table is damaged: no JSON object: " + e.getMessage(), e);
        }
        throw new CorruptException("a row of a table is damaged: no JSON object of numbers and texts");
    }

    private static CorruptException corrupt(TableSchema schema, String what, Exception cause) {
        return new CorruptException("a row of table " + schema.name() + " is damaged: " + what, cause);
    }

    private void row(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw corrupt(schema, "no JSON object", null);
        }
        for (int column : columns) {
            into.setNull(column);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            int column = schema.find(parser.currentName());
            if (column < 0 || seen[column]) {
                throw corrupt(
                        schema, (column < 0 ? "it has no column " : "twice the column ") + parser.currentName(), null);
            }
            seen[column] = true;
            value(parser, parser.nextToken(), column);
        }
        if (parser.nextToken() != null) {
            throw corrupt(schema, "something stands behind the row", null);
        }
        for (int column : columns) {
            if (!seen[column]) {
                Initial.decode(schema, column, into);
            }
        }
    }

    private void value(JsonParser parser, JsonToken token, int column) throws IOException {
        boolean wanted = Arrays.binarySearch(columns, column) >= 0;
        boolean text = schema.column(column).type() == ColumnType.TEXT;
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token != (text ? JsonToken.VALUE_STRING : JsonToken.VALUE_NUMBER_INT)) {
            throw corrupt(
                    schema,
                    "column " + schema.column(column).name() + " holds "
                            + (token == null ? "nothing" : token.name()) + " instead of "
                            + (text ? "TEXT" : "an INT"),
                    null);
        }
        if (text) {
            String value = parser.getText();
            if (wanted) {
                into.setText(column, checkUnicode(value, column));
            }
        } else {
            long value = parser.getLongValue();
            if (wanted) {
                into.setLong(column, value);
            }
        }
    }

    /** Escapes can spell half a surrogate pair. */
    private String checkUnicode(String value, int column) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(value.codePointAt(i))) {
                    throw corrupt(
                            schema, "column " + schema.column(column).name() + " holds half a surrogate pair", null);
                }
                i++;
            }
        }
        return value;
    }
}
