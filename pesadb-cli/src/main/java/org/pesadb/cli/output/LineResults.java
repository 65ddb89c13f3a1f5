package org.pesadb.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.Row;

/**
 * One {@code column = value} a line, a blank line between rows, also between those of two commands, so that blank lines are all
 * that a reader needs to tell rows apart; status lines on the other stream.
 */
public final class LineResults extends TextResults {
    private List<Column> columns = List.of();
    private boolean first = true;

    /**
     * @param out    takes rows
     * @param errors takes status lines and errors
     * @param timed  whether to tell how long commands took
     */
    public LineResults(OutputStream out, OutputStream errors, boolean timed) {
        super(out, errors, true, timed);
    }

    @Override
    public void begin(List<Column> of) {
        columns = of;
    }

    @Override
    public void row(Row row) throws IOException {
        if (!first) {
            out.append('\n');
        }
        first = false;
        for (int i = 0; i < columns.size(); i++) {
            out.append(Visible.text(columns.get(i).name()))
                    .append(" = ")
                    .append(shown(row, i))
                    .append('\n');
        }
    }

    @Override
    void finishRows() {
        // Rows are written as they come.
    }
}
