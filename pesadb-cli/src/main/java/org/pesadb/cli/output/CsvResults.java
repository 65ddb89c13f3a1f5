package org.pesadb.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.Row;
import org.pesadb.cli.csv.CsvWriter;

/** CSV with a header on the one stream, status lines on the other. */
public final class CsvResults extends TextResults {
    private final CsvWriter csv = new CsvWriter(out);

    /**
     * @param out    takes rows
     * @param errors takes status lines and errors
     * @param timed  whether to tell how long commands took
     */
    public CsvResults(OutputStream out, OutputStream errors, boolean timed) {
        super(out, errors, true, timed);
    }

    @Override
    public void begin(List<Column> columns) throws IOException {
        csv.header(columns);
    }

    @Override
    public void row(Row row) throws IOException {
        csv.row(row);
    }

    @Override
    void finishRows() {
        // Rows are written as they come.
    }
}
