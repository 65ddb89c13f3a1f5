package org.pesadb.cli;

import java.io.IOException;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Salvage;
import org.pesadb.cli.output.Results;
import org.pesadb.cli.output.Values;

/**
 * {@code pesadb salvage FILE TO}: first everything that is lost, as it is found; then the tables, each with what became of it; last
 * {@code ok}, or where anything is lost, or may be, the error CORRUPT with the totals; where nothing is damaged and only parts cannot be
 * had, the error that they are missing. Of one thread, once.
 */
final class SalvageTool {
    private static final List<Column> TABLE = List.of(
            Column.of("table", ColumnType.TEXT),
            Column.of("rows", ColumnType.INT),
            Column.of("lost_rows", ColumnType.INT),
            Column.of("lost_pages", ColumnType.INT),
            Column.of("exact", ColumnType.INT));

    private final Arguments arguments;
    private final Results results;
    private final ProgressBar bar;
    private final Stop stop;

    /**
     * @param arguments FILE and TO, and how to read and write
     * @param results   takes what comes of it
     * @param bar       shows how far it has come
     * @param stop      ends it
     */
    SalvageTool(Arguments arguments, Results results, ProgressBar bar, Stop stop) {
        this.arguments = arguments;
        this.results = results;
        this.bar = bar;
        this.stop = stop;
    }

    /** Does it; returns whether nothing is lost. */
    boolean run() throws IOException {
        String file = arguments.file();
        String to = arguments.operands.get(1);
        Tools.mustExist(file);
        long begun = System.nanoTime();
        Faults lost = new Faults(results, arguments.format);
        Salvage salvage = salvage(file, to, lost);
        lost.finish();
        results.begin(TABLE);
        for (Salvage.Table table : salvage.tables()) {
            results.row(new Values(
                    table.name(), table.rows(), table.lostRows(), table.lostPages(), table.exact() ? 1L : 0L));
        }
        if (salvage.complete()) {
            int tables = salvage.tables().size();
            results.ok(new Results.Done("SALVAGE", Results.Kind.ROWS, tables, 0, System.nanoTime() - begun));
            return true;
        }
        boolean damaged = lost.code() == ErrorCode.CORRUPT;
        results.error(new PesaDbException(
                lost.code(),
                file + (damaged ? " is damaged: " : " needs parts that cannot be used: ")
                        + counted(salvage.rows(), "row") + " saved to " + to + ", "
                        + counted(salvage.lostRows(), "row") + (exact(salvage) ? "" : " at least") + " and "
                        + counted(salvage.lostPages(), "page") + (damaged ? " lost" : " not saved")));
        return false;
    }

    private static boolean exact(Salvage salvage) {
        return salvage.tables().stream().allMatch(Salvage.Table::exact);
    }

    private Salvage salvage(String file, String to, Faults lost) {
        bar.begin();
        try {
            return PesaDb.salvage(Failures.path(file), Failures.path(to), arguments.options(), lost, this::progress);
        } finally {
            bar.end();
        }
    }

    private void progress(String step, long done, long total) {
        if (stop.asked()) {
            throw new PesaDbException(ErrorCode.CANCELLED, "salvage was ended by a signal; nothing of it remains");
        }
        bar.report(step, done, total);
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
