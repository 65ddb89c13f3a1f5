package org.pesadb.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;

/**
 * Aligned columns, for people.
 *
 * <pre>
 *  id | name
 * ----+-------
 *   1 | Alice
 * (1 row)
 * </pre>
 *
 * <p>The first rows choose the widths and the others follow, so that a result of any size takes little memory; a value
 * that is wider pushes the rest of its row to the right.
 */
public final class TableResults extends TextResults {
    private static final int SIZED_ROWS = 200;
    private static final int SIZED_CHARACTERS = 1 << 16;

    private final List<String[]> held = new ArrayList<>();
    private int heldCharacters;
    private boolean[] right = {};
    private int[] widths = {};
    private String[] names = {};
    private boolean holding;

    /**
     * @param out    takes rows and the lines that tell of success
     * @param errors takes errors
     * @param timed  whether to tell how long commands took
     */
    public TableResults(OutputStream out, OutputStream errors, boolean timed) {
        super(out, errors, false, timed);
    }

    @Override
    public void begin(List<Column> columns) {
        int count = columns.size();
        names = new String[count];
        right = new boolean[count];
        widths = new int[count];
        for (int i = 0; i < count; i++) {
            names[i] = Visible.text(columns.get(i).name());
            right[i] = columns.get(i).type() == ColumnType.INT;
            widths[i] = Visible.width(names[i]);
        }
        heldCharacters = 0;
        holding = true;
    }

    @Override
    public void row(Row row) throws IOException {
        String[] cells = new String[names.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = shown(row, i);
        }
        if (!holding) {
            write(cells);
            return;
        }
        held.add(cells);
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], Visible.width(cells[i]));
            heldCharacters += cells[i].length();
        }
        if (held.size() >= SIZED_ROWS || heldCharacters >= SIZED_CHARACTERS) {
            finishRows();
        }
    }

    @Override
    void finishRows() throws IOException {
        if (!holding) {
            return;
        }
        holding = false;
        write(names);
        for (int i = 0; i < widths.length; i++) {
            out.append(i == 0 ? "" : "+").append("-".repeat(widths[i] + 2));
        }
        out.append('\n');
        for (String[] cells : held) {
            write(cells);
        }
        held.clear();
    }

    private void write(String[] cells) throws IOException {
        for (int i = 0; i < cells.length; i++) {
            String padding = " ".repeat(Math.max(0, widths[i] - Visible.width(cells[i])));
            boolean last = i == cells.length - 1;
            out.append(i == 0 ? " " : " | ");
            if (right[i]) {
                out.append(padding).append(cells[i]);
            } else {
                out.append(cells[i]).append(last ? "" : padding);
            }
        }
        out.append('\n');
    }
}
