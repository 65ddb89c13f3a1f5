package org.pesadb.cli.output;

import java.io.IOException;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;

/**
 * Where the results of commands go. For each command: {@link #begin} and its {@link #row}s where it has columns, or {@link
 * #line}s of text, and then exactly one {@link #ok} or {@link #error}, which flushes. Of one thread.
 */
public interface Results {
    /**
     * Rows follow.
     *
     * @param columns theirs, at least one
     * @throws IOException where writing fails
     */
    void begin(List<Column> columns) throws IOException;

    /**
     * A row.
     *
     * @param row valid during the call
     * @throws IOException where writing fails
     */
    void row(Row row) throws IOException;

    /**
     * A line of text, of commands whose result is text.
     *
     * @param text without line breaks
     * @throws IOException where writing fails
     */
    void line(String text) throws IOException;

    /**
     * A result that is no table.
     *
     * @param outline of it
     * @throws IOException where writing fails
     */
    void outline(Outline outline) throws IOException;

    /**
     * The command succeeded.
     *
     * @param done how
     * @throws IOException where writing fails
     */
    void ok(Done done) throws IOException;

    /**
     * The command failed.
     *
     * @param failure why
     * @throws IOException where writing fails
     */
    void error(PesaDbException failure) throws IOException;

    /**
     * How a command ended.
     *
     * @param command     its name in capitals
     * @param kind        what its result is
     * @param rows        rows changed or returned
     * @param transaction its transaction's id, 0 where there is none
     * @param nanos       how long it took
     */
    record Done(String command, Kind kind, long rows, long transaction, long nanos) {}

    /** What a command's result is. */
    enum Kind {
        /** Rows were shown. */
        ROWS,
        /** Rows were changed. */
        CHANGES,
        /** Text was shown, to which nothing is added for people. */
        TEXT,
        /** There is nothing to count. */
        NOTHING
    }
}
