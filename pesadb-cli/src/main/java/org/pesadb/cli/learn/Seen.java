package org.pesadb.cli.learn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pesadb.api.Column;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.cli.output.Outline;
import org.pesadb.cli.output.Results;
import org.pesadb.cli.output.TableResults;

/** Shows results as the shell does, and remembers those of one command, so that a lesson can be held to what it says. Of one thread. */
public final class Seen implements Results {
    private static final String NULL = "NULL";

    private final OutputStream both;
    private final Results shown;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final List<List<String>> rows = new ArrayList<>();
    private List<String> columns = List.of();
    private Map<String, Object> fields = Map.of();
    private String error;

    /** @param out takes what people see, errors too */
    public Seen(OutputStream out) {
        both = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                out.write(one);
                text.write(one);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
                text.write(bytes, from, length);
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }
        };
        shown = new TableResults(both, both, false);
    }

    /** Forgets the last command. */
    public void forget() {
        text.reset();
        rows.clear();
        columns = List.of();
        fields = Map.of();
        error = null;
    }

    /**
     * Shows a line that no command has given.
     *
     * @param line without its end
     * @throws IOException where writing fails
     */
    public void say(String line) throws IOException {
        both.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        both.flush();
    }

    @Override
    public void begin(List<Column> described) throws IOException {
        columns = described.stream().map(Column::name).toList();
        shown.begin(described);
    }

    @Override
    public void row(Row row) throws IOException {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Object value = row.get(i);
            values.add(value == null ? NULL : value.toString());
        }
        rows.add(values);
        shown.row(row);
    }

    @Override
    public void line(String line) throws IOException {
        shown.line(line);
    }

    @Override
    public void outline(Outline outline) throws IOException {
        fields = outline.fields();
        shown.outline(outline);
    }

    @Override
    public void ok(Done done) throws IOException {
        shown.ok(done);
    }

    @Override
    public void error(PesaDbException failure) throws IOException {
        error = failure.code().name();
        shown.error(failure);
    }

    /** Everything that was shown. */
    String text() {
        return text.toString(StandardCharsets.UTF_8);
    }

    /** The rows that were shown, NULL as such. */
    List<List<String>> rows() {
        return rows;
    }

    /** The code with which the command failed, or null. */
    String error() {
        return error;
    }

    /** A figure by its name, see the package; null where there is none. */
    String figure(String name) {
        Object field = fields.get(name);
        if (field != null) {
            return field.toString();
        }
        int column = columns.indexOf(name);
        for (List<String> row : rows) {
            if (column >= 0 && !row.get(column).equals(NULL)) {
                return row.get(column);
            } else if (column < 0 && row.size() == 2 && row.get(0).equals(name)) {
                return row.get(1);
            }
        }
        return null;
    }
}
