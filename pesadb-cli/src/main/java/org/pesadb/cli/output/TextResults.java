package org.pesadb.cli.output;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;

/** What the formats for people and spreadsheets share: UTF-8, and status lines beside the rows. */
abstract class TextResults implements Results {
    private static final int BUFFER = 1 << 15;

    /** Takes rows. */
    protected final Writer out;

    private final Writer errors;
    private final Writer status;
    private final boolean timed;

    /**
     * @param out    takes rows
     * @param errors takes errors
     * @param beside whether the lines that tell of success go to the errors' stream, so that rows stand alone
     * @param timed  whether to tell how long commands took
     */
    TextResults(OutputStream out, OutputStream errors, boolean beside, boolean timed) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
        this.errors = new OutputStreamWriter(errors, StandardCharsets.UTF_8);
        this.status = beside ? this.errors : this.out;
        this.timed = timed;
    }

    /** A value as people see it: NULL as {@code NULL}, on one line. */
    static String shown(Row row, int position) {
        Object value = row.get(position);
        return value == null ? "NULL" : value instanceof String text ? Visible.text(text) : value.toString();
    }

    /** Writes what was held back. */
    abstract void finishRows() throws IOException;

    @Override
    public final void line(String text) throws IOException {
        out.append(text).append('\n');
    }

    @Override
    public final void outline(Outline outline) throws IOException {
        for (String line : outline.lines()) {
            line(line);
        }
    }

    @Override
    public final void ok(Done done) throws IOException {
        finishRows();
        String line = Status.of(done, timed);
        if (line != null) {
            if (status != out) {
                out.flush();
            }
            status.append(line).append('\n');
            status.flush();
        }
        out.flush();
    }

    @Override
    public final void error(PesaDbException failure) throws IOException {
        finishRows();
        out.flush();
        errors.append(Status.of(failure)).append('\n');
        errors.flush();
    }
}
