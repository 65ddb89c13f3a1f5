package org.pesadb.cli.output;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.spi.RowBuffer;

/**
 * One JSON object a line, for programs: {@code {"row":{…}}}, {@code {"ok":{…}}} or {@code {"error":{…}}}, all on one stream, in
 * the order things happen.
 */
public final class JsonResults implements Results {
    private final JsonGenerator json;
    private SerializableString[] names = {};
    private ColumnType[] types = {};

    /** Of the row that is being written. */
    private RowBuffer values = new RowBuffer(0);

    /** @param out takes everything */
    public JsonResults(OutputStream out) {
        try {
            json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8);
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible); // nothing is written yet
        }
        json.setRootValueSeparator(null);
    }

    @Override
    public void begin(List<Column> columns) {
        names = columns.stream()
                .map(column -> new SerializedString(column.name()))
                .toArray(SerializableString[]::new);
        types = columns.stream().map(Column::type).toArray(ColumnType[]::new);
        values = new RowBuffer(types.length);
    }

    @Override
    public void row(Row row) throws IOException {
        take(row);
        open("row");
        for (int i = 0; i < types.length; i++) {
            json.writeFieldName(names[i]);
            if (values.isNull(i)) {
                json.writeNull();
            } else if (types[i] == ColumnType.INT) {
                json.writeNumber(values.getLong(i));
            } else {
                json.writeString(values.getText(i));
            }
        }
        close();
    }

    /** Asks for all values before any is written: where that fails, no half line stands before the error. */
    private void take(Row row) {
        for (int i = 0; i < types.length; i++) {
            if (row.isNull(i)) {
                values.setNull(i);
            } else if (types[i] == ColumnType.INT) {
                values.setLong(i, row.getLong(i));
            } else {
                values.setText(i, row.getText(i));
            }
        }
    }

    @Override
    public void line(String text) throws IOException {
        open("row");
        json.writeStringField("line", text);
        close();
    }

    @Override
    public void outline(Outline outline) throws IOException {
        open("row");
        for (Map.Entry<String, Object> field : outline.fields().entrySet()) {
            json.writeFieldName(field.getKey());
            JsonValues.write(json, field.getValue());
        }
        close();
    }

    @Override
    public void ok(Done done) throws IOException {
        open("ok");
        json.writeStringField("command", done.command());
        json.writeNumberField("rows", done.rows());
        json.writeNumberField("tx", done.transaction());
        close();
        json.flush();
    }

    @Override
    public void error(PesaDbException failure) throws IOException {
        open("error");
        json.writeStringField("code", failure.code().name());
        json.writeStringField("message", JsonValues.wellFormed(String.valueOf(failure.getMessage())));
        if (failure.outcomeUnknown()) {
            json.writeStringField("outcome", "unknown");
        }
        close();
        json.flush();
    }

    private void open(String key) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart(key);
    }

    private void close() throws IOException {
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
    }
}
