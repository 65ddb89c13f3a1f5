package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand requests over 64 connections, reads and writes: no error, none lost, and commits share forces. */
class HttpLoadTest {
    private static final int CONNECTIONS = 64;
    private static final int REQUESTS = 10_000;
    private static final int EACH = (REQUESTS + CONNECTIONS - 1) / CONNECTIONS;
    /** Every so manieth request adds a row; the others read one that was added. */
    private static final int WRITES = 4;

    @TempDir
    Path folder;

    @Test
    void tenThousandRequestsOverManyConnections() throws Exception {
        try (Served served = Served.start(Cli.in(folder), "--busy-timeout", "60000", "load.pesa")) {
            long began = System.nanoTime();
            long written = load(served.port());
            double seconds = (System.nanoTime() - began) / 1e9;
            assertEquals(
                    written,
                    served.post("/api/command", "{'command':'COUNT users'}")
                            .body()
                            .lines()
                            .findFirst()
                            .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                            .orElseThrow());
            long commits = served.figure("pesadb_log_commits_total");
            long forces = served.figure("pesadb_log_forces_total");
            System.out.printf(
                    "HttpLoadTest: %d requests in %.1f s, %d commits in %d forces%n",
                    CONNECTIONS * EACH, seconds, commits, forces);
            assertTrue(commits >= written, commits + " commits of " + written);
            assertTrue(forces < commits, forces + " forces for " + commits + " commits");
            assertEquals(0, served.figure("pesadb_http_responses_total{status=\"5xx\"}"));
            assertEquals(0, served.figure("pesadb_http_responses_total{status=\"4xx\"}"));
            assertEquals(0, served.figure("pesadb_http_responses_cut_total"));
            assertEquals(143, served.stop());
        }
    }

    private static long load(int port) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Callable<Integer>> works = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                long base = 1_000_000L * (i + 1);
                works.add(() -> client(port, base));
            }
            long written = 0;
            for (Future<Integer> work : clients.invokeAll(works)) {
                written += work.get();
            }
            return written;
        } finally {
            clients.shutdown();
        }
    }

    private static int client(int port, long base) throws Exception {
        int written = 0;
        try (RawHttp http = new RawHttp(port)) {
            for (int i = 0; i < EACH; i++) {
                if (i % WRITES == 0) {
                    String row = "{\"id\":" + (base + written) + ",\"name\":\"n" + (base + written) + "\"}";
                    RawHttp.Answer answer = http.ask("POST", "/api/tables/users/rows", row);
                    assertEquals(201, answer.status(), answer.body());
                    written++;
                } else {
                    long id = base + i % written;
                    RawHttp.Answer answer = http.ask("GET", "/api/tables/users/rows/" + id, "");
                    assertEquals("{\"id\":" + id + ",\"name\":\"n" + id + "\"}", answer.body());
                }
            }
        }
        return written;
    }
}
