package org.pesadb.join;

import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.RowStream;

/**
 * The pairs, one after another. The table is built when the first row is asked for; the build input is closed as soon as it
 * has been read, the rest by {@link #close()} or by the first failure, whichever comes first. Of one thread.
 */
final class HashJoinStream implements RowStream {
    /** Rows between two looks at the context; it asks for a thousand at most. */
    private static final int ROWS_BETWEEN_CHECKS = 512;

    private final JoinInput build;
    private final JoinInput probe;
    private final RowStream buildRows;
    private final RowStream probeRows;
    private final boolean buildLeft;
    private final JoinContext context;
    private BuildTable table;
    private JoinedRow joined;
    private int match = BuildTable.NONE;
    private int untilCheck = ROWS_BETWEEN_CHECKS;
    private boolean ended;
    private boolean closed;

    HashJoinStream(JoinInput left, JoinInput right, JoinContext context) {
        this.context = context;
        buildLeft = left.about() < right.about();
        build = buildLeft ? left : right;
        probe = buildLeft ? right : left;
        buildRows = build.rows();
        probeRows = probe.rows();
    }

    @Override
    public boolean next() {
        if (closed) {
            throw new IllegalStateException("the join is closed");
        }
        try {
            if (table == null) {
                readBuildInput();
            }
            ended = ended || !advance();
        } catch (RuntimeException | Error failed) {
            closeAfter(failed);
            throw failed;
        }
        return !ended;
    }

    @Override
    public Row row() {
        if (closed || ended || match == BuildTable.NONE) {
            throw new IllegalStateException("there is no row: next() has not given true");
        }
        return joined;
    }

    private void readBuildInput() {
        context.checkCancelled();
        table = new BuildTable(build.width(), build.keys(), new MemoryBudget(context.memoryBytes()));
        joined = new JoinedRow(table, build.width(), probe.width(), buildLeft);
        while (buildRows.next()) {
            countRow();
            table.add(buildRows.row());
        }
        buildRows.close();
    }

    private boolean advance() {
        if (match != BuildTable.NONE) {
            match = table.next(match);
        }
        while (match == BuildTable.NONE) {
            // Without build rows there is no pair, however many rows the other input has.
            if (table.rows() == 0 || !probeRows.next()) {
                return false;
            }
            countRow();
            match = table.first(probeRows.row(), probe.keys());
        }
        countRow();
        joined.set(probeRows.row(), match);
        return true;
    }

    private void countRow() {
        if (--untilCheck == 0) {
            untilCheck = ROWS_BETWEEN_CHECKS;
            context.checkCancelled();
        }
    }

    /**
     * Closes because something failed, and keeps that failure the one to be told.
     *
     * @param failed what went wrong; failures of closing are added to it
     */
    void closeAfter(Throwable failed) {
        try {
            close();
        } catch (RuntimeException | Error again) {
            failed.addSuppressed(again);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        table = null;
        joined = null;
        match = BuildTable.NONE;
        try {
            probeRows.close();
        } catch (RuntimeException | Error failed) {
            closeBuild(failed);
            throw failed;
        }
        buildRows.close();
    }

    private void closeBuild(Throwable failed) {
        try {
            buildRows.close();
        } catch (RuntimeException | Error again) {
            failed.addSuppressed(again);
        }
    }
}
