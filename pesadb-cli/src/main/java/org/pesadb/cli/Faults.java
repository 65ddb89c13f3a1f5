package org.pesadb.cli;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.cli.output.Results;
import org.pesadb.cli.output.Values;
import org.pesadb.cli.output.Visible;

/**
 * Writes faults as they are found, however many: for people a line each, for programs a row each. Of one thread.
 *
 * <p>Whoever finds them throws no IOException. So a failure to write is kept and told by {@link #finish}, and ends the writing.
 */
final class Faults implements Consumer<Fault> {
    private static final List<Column> COLUMNS = List.of(
            Column.of("file", ColumnType.TEXT),
            Column.of("page", ColumnType.INT),
            Column.of("object", ColumnType.TEXT),
            Column.of("message", ColumnType.TEXT));

    private final Results results;
    private final boolean lines;
    private long count;
    private ErrorCode code;
    private IOException failure;

    /**
     * @param results takes them
     * @param format  how
     */
    Faults(Results results, Arguments.Format format) {
        this.results = results;
        this.lines = format == Arguments.Format.TABLE;
    }

    /** How many there were. */
    long count() {
        return count;
    }

    /** What kind of error they amount to: CORRUPT where anything is damaged; else why the first could not be looked into, such as MISSING_COMPONENT. */
    ErrorCode code() {
        return code == null ? ErrorCode.CORRUPT : code;
    }

    /** Says whether all could be written. */
    void finish() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void accept(Fault fault) {
        if (failure == null) {
            write(fault);
        }
        count++;
        code = code == null || fault.code() == ErrorCode.CORRUPT ? fault.code() : code;
    }

    private void write(Fault fault) {
        try {
            if (lines) {
                results.line(Visible.text(fault.toString()));
            } else {
                if (count == 0) {
                    results.begin(COLUMNS);
                }
                results.row(new Values(
                        fault.file(), fault.page() < 0 ? null : fault.page(), fault.object(), fault.message()));
            }
        } catch (IOException failed) {
            failure = failed;
        }
    }
}
