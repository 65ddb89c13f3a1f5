package org.pesadb.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** Measures the servers in turn, looks whether all is there that was acknowledged, and reports. Of one thread. */
public final class HttpBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USERS = 1000;
    private static final String OURS = "PesaDB";
    private static final String THEIRS = "PostgreSQL";

    private final Settings settings;
    private final Load load;
    private final Map<String, Run> runs = new LinkedHashMap<>();

    /**
     * How much is done.
     *
     * @param folder      where the databases are
     * @param connections that are open at once
     * @param requests    of a round
     * @param warming     rounds that do not count, at first
     * @param rounds      that count
     * @param pool        connections of the handler to PostgreSQL
     * @param serve       options of pesadb serve
     * @param seed        of what is asked
     */
    public record Settings(
            Path folder,
            int connections,
            int requests,
            int warming,
            int rounds,
            int pool,
            List<String> serve,
            long seed) {}

    /** What came of one server. */
    private static final class Run {
        final List<Round> counted = new ArrayList<>();
        final TreeSet<Long> users = new TreeSet<>();
        final TreeSet<Long> orders = new TreeSet<>();
        long answered;
        long failed;
        double writesPerForce;

        void add(WebServer server, Round round) {
            answered += round.reads().length + round.writes().length;
            failed += round.errors().size();
            round.errors().stream().limit(3).forEach(error -> System.err.println(server.title() + ": " + error));
            take(server, users, round.users());
            take(server, orders, round.orders());
        }

        private static void take(WebServer server, TreeSet<Long> all, long[] ids) {
            for (long id : ids) {
                if (!all.add(id)) {
                    throw new IllegalStateException(server.title() + " gave the id " + id + " twice");
                }
            }
        }

        long writes() {
            return users.size() + orders.size();
        }
    }

    /**
     * A benchmark.
     *
     * @param settings how much is done
     */
    public HttpBench(Settings settings) {
        this.settings = settings;
        load = new Load(settings.seed(), settings.connections(), settings.requests(), USERS);
    }

    /**
     * Runs it.
     *
     * @return a report in Markdown
     * @throws Exception where a server does not start, or has lost what it acknowledged
     */
    public String run() throws Exception {
        try (WebServer ours = PesaServer.start(OURS, settings.folder(), settings.serve());
                WebServer theirs = PostgresServer.start(THEIRS, settings.folder(), settings.pool())) {
            List<WebServer> servers = List.of(ours, theirs);
            for (WebServer server : servers) {
                runs.put(server.title(), new Run());
                runs.get(server.title()).add(server, load.prepare(server));
            }
            for (int round = 1; round <= settings.warming() + settings.rounds(); round++) {
                boolean counts = round > settings.warming();
                // Whoever is first in one round is last in the next.
                for (WebServer server : round % 2 == 0 ? servers : List.of(theirs, ours)) {
                    Round done = load.round(server, round);
                    runs.get(server.title()).add(server, done);
                    if (counts) {
                        runs.get(server.title()).counted.add(done);
                    }
                    System.err.printf(
                            "%s %-12s %,8.0f/s%n",
                            counts ? "round" : "warm ", server.title(), done.requestsPerSecond());
                }
            }
            for (WebServer server : servers) {
                Run run = runs.get(server.title());
                verify(server, run);
                run.writesPerForce = (double) run.writes() / server.finish();
            }
        }
        return report();
    }

    /** Everything that was acknowledged is there, and nothing else. */
    private void verify(WebServer server, Run run) throws IOException {
        TreeSet<Long> users = new TreeSet<>();
        TreeSet<Long> orders = new TreeSet<>();
        try (Connection connection = new Connection(server.port())) {
            for (JsonNode user : JSON.readTree(connection.get("/users/").body())) {
                users.add(user.get("id").asLong());
            }
            for (int user = 1; user <= USERS; user++) {
                for (JsonNode order : JSON.readTree(
                        connection.get("/users/" + user + "/orders").body())) {
                    orders.add(order.get("order_id").asLong());
                }
            }
        }
        if (!users.equals(run.users) || !orders.equals(run.orders)) {
            throw new IllegalStateException(server.title() + " has acknowledged " + run.users.size() + " users and "
                    + run.orders.size() + " orders, and has " + users.size() + " and " + orders.size());
        }
    }

    private String report() {
        StringBuilder table = new StringBuilder("Java " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors; " + settings.connections()
                + " connections, " + settings.requests() + " requests a round, half of them writes; medians of "
                + settings.rounds() + " rounds; " + settings.pool() + " connections to PostgreSQL.\n\n");
        table.append("| over HTTP | PesaDB | PostgreSQL | PesaDB : PostgreSQL |\n| --- | ---: | ---: | ---: |\n");
        more(table, "requests/s", Round::requestsPerSecond);
        less(table, "p50, ms", round -> round.millis(0.5, round.reads(), round.writes()));
        less(table, "p99, ms", round -> round.millis(0.99, round.reads(), round.writes()));
        less(table, "p50 of reads, ms", round -> round.millis(0.5, round.reads()));
        less(table, "p99 of reads, ms", round -> round.millis(0.99, round.reads()));
        less(table, "p50 of durable writes, ms", round -> round.millis(0.5, round.writes()));
        less(table, "p99 of durable writes, ms", round -> round.millis(0.99, round.writes()));
        Run ours = runs.get(OURS);
        Run theirs = runs.get(THEIRS);
        line(table, "writes that share a force", "%.1f", ours.writesPerForce, theirs.writesPerForce, "");
        line(table, "requests in all", "%,.0f", ours.answered, theirs.answered, "");
        line(table, "errors", "%,.0f", ours.failed, theirs.failed, "");
        line(table, "acknowledged writes that are there", "%,.0f", ours.writes(), theirs.writes(), "");
        return table.toString();
    }

    private double median(String title, ToDoubleFunction<Round> figure) {
        double[] sorted =
                runs.get(title).counted.stream().mapToDouble(figure).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }

    private void more(StringBuilder table, String name, ToDoubleFunction<Round> figure) {
        double ours = median(OURS, figure);
        double theirs = median(THEIRS, figure);
        line(table, name, "%,.0f", ours, theirs, ratio(ours / theirs));
    }

    private void less(StringBuilder table, String name, ToDoubleFunction<Round> figure) {
        double ours = median(OURS, figure);
        double theirs = median(THEIRS, figure);
        line(table, name, "%.1f", ours, theirs, ratio(theirs / ours));
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static void line(
            StringBuilder table, String name, String format, double ours, double theirs, String ratio) {
        String shown = "| %s | " + format + " | " + format + " | %s |%n";
        table.append(String.format(Locale.ROOT, shown, name, ours, theirs, ratio));
    }
}
