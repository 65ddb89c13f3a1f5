package org.pesadb.cli.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.pesadb.api.Database;

/** How the database and the server are doing. Threads share it. */
final class StatusActions {
    /** Figures of the database that only grow while it is open. */
    private static final Set<String> COUNTERS =
            Set.of("page_visits", "cache_hits", "file_reads", "checkpoints", "log_commits", "log_pages", "log_forces");

    private static final String UP = "counter";
    private static final String NOW = "gauge";

    private final Database database;
    private final Problems problems;
    private final Sessions sessions;
    private final Events events;
    private final Figures figures;
    private final Connections connections;

    StatusActions(
            Database database,
            Problems problems,
            Sessions sessions,
            Events events,
            Figures figures,
            Connections connections) {
        this.database = database;
        this.problems = problems;
        this.sessions = sessions;
        this.events = events;
        this.figures = figures;
        this.connections = connections;
    }

    void health(Exchange exchange) throws IOException {
        String failure = problems.poisoned();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("status", failure == null ? "ok" : "read-only");
        if (failure != null) {
            // Strangers may ask; why, which names files, is told by /api/stats.
            told.put("detail", "the database takes no changes until it is opened anew");
        }
        exchange.json(failure == null ? 200 : 503, told);
    }

    void stats(Exchange exchange) throws IOException {
        exchange.json(200, database.stats());
    }

    void metrics(Exchange exchange) throws IOException {
        StringBuilder text = new StringBuilder();
        database.stats().forEach((name, value) -> {
            if (value instanceof Number number) {
                boolean counts = COUNTERS.contains(name);
                figure(text, counts ? name + "_total" : name, counts ? UP : NOW, help(name), number);
            }
        });
        figure(
                text,
                "read_only",
                NOW,
                "1 where a failed force has made the database read-only until it is opened anew.",
                problems.poisoned() == null ? 0 : 1);
        text.append("# HELP pesadb_http_responses_total Answers, by the hundred of their status.\n");
        text.append("# TYPE pesadb_http_responses_total counter\n");
        for (int hundred = 1; hundred <= 5; hundred++) {
            text.append("pesadb_http_responses_total{status=\"").append(hundred).append("xx\"} ");
            text.append(figures.answers(hundred)).append('\n');
        }
        text.append("# HELP pesadb_http_request_seconds How long answers took, but for streams of events.\n");
        text.append("# TYPE pesadb_http_request_seconds summary\n");
        text.append("pesadb_http_request_seconds_sum ")
                .append(figures.seconds())
                .append('\n');
        text.append("pesadb_http_request_seconds_count ")
                .append(figures.timed())
                .append('\n');
        figure(text, "http_responses_cut_total", UP, "Answers that did not go out whole.", figures.cut());
        figure(text, "http_requests_in_flight", NOW, "Requests that are served just now.", figures.inFlight());
        figure(text, "http_connections", NOW, "Connections that are open.", connections.count());
        figure(text, "http_transactions", NOW, "Transactions that are open.", sessions.transactions());
        figure(
                text,
                "http_transactions_expired_total",
                UP,
                "Transactions that were undone because no request came.",
                sessions.expired());
        figure(text, "http_event_listeners", NOW, "Clients that listen to events.", events.listeners());
        exchange.bytes(
                200, "text/plain; version=0.0.4; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void figure(StringBuilder text, String name, String type, String help, Number value) {
        text.append("# HELP pesadb_").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE pesadb_").append(name).append(' ').append(type).append('\n');
        text.append("pesadb_").append(name).append(' ').append(value).append('\n');
    }

    private static String help(String name) {
        return switch (name) {
            case "log_commits" -> "Commits that the log holds; those beyond log_forces shared a force.";
            case "log_forces" -> "Forces of the log: each makes every commit durable that waits for it.";
            case "cache_hits" -> "Looks at a page that the buffer cache had.";
            case "page_visits" -> "Looks at a page.";
            default -> "See STATS: " + name.replace('_', ' ') + ".";
        };
    }
}
