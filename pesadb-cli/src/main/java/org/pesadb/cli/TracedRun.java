package org.pesadb.cli;

import java.io.IOException;
import java.io.OutputStream;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.api.trace.Tracing;
import org.pesadb.cli.language.Statement;
import org.pesadb.cli.output.JsonResults;
import org.pesadb.cli.output.Results;
import org.pesadb.cli.trace.TraceCounts;
import org.pesadb.cli.trace.TraceReport;

/** TRACE: runs a statement, drops its rows, and shows the way it took; also that of one that failed. Of one thread. */
final class TracedRun {
    private final Session session;
    private final Transfer transfer;
    private final Tracing tracing;
    private final Results results;

    TracedRun(Session session, Transfer transfer, Tracing tracing, Results results) {
        this.session = session;
        this.transfer = transfer;
        this.tracing = tracing;
        this.results = results;
    }

    /** Runs it. */
    Outcome run(Statement.Trace trace) throws IOException {
        TraceCounts counts = new TraceCounts();
        long began = System.nanoTime();
        CountedBytes bytes = new CountedBytes();
        Outcome outcome = new Outcome(0, 0);
        PesaDbException failure = null;
        Tracing.Listening listening = tracing.listenHere(counts);
        try {
            tracing.tell(new TraceEvent.Tokens(String.join(" ", trace.tokens()), trace.tokens(), trace.parseNanos()));
            outcome = execute(trace.traced(), bytes);
            tracing.tell(new TraceEvent.Result(outcome.rows(), bytes.count));
        } catch (PesaDbException failed) {
            failure = failed;
        } finally {
            listening.close();
        }
        TraceReport.Request request = new TraceReport.Request(
                trace.tokens(),
                (trace.traced() instanceof Statement.Run run ? run.command() : trace.traced())
                        .getClass()
                        .getSimpleName(),
                place(trace.traced()),
                trace.parseNanos(),
                outcome.rows(),
                bytes.count,
                failure == null ? null : failure.code().name(),
                System.nanoTime() - began + trace.parseNanos());
        results.outline(TraceReport.of(request, counts, trace.verbose()));
        if (failure != null) {
            throw failure;
        }
        return outcome;
    }

    private static TraceReport.Place place(Statement statement) {
        if (!(statement instanceof Statement.Run run)) {
            return TraceReport.Place.CHANGES; // IMPORT
        }
        Command command = run.command();
        if (command instanceof Command.Commit || command instanceof Command.Rollback) {
            return TraceReport.Place.ENDS;
        } else if (command instanceof Command.Checkpoint || command instanceof Command.Backup) {
            return TraceReport.Place.BESIDE;
        }
        boolean changes = command instanceof Command.Insert
                || command instanceof Command.Update
                || command instanceof Command.Delete
                || command instanceof Command.DeleteByKey
                || command instanceof Command.CreateTable
                || command instanceof Command.DropTable
                || command instanceof Command.CreateIndex
                || command instanceof Command.DropIndex
                || command instanceof Command.AddColumn
                || command instanceof Command.Recode
                || command instanceof Command.Compact;
        return changes ? TraceReport.Place.CHANGES : TraceReport.Place.READS;
    }

    private Outcome execute(Statement statement, OutputStream counted) throws IOException {
        Results dropped = new JsonResults(counted);
        Outcome outcome = statement instanceof Statement.Import in
                ? transfer.load(in.table(), in.file())
                : execute(((Statement.Run) statement).command(), dropped);
        dropped.ok(new Results.Done(
                statement.verb().label(), Results.Kind.ROWS, outcome.rows(), outcome.transaction(), 0));
        return outcome;
    }

    private Outcome execute(Command command, Results dropped) throws IOException {
        try (Cursor cursor = session.execute(command)) {
            if (!cursor.columns().isEmpty()) {
                dropped.begin(cursor.columns());
                while (cursor.next()) {
                    dropped.row(cursor);
                }
            }
            return cursor.outcome();
        }
    }

    private static final class CountedBytes extends OutputStream {
        private long count;

        @Override
        public void write(int one) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            count += length;
        }
    }
}
