package org.pesadb.cli.csv;

import java.io.IOException;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;

/** Writes records so that {@link CsvReader} reads them back. Of one thread. */
public final class CsvWriter {
    private final Appendable out;
    private ColumnType[] types = {};

    /** @param out where to write */
    public CsvWriter(Appendable out) {
        this.out = out;
    }

    /**
     * Writes the header.
     *
     * @param columns the columns of the rows to come
     * @throws IOException where writing fails
     */
    public void header(List<Column> columns) throws IOException {
        types = columns.stream().map(Column::type).toArray(ColumnType[]::new);
        for (int i = 0; i < types.length; i++) {
            separate(i);
            field(columns.get(i).name());
        }
        out.append('\n');
    }

    /**
     * Writes a row.
     *
     * @param row has the header's columns
     * @throws IOException where writing fails
     */
    public void row(Row row) throws IOException {
        for (int i = 0; i < types.length; i++) {
            separate(i);
            if (!row.isNull(i)) {
                if (types[i] == ColumnType.INT) {
                    out.append(Long.toString(row.getLong(i)));
                } else {
                    field(row.getText(i));
                }
            }
        }
        out.append('\n');
    }

    private void separate(int position) throws IOException {
        if (position > 0) {
            out.append(',');
        }
    }

    private void field(String text) throws IOException {
        if (plain(text)) {
            out.append(text);
        } else {
            out.append('"').append(text.replace("\"", "\"\"")).append('"');
        }
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r' || c == '\uFEFF') {
                return false;
            }
        }
        return !text.isEmpty() && text.charAt(0) != ' ' && text.charAt(text.length() - 1) != ' ';
    }
}
