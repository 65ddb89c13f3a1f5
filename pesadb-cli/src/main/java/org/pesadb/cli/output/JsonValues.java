package org.pesadb.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;

/** Writes values as JSON. */
public final class JsonValues {
    private JsonValues() {}

    /**
     * Writes a value.
     *
     * @param json  where to
     * @param value a number, a text, a boolean, null, or a list, or a map by texts, of those; anything else by its {@code toString()}
     * @throws IOException where writing fails
     */
    public static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                json.writeFieldName(wellFormed((String) field.getKey()));
                write(json, field.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(wellFormed(value.toString()));
        }
    }

    /**
     * Writes a row as an object.
     *
     * @param json    where to
     * @param columns the row's
     * @param row     its values
     * @throws IOException where writing fails
     */
    public static void row(JsonGenerator json, List<Column> columns, Row row) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < columns.size(); i++) {
            json.writeFieldName(columns.get(i).name());
            if (row.isNull(i)) {
                json.writeNull();
            } else if (columns.get(i).type() == ColumnType.INT) {
                json.writeNumber(row.getLong(i));
            } else {
                json.writeString(row.getText(i));
            }
        }
        json.writeEndObject();
    }

    /** A message may quote a part of something; the generator refuses half a surrogate pair. */
    static String wellFormed(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                out = out == null ? new StringBuilder(text) : out;
                out.setCharAt(i, '\uFFFD');
            }
        }
        return out == null ? text : out.toString();
    }
}
