package org.pesadb.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.spi.Components;
import org.pesadb.api.trace.Tracing;
import org.pesadb.cli.input.CommandReader;
import org.pesadb.cli.language.Parser;
import org.pesadb.cli.language.Statement;
import org.pesadb.cli.language.Token;
import org.pesadb.cli.language.Verb;
import org.pesadb.cli.output.Results;

/** Runs commands one after another in one session, and writes their results. Of one thread. */
final class Shell {
    private final Session session;
    private final Components components;
    private final Results results;
    private final TracedRun traced;
    private final Transfer transfer;
    private final ProgressBar bar;
    private boolean failed;
    private boolean left;

    /**
     * @param session    to run them in
     * @param database   the main file, which no export may overwrite
     * @param tracing    tells what happens inside the database
     * @param components what the database was opened with
     * @param results    takes what comes of them
     * @param bar        shows how far they have come
     * @param stop       may end the program while one waits
     */
    Shell(
            Session session,
            Path database,
            Tracing tracing,
            Components components,
            Results results,
            ProgressBar bar,
            Stop stop) {
        this.session = session;
        this.components = components;
        this.results = results;
        this.transfer = new Transfer(session, database, bar, stop);
        this.traced = new TracedRun(session, transfer, tracing, results);
        this.bar = bar;
        session.onProgress(bar);
    }

    /** Whether a command has failed. */
    boolean failed() {
        return failed;
    }

    /** Whether EXIT was given. */
    boolean left() {
        return left;
    }

    /** Runs what a reader gives, up to its end, EXIT, or with {@code bail} the first failure. */
    void run(CommandReader commands, boolean bail) throws IOException {
        while (!left && !(bail && failed)) {
            List<Token> tokens;
            try {
                tokens = commands.next();
            } catch (PesaDbException | OutOfMemoryError unreadable) {
                fail(Failures.of(unreadable));
                continue;
            }
            if (tokens == null) {
                return;
            }
            run(() -> Parser.parse(tokens));
        }
    }

    /** What makes a statement, or throws why it cannot. */
    interface Source {
        Statement get();
    }

    /** Runs one statement and writes exactly one {@code ok} or {@code error}. */
    void run(Source source) throws IOException {
        long begun = System.nanoTime();
        // Nothing here interrupts this thread. What a plugin leaves on it would end the writes of every statement from
        // now on.
        Thread.interrupted();
        try {
            Statement statement = source.get();
            Answer answer = watched(statement);
            results.ok(new Results.Done(
                    statement.verb().label(),
                    answer.kind,
                    answer.outcome.rows(),
                    answer.outcome.transaction(),
                    System.nanoTime() - begun));
        } catch (IOException unwritable) {
            throw unwritable;
        } catch (Throwable failure) { // plugins throw what no Java compiler lets them throw
            fail(Failures.of(failure));
        }
    }

    private void fail(PesaDbException failure) throws IOException {
        failed = true;
        results.error(failure);
    }

    private record Answer(Results.Kind kind, Outcome outcome) {}

    /** Whatever comes of it, what is printed next begins on a clean line. */
    private Answer watched(Statement statement) throws IOException {
        bar.begin();
        try {
            return execute(statement);
        } finally {
            bar.end();
        }
    }

    private Answer execute(Statement statement) throws IOException {
        if (statement instanceof Statement.Run run) {
            return run(run);
        } else if (statement instanceof Statement.Trace trace) {
            return new Answer(Results.Kind.TEXT, traced.run(trace));
        } else if (statement instanceof Statement.Import in) {
            return new Answer(Results.Kind.CHANGES, transfer.load(in.table(), in.file()));
        } else if (statement instanceof Statement.Export out) {
            return new Answer(Results.Kind.CHANGES, transfer.store(out.table(), out.file()));
        } else if (statement instanceof Statement.Backup backup) {
            return run(new Statement.Run(Verb.BACKUP, new Command.Backup(Failures.path(backup.file()))));
        } else if (statement instanceof Statement.Dump dump) {
            return new Answer(Results.Kind.TEXT, new Dump(session, components, results).run(dump.table()));
        } else if (statement instanceof Statement.Help help) {
            return new Answer(Results.Kind.TEXT, help(help.about()));
        }
        left = true;
        return new Answer(Results.Kind.TEXT, new Outcome(0, 0));
    }

    private Answer run(Statement.Run run) throws IOException {
        try (Cursor cursor = session.execute(run.command())) {
            if (!cursor.columns().isEmpty()) {
                results.begin(cursor.columns());
                while (cursor.next()) {
                    results.row(cursor);
                }
                return new Answer(Results.Kind.ROWS, cursor.outcome());
            }
            Command command = run.command();
            boolean changes = command instanceof Command.Insert
                    || command instanceof Command.Update
                    || command instanceof Command.Delete
                    || command instanceof Command.DeleteByKey;
            return new Answer(changes ? Results.Kind.CHANGES : Results.Kind.NOTHING, cursor.outcome());
        }
    }

    private Outcome help(Verb about) throws IOException {
        int rows = 0;
        for (Verb verb : Verb.values()) {
            if (about == null) {
                results.line(verb.form());
                rows++;
            } else if (verb == about) {
                results.line(verb.form());
                results.line("    " + verb.purpose());
                rows += 2;
            }
        }
        if (about == null) {
            results.line(
                    "HELP verb tells more about one of them. Quotes: 'it''s' or \"line\\nbreak\"; -- begins a comment.");
            rows++;
        }
        return new Outcome(rows, 0);
    }
}
