package org.pesadb.bench.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Sends requests over many connections at once; on each the next goes out when the one before is answered. Of one thread.
 *
 * @param seed        of what is asked
 * @param connections that are open at once
 * @param requests    of one round
 * @param users       that are there before the first round
 */
record Load(long seed, int connections, int requests, int users) {
    /** Adds the users of the beginning. */
    Round prepare(WebServer server) throws Exception {
        return together(connection -> {
            List<Mix.Request> requests = new ArrayList<>();
            for (int user = 1; user <= users; user++) {
                requests.add(Mix.addUser("u" + user));
            }
            return connection == 0 ? send(server, requests) : send(server, List.of());
        });
    }

    Round round(WebServer server, int round) throws Exception {
        return together(connection -> {
            Mix mix = new Mix(seed, round, connection, users);
            List<Mix.Request> all = new ArrayList<>();
            for (int i = connection; i < requests; i += connections) {
                all.add(mix.next());
            }
            return send(server, all);
        });
    }

    /** The work of one connection. */
    private interface Part {
        Round run(int connection) throws Exception;
    }

    private Round together(Part part) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Callable<Round>> works = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int connection = i;
                works.add(() -> part.run(connection));
            }
            List<Round> rounds = new ArrayList<>();
            long from = System.nanoTime();
            for (Future<Round> work : threads.invokeAll(works)) {
                rounds.add(work.get());
            }
            return Round.of(System.nanoTime() - from, rounds);
        } finally {
            threads.shutdown();
        }
    }

    private static Round send(WebServer server, List<Mix.Request> requests) throws IOException {
        LongStream.Builder reads = LongStream.builder();
        LongStream.Builder writes = LongStream.builder();
        LongStream.Builder users = LongStream.builder();
        LongStream.Builder orders = LongStream.builder();
        List<String> errors = new ArrayList<>();
        try (Connection connection = new Connection(server.port())) {
            for (Mix.Request request : requests) {
                long from = System.nanoTime();
                Connection.Answer answer = request.send(connection);
                (request.kind().writes() ? writes : reads).add(System.nanoTime() - from);
                if (answer.status() != 200 || !answer.body().endsWith(request.rest())) {
                    errors.add(request.path() + " answers " + answer.status() + " " + answer.body());
                } else if (request.kind() == Mix.Kind.ADD_USER) {
                    users.add(id(answer.body()));
                } else if (request.kind() == Mix.Kind.ADD_ORDER) {
                    orders.add(id(answer.body()));
                }
            }
        }
        return new Round(
                0,
                reads.build().toArray(),
                writes.build().toArray(),
                users.build().toArray(),
                orders.build().toArray(),
                errors);
    }

    /** The first field of an object, which is its id. */
    private static long id(String json) {
        return Long.parseLong(json, json.indexOf(':') + 1, json.indexOf(','), 10);
    }
}
