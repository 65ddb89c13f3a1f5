package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions of several requests: seen by none but those that name them, wholly done or wholly undone, and never left open. */
class HttpTransactionsTest {
    private static final String NAME = "PesaDB-Transaction";
    private static final String ROWS = "/api/tables/users/rows";

    @TempDir
    private static Path folder;

    private static Served served;

    @BeforeAll
    static void start() throws IOException {
        served = Served.start(
                Cli.in(folder), "--transaction-timeout", "3000", "--busy-timeout", "100", "transactions.pesa");
    }

    @AfterAll
    static void stop() throws IOException {
        try (Served last = served) {
            assertEquals(143, last.stop());
            assertEquals(
                    1, last.process().errors().lines().count(), last.process().errors());
        }
    }

    private static String begin() throws IOException {
        Served.Told told = served.without("POST", "/api/transactions");
        assertEquals(201, told.status(), told.body());
        assertEquals(3000, told.json().get("expires_ms").asLong());
        return told.json().get("id").asText();
    }

    private static long open() {
        return open(served);
    }

    private static long open(Served server) {
        try {
            return server.figure("pesadb_http_transactions");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void aTransactionIsSeenByItsOwnRequestsAloneUntilItIsCommitted() throws IOException {
        String id = begin();
        assertEquals(201, served.post(ROWS, "{'id':100,'name':'a'}", NAME, id).status());
        assertEquals(200, served.get(ROWS + "/100", NAME, id).status());
        assertEquals(404, served.get(ROWS + "/100").status());
        Served.Told refused = served.post(ROWS, "{'id':100,'name':'b'}", NAME, id);
        assertEquals(409, refused.status(), "a failed request leaves its transaction as it was");
        assertEquals(
                200,
                served.send("PATCH", ROWS + "/100", "{'name':'c'}", NAME, id).status());
        Served.Told done = served.without("POST", "/api/transactions/" + id + "/commit");
        assertEquals(200, done.status());
        assertTrue(done.json().get("tx").asLong() > 0);
        assertEquals("c", served.get(ROWS + "/100").json().get("name").asText());
        Served.Told after = served.without("POST", "/api/transactions/" + id + "/commit");
        assertEquals(409, after.status());
        assertEquals("NO_TRANSACTION", after.json().get("code").asText());
    }

    @Test
    void aRollbackUndoesEverything() throws IOException {
        String id = begin();
        assertEquals(
                201,
                served.post(ROWS, "[{'id':200,'name':'x'},{'id':201,'name':'y'}]", NAME, id)
                        .status());
        assertEquals(
                204,
                served.without("POST", "/api/transactions/" + id + "/rollback").status());
        assertEquals(404, served.get(ROWS + "/200").status());
        assertEquals(409, served.get(ROWS + "/200", NAME, id).status());
    }

    @Test
    void whoWaitsTooLongForTheWriterIsToldToComeAgain() throws IOException {
        String id = begin();
        Served.Told busy = served.post(ROWS, "{'id':300,'name':'z'}");
        assertEquals(429, busy.status(), busy.body());
        assertEquals("BUSY", busy.json().get("code").asText());
        assertEquals("1", busy.header("Retry-After"));
        assertEquals(200, served.get("/users/").status(), "readers wait for nobody");
        assertEquals(429, served.without("POST", "/api/transactions").status());
        assertEquals(
                204,
                served.without("POST", "/api/transactions/" + id + "/rollback").status());
        assertEquals(201, served.post(ROWS, "{'id':300,'name':'z'}").status());
        assertEquals(0, open());
    }

    @Test
    void aTransactionThatNobodyUsesIsUndone() throws IOException {
        String id = begin();
        try (RawHttp gone = new RawHttp(served.port())) {
            gone.send("POST " + ROWS + " HTTP/1.1\r\nHost: localhost\r\n" + NAME + ": " + id
                    + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"id\":4");
        }
        Served.await("no transaction is open", () -> open() == 0);
        assertEquals(409, served.get(ROWS, NAME, id).status());
        assertEquals(201, served.post(ROWS, "{'id':400,'name':'after'}").status());
        assertTrue(served.figure("pesadb_http_transactions_expired_total") >= 1);
    }

    @Test
    void commandsRunInATransactionAndMayEndIt() throws IOException {
        Served.Told lonely = served.post("/api/command", "{'command':'BEGIN'}");
        assertEquals("NO_TRANSACTION", lonely.json().get("code").asText());
        String id = begin();
        assertEquals(
                200,
                served.post("/api/command", "{'command':'INS users 500 q'}", NAME, id)
                        .status());
        assertEquals(
                200,
                served.post("/api/command", "{'command':'COMMIT'}", NAME, id).status());
        assertEquals(409, served.get(ROWS, NAME, id).status());
        assertEquals(200, served.get(ROWS + "/500").status());
        assertEquals(0, open());
    }

    @Test
    void aTransactionThatOnlyReadsKeepsItsSnapshotAndStopsNobody() throws IOException {
        String id = served.post("/api/transactions", "{'readOnly':true}")
                .json()
                .get("id")
                .asText();
        assertEquals(201, served.post(ROWS, "{'id':600,'name':'later'}").status());
        assertEquals(404, served.get(ROWS + "/600", NAME, id).status());
        assertEquals(200, served.get(ROWS + "/600").status());
        assertEquals(403, served.post(ROWS, "{'id':601,'name':'no'}", NAME, id).status());
        assertEquals(
                204,
                served.without("POST", "/api/transactions/" + id + "/rollback").status());
    }

    @Test
    void whatMakesNoSenseIsToldWithoutWaitingForTheWriter() throws IOException {
        String id = begin();
        assertEquals(400, served.send("PUT", ROWS + "/7", "{'name':").status());
        assertEquals(400, served.send("PATCH", ROWS + "/7", "nonsense").status());
        assertEquals(422, served.send("PUT", ROWS + "/7", "{'nope':1}").status());
        assertEquals(422, served.send("PATCH", ROWS + "/7", "[]").status());
        assertEquals(400, served.post(ROWS, "[{'id':7},").status());
        assertEquals(422, served.post(ROWS, "[{'id':7},{'nope':1}]").status());
        assertEquals(422, served.post(ROWS, "[{'id':7},8]").status());
        assertEquals(404, served.post("/api/tables/nope/rows", "[]").status());
        assertEquals(404, served.send("PUT", "/api/tables/nope/rows/7", "{}").status());
        assertEquals(404, served.without("DELETE", "/api/tables/nope/rows/7").status());
        assertEquals(404, served.without("DELETE", "/api/tables/nope").status());
        assertEquals(400, served.post("/users/", "{'name':7}").status());
        assertEquals(429, served.send("PUT", ROWS + "/7", "{'name':'well'}").status());
        assertEquals(
                204,
                served.without("POST", "/api/transactions/" + id + "/rollback").status());
    }

    @Test
    void oneRequestAtATimeRunsInATransactionAndARollbackEndsIt() throws Exception {
        String rows = "/api/tables/orders/rows";
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            all.append(i == 0 ? "[" : ",").append("{'order_id':" + i + ",'user_id':1}");
        }
        assertEquals(201, served.post(rows, all + "]").status());
        String id = begin();
        String join = "{\"command\":\"JOIN orders AS a orders AS b ON user_id user_id\"}";
        CountDownLatch runs = new CountDownLatch(1);
        CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> {
            try (RawHttp client = new RawHttp(served.port())) {
                client.send("POST /api/command HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + NAME + ": " + id
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + join.length() + "\r\n\r\n" + join);
                String last = "";
                for (String line = client.line(); line != null; line = client.line()) {
                    if (line.startsWith("{")) {
                        runs.countDown(); // the first of 25 million rows
                        last = line;
                    }
                }
                return last;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
        assertTrue(runs.await(1, TimeUnit.MINUTES), "the join runs");
        assertEquals(
                429,
                served.without("POST", "/api/transactions/" + id + "/commit").status());
        assertEquals(
                204,
                served.without("POST", "/api/transactions/" + id + "/rollback").status());
        assertTrue(running.get().contains("CANCELLED"), running.get());
        assertEquals(0, open());
    }

    @Test
    void aTransactionWhoseClientIsGoneBeforeItIsToldIsUndone() throws IOException {
        try (Served patient = Served.start(Cli.in(folder), "--transaction-timeout", "60000", "patient.pesa")) {
            String id = patient.without("POST", "/api/transactions")
                    .json()
                    .get("id")
                    .asText();
            try (RawHttp gone = new RawHttp(patient.port())) {
                gone.send("POST /api/transactions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
                Served.await("it waits for the writer's place", () -> open(patient) == 2);
                gone.reset();
            }
            assertEquals(
                    200,
                    patient.without("POST", "/api/transactions/" + id + "/commit")
                            .status());
            Served.await("no transaction is left", () -> open(patient) == 0);
            assertEquals(201, patient.post(ROWS, "{'id':1,'name':'a'}").status());
            assertEquals(143, patient.stop());
        }
    }
}
