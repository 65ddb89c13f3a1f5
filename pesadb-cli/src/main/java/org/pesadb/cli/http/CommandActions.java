package org.pesadb.cli.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.trace.Tracing;
import org.pesadb.cli.language.Statement;
import org.pesadb.cli.language.Suggestions;
import org.pesadb.cli.output.JsonResults;
import org.pesadb.cli.output.Outline;
import org.pesadb.cli.output.Results;

/** Commands of the command language, run or traced. Threads share it. */
final class CommandActions {
    private static final String COMMAND = "command";
    private static final String VERBOSE = "verbose";

    private final Commands commands;
    private final Tracing tracing;
    private final Problems problems;

    CommandActions(Commands commands, Tracing tracing, Problems problems) {
        this.commands = commands;
        this.tracing = tracing;
        this.problems = problems;
    }

    void run(Exchange exchange) throws IOException {
        Statement statement =
                CommandText.statement(exchange.fields().only(COMMAND).text(COMMAND));
        try (Sessions.Lease lease = exchange.session()) {
            allow(statement, lease.inTransaction());
            Lines lines = new Lines(exchange, problems);
            commands.run(lease.session(), statement, lines);
            if (lines.failure != null) {
                throw lines.failure;
            }
        }
    }

    /** Refuses what would reach files of the server, and what would end with the request. */
    private static void allow(Statement statement, boolean inTransaction) {
        if (statement instanceof Statement.Trace trace) {
            allow(trace.traced(), inTransaction);
        } else if (statement instanceof Statement.Import
                || statement instanceof Statement.Export
                || statement instanceof Statement.Backup
                || statement instanceof Statement.Exit) {
            throw new PesaDbException(
                    ErrorCode.UNKNOWN_COMMAND,
                    statement.verb().label() + " is not to be had over HTTP, where no file of the server is reached;"
                            + " POST /api/tables/{t}/rows takes rows, GET gives them");
        } else if (statement instanceof Statement.Run run && !inTransaction && run.command() instanceof Command.Begin) {
            throw new PesaDbException(
                    ErrorCode.NO_TRANSACTION,
                    "a transaction of several requests begins with POST /api/transactions, and each request names it"
                            + " in the header " + Exchange.TRANSACTION);
        }
    }

    /** The lines that the command line prints. Until the first row goes out, a failure is told by the status. */
    private static final class Lines implements Results {
        private final Exchange exchange;
        private final Problems problems;
        private final Answer answer;
        private final JsonResults json;
        private boolean begun;
        private PesaDbException failure;

        Lines(Exchange exchange, Problems problems) {
            this.exchange = exchange;
            this.problems = problems;
            answer = exchange.stream(200, Exchange.NDJSON);
            json = new JsonResults(answer);
        }

        @Override
        public void begin(List<Column> columns) {
            json.begin(columns);
        }

        @Override
        public void row(Row row) throws IOException {
            begun = true;
            json.row(row);
        }

        @Override
        public void line(String text) throws IOException {
            begun = true;
            json.line(text);
        }

        @Override
        public void outline(Outline outline) throws IOException {
            begun = true;
            json.outline(outline);
        }

        @Override
        public void ok(Done done) throws IOException {
            json.ok(done);
        }

        @Override
        public void error(PesaDbException thrown) throws IOException {
            if (begun) {
                json.error(problems.told(exchange.asked(), thrown));
            } else {
                failure = thrown;
            }
        }
    }

    void trace(Exchange exchange) throws IOException {
        Fields fields = exchange.fields().only(COMMAND, VERBOSE);
        String form = fields.is(VERBOSE) ? "TRACE VERBOSE " : "TRACE ";
        String command = fields.text(COMMAND);
        Statement alone = CommandText.statement(command); // refused as it would be without TRACE
        try (Sessions.Lease lease = exchange.session()) {
            allow(alone, lease.inTransaction());
            Statement statement = CommandText.statement(form + command);
            Traced traced = new Traced();
            EventLog log = new EventLog();
            Tracing.Listening listening = tracing.listenHere(log);
            try {
                commands.run(lease.session(), statement, traced);
            } finally {
                listening.close();
            }
            if (traced.outline == null) {
                throw traced.failure;
            }
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("trace", excerpts(traced.outline.fields()));
            told.put("lines", traced.outline.lines().stream().map(Excerpt::of).toList());
            told.put("events", log.events());
            told.put("dropped", log.dropped());
            exchange.json(200, told);
        }
    }

    /** The command is in there more than once, and may be as long as a body. */
    private static Map<String, Object> excerpts(Map<String, Object> fields) {
        Map<String, Object> excerpts = new LinkedHashMap<>();
        fields.forEach((name, value) -> excerpts.put(name, new Excerpt(Excerpt.ANSWERED).value(value)));
        return excerpts;
    }

    void complete(Exchange exchange) throws IOException {
        String begun = exchange.fields().only(COMMAND).text(COMMAND);
        try (Sessions.Lease lease = exchange.session()) {
            Suggestions.Offer offer = new Suggestions(lease.session()).at(begun);
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("begun", offer.begun());
            told.put("words", offer.words());
            exchange.json(200, told);
        }
    }

    /** Keeps the outline of a traced command. One that failed has an outline too, which tells of the failure. */
    private static final class Traced implements Results {
        private Outline outline;
        private PesaDbException failure;

        @Override
        public void begin(List<Column> columns) {
            // The rows of a traced command are dropped.
        }

        @Override
        public void row(Row row) {
            // The rows of a traced command are dropped.
        }

        @Override
        public void line(String text) {
            // A traced command prints none.
        }

        @Override
        public void outline(Outline told) {
            outline = told;
        }

        @Override
        public void ok(Done done) {
            // The outline says so.
        }

        @Override
        public void error(PesaDbException thrown) {
            failure = thrown;
        }
    }
}
