package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What no decent client sends: the right status or a closed connection, in a small heap, with no stack trace; and the next client finds
 * everything as it should be.
 */
class HttpHostileTest {
    private static final String JSON = "Host: localhost\r\nContent-Type: application/json\r\n";
    private static final int DRIP_MILLIS = 100;
    private static final int DRIPS = 200;

    @TempDir
    private static Path folder;

    private static Served served;

    @BeforeAll
    static void start() throws IOException {
        served = Served.start(
                Cli.in(folder).withJvm("-Xmx48m"),
                "--idle-timeout",
                "1000",
                "--max-body",
                "256K",
                "--transaction-timeout",
                "1000",
                "hostile.pesa");
        assertEquals(200, served.post("/users/", "{'name':'Alice'}").status());
    }

    @AfterEach
    void theNextClientIsServed() throws IOException {
        assertEquals("[{\"id\":1,\"name\":\"Alice\"}]", served.get("/users/").body());
    }

    @AfterAll
    static void stop() throws IOException {
        try (Served last = served) {
            assertEquals(0, last.figure("pesadb_http_responses_total{status=\"5xx\"}"));
            assertEquals(0, last.figure("pesadb_http_transactions"));
            assertEquals(0, last.figure("pesadb_snapshots"));
            assertEquals(143, last.stop());
            assertEquals(
                    1, last.process().errors().lines().count(), last.process().errors());
        }
        CliResult check = Cli.in(folder).run("", "check", "hostile.pesa");
        assertEquals(0, check.exit(), check.stdout());
    }

    private static RawHttp.Answer raw(String request) throws IOException {
        return raw(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static RawHttp.Answer raw(byte[] request) throws IOException {
        try (RawHttp http = new RawHttp(served.port())) {
            try {
                http.send(request);
            } catch (SocketException closed) {
                // What it answered before it closed may still be read.
                assertFalse(closed.getMessage().isEmpty());
            }
            return http.answer();
        }
    }

    private static void refused(Set<Integer> statuses, RawHttp.Answer answer) {
        assertTrue(statuses.contains(answer.status()), answer::toString);
        assertFalse(answer.body().contains("\tat "), answer.body());
        assertFalse(answer.body().toLowerCase(Locale.ROOT).contains("jetty"), answer.body());
    }

    private static long figure(String name) {
        try {
            return served.figure(name);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void aHeaderThatComesByDripsIsCutOff() throws IOException {
        try (RawHttp slow = new RawHttp(served.port())) {
            slow.send("GET /users/ HTTP/1.1\r\nHost: localhost\r\nX: ");
            assertTrue(isCutWhileDripping(slow), "a header that never ends goes on for " + DRIPS * DRIP_MILLIS + " ms");
        }
    }

    @Test
    void aBodyThatComesByDripsIsCutOff() throws IOException {
        try (RawHttp slow = new RawHttp(served.port())) {
            slow.send("POST /users/ HTTP/1.1\r\n" + JSON + "Content-Length: 100000\r\n\r\n{");
            assertTrue(isCutWhileDripping(slow), "a body that never ends goes on for " + DRIPS * DRIP_MILLIS + " ms");
        }
    }

    /** Sends a byte now and then, less often than the connection may be silent. */
    private static boolean isCutWhileDripping(RawHttp slow) throws IOException {
        try {
            for (int i = 0; i < DRIPS; i++) {
                if (slow.isClosedWithin(DRIP_MILLIS)) {
                    return true;
                }
                slow.send("x");
            }
            return false;
        } catch (SocketException closed) {
            return true;
        }
    }

    @Test
    void aSilentConnectionIsClosed() throws IOException {
        try (RawHttp silent = new RawHttp(served.port())) {
            assertTrue(silent.isClosedWithin(20_000));
        }
    }

    @Test
    void aLargeBodyIsRefusedBeforeItIsRead() throws IOException {
        refused(Set.of(413), raw("POST /users/ HTTP/1.1\r\n" + JSON + "Content-Length: 1073741824\r\n\r\n{"));
        refused(
                Set.of(413),
                raw("POST /users/ HTTP/1.1\r\n" + JSON + "Expect: 100-continue\r\nContent-Length: 1073741824\r\n\r\n"));
        refused(
                Set.of(400),
                raw("POST /users/ HTTP/1.1\r\n" + JSON + "Content-Length: 99999999999999999999999\r\n\r\n"));
        refused(Set.of(400), raw("POST /users/ HTTP/1.1\r\n" + JSON + "Content-Length: -5\r\n\r\n"));
        refused(
                Set.of(400),
                raw("POST /users/ HTTP/1.1\r\n" + JSON
                        + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
        try (RawHttp http = new RawHttp(served.port())) {
            http.send("POST /users/ HTTP/1.1\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n");
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            int sent = 0;
            try {
                while (sent < 16_384) { // a gigabyte
                    http.send(chunk);
                    sent++;
                }
            } catch (SocketException closed) {
                assertTrue(sent < 4_096, "it took " + sent + " chunks");
            }
            refused(Set.of(413, 0), http.answer());
        }
    }

    @Test
    void nonsenseInTheBodyIsRefused() throws IOException {
        String rows = "/api/tables/users/rows";
        String deep = "[".repeat(100_000);
        assertEquals(422, served.post(rows, deep).status());
        assertEquals(422, served.post("/api/command", "{'command':" + deep).status());
        assertEquals(422, served.post("/api/command", "{'a':".repeat(50_000)).status());
        assertEquals(
                422,
                served.post("/api/command", "{'x':[" + "1,".repeat(50_000) + "1]}")
                        .status());
        assertEquals(422, served.post(rows, "{'id':" + "9".repeat(900) + "}").status());
        assertEquals(422, served.post(rows, "{'id':" + "9".repeat(90_000) + "}").status());
        assertEquals(422, served.post(rows, "{'id':1e400}").status());
        assertEquals(400, served.post(rows, "{'id':7,'id':8}").status());
        assertEquals(400, served.post(rows, "{'id':7} {'id':8}").status());
        assertEquals(400, served.post(rows, "").status());
        assertEquals(400, served.post(rows, "{'id':7,'name':'\\ud800'}").status());
        for (String bytes : List.of("\u00ff", "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080")) {
            String body = "{\"id\":7,\"name\":\"" + bytes + "\"}";
            refused(
                    Set.of(400),
                    raw("POST " + rows + " HTTP/1.1\r\n" + JSON + "Content-Length: " + body.length() + "\r\n\r\n"
                            + body));
        }
        String bomb = "[" + "{\"id\":1},".repeat(20_000) + "{\"id\":1}]";
        assertEquals(409, served.post(rows, bomb).status());
    }

    @Test
    void addressesLeadToNoFileAndNoTrouble() throws IOException {
        Files.writeString(folder.resolve("secret.txt"), "the secret");
        for (String path : List.of(
                "/../secret.txt",
                "/assets/../secret.txt",
                "/assets/..%2fsecret.txt",
                "/assets/%2e%2e/%2e%2e/secret.txt",
                "/assets/..%5csecret.txt",
                "/assets/%252e%252e%252fsecret.txt",
                "/assets//etc/passwd",
                "/assets/%00secret.txt",
                "/assets/" + folder.resolve("secret.txt"),
                "/%ff",
                "/%",
                "/%zz",
                "/api/tables/%c0%ae%c0%ae",
                "/api/tables/users/rows/1/2/3",
                "/" + "a/".repeat(4_000),
                "/;a=b",
                "//localhost/users/")) {
            RawHttp.Answer answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            refused(Set.of(400, 404, 414), answer);
            assertFalse(answer.body().contains("the secret"), path);
        }
        assertEquals(
                422, served.get("/api/tables/users/rows/" + "9".repeat(5_000)).status());
        assertEquals(400, served.get("/users/" + "9".repeat(5_000) + "/orders").status());
        assertEquals(
                409, served.get("/api/tables", "PesaDB-Transaction", "../../x").status());
        assertEquals(400, served.get("/api/tables/users/rows?limit=1&limit=2").status());
        assertEquals(400, served.get("/api/tables/users/rows?where=%ff").status());
    }

    @Test
    void whatIsNoSuchRequestIsRefused() throws IOException {
        refused(Set.of(400), raw("rubbish\r\n\r\n"));
        refused(Set.of(400), raw(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3, 13, 10, 13, 10}));
        refused(Set.of(400), raw("GET /users/ HTTP/1.1\r\n\r\n"));
        refused(Set.of(505, 400), raw("GET /users/ HTTP/9.9\r\nHost: localhost\r\n\r\n"));
        refused(Set.of(405), raw("BREW /users/ HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        refused(Set.of(405), raw("TRACE /users/ HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        refused(Set.of(400, 404, 405), raw("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        refused(Set.of(400, 404, 405), raw("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        for (String host : List.of("attacker.example", "localhost.attacker.example", "127.0.0.1.attacker.example")) {
            refused(Set.of(421), raw("GET /users/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
        }
        for (String origin : List.of("null", "http://localhost.attacker.example", "http://localhost:1", "localhost")) {
            refused(
                    Set.of(403),
                    raw("POST /users/ HTTP/1.1\r\n" + JSON + "Origin: " + origin
                            + "\r\nContent-Length: 12\r\n\r\n{\"name\":\"x\"}"));
        }
        refused(
                Set.of(403),
                raw("GET /api/tables/users/rows HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\n\r\n"));
        refused(
                Set.of(403),
                raw("POST /users/ HTTP/1.1\r\n" + JSON
                        + "Origin: http://attacker.example\r\nContent-Length: 12\r\n\r\n{\"name\":\"x\"}"));
        refused(
                Set.of(415),
                raw("POST /users/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\n"
                        + "{\"name\":\"x\"}"));
        String flood = "X-Flood: " + "y".repeat(100) + "\r\n";
        refused(Set.of(431, 0), raw("GET /users/ HTTP/1.1\r\nHost: localhost\r\n" + flood.repeat(5_000) + "\r\n"));
        refused(
                Set.of(431, 0),
                raw("GET /users/ HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(1 << 20) + "\r\n\r\n"));
        refused(Set.of(414, 431, 0), raw("GET /" + "y".repeat(1 << 20) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    @Test
    void clientsThatLeaveInTheMidstOfAStreamLeaveNothingBehind() throws IOException {
        assertEquals(
                201,
                served.post(
                                "/api/tables",
                                "{'name':'large','columns':[{'name':'id','type':'INT','pk':true},"
                                        + "{'name':'v','type':'TEXT'}]}")
                        .status());
        String text = "z".repeat(20_000);
        for (int part = 0; part < 40; part++) {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                rows.append(i == 0 ? "[" : ",").append("{'id':" + (part * 10 + i) + ",'v':'" + text + "'}");
            }
            assertEquals(201, served.post("/api/tables/large/rows", rows + "]").status());
        }
        for (int i = 0; i < 10; i++) {
            try (RawHttp http = new RawHttp(served.port())) {
                http.send(
                        "GET /api/tables/large/rows HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n\r\n");
                assertTrue(http.line().contains("200"));
            }
            try (RawHttp http = new RawHttp(served.port())) {
                http.send("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertTrue(http.line().contains("200"));
            }
        }
        Served.await("no stream is left", () -> figure("pesadb_http_requests_in_flight") == 1);
        assertEquals(0, figure("pesadb_snapshots"));
        assertTrue(figure("pesadb_http_responses_cut_total") >= 10);
        assertEquals(204, served.without("DELETE", "/api/tables/large").status());
    }

    @Test
    void clientsThatLeaveInTheMidstOfATransactionLeaveNothingBehind() throws IOException {
        String id = served.without("POST", "/api/transactions").json().get("id").asText();
        try (RawHttp http = new RawHttp(served.port())) {
            String body = "{\"id\":77,\"name\":\"ghost\"}";
            http.send("POST /api/tables/users/rows HTTP/1.1\r\n" + JSON + "PesaDB-Transaction: " + id
                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }
        Served.await("the transaction is undone", () -> figure("pesadb_http_transactions") == 0);
        assertEquals(409, served.get("/api/tables", "PesaDB-Transaction", id).status());
        assertEquals(404, served.get("/api/tables/users/rows/77").status());
    }

    @Test
    void manyBodiesAtOnceDoNotExhaustMemory() throws IOException {
        RawHttp[] clients = new RawHttp[100];
        String half = "{\"name\":\"" + "m".repeat(200_000);
        try {
            for (int i = 0; i < clients.length; i++) {
                clients[i] = new RawHttp(served.port());
                clients[i].send("POST /users/ HTTP/1.1\r\n" + JSON + "Content-Length: 250000\r\n\r\n" + half);
            }
            for (RawHttp client : clients) {
                refused(Set.of(408, 429, 0), client.answer());
            }
        } finally {
            for (RawHttp client : clients) {
                if (client != null) {
                    client.close();
                }
            }
        }
    }

    @Test
    void whoWaitsLongerThanAConnectionMayBeSilentIsAnswered() throws IOException {
        String id = served.without("POST", "/api/transactions").json().get("id").asText();
        // Nobody uses the transaction any more; it goes after a second, as a silent connection does.
        try (RawHttp patient = new RawHttp(served.port())) {
            assertEquals(
                    201,
                    patient.ask("POST", "/api/tables/users/rows", "{\"id\":5,\"name\":\"patient\"}")
                            .status());
        }
        assertEquals(204, served.without("DELETE", "/api/tables/users/rows/5").status());
        assertEquals(409, served.get("/api/tables", "PesaDB-Transaction", id).status());
    }

    @Test
    void aStatementThatTakesTooLongIsCancelled() throws IOException {
        try (Served impatient = Served.start(
                Cli.in(folder),
                "--request-timeout",
                "1000",
                "--transaction-timeout",
                "100",
                "--stop-timeout",
                "50",
                "slow.pesa")) {
            for (int part = 0; part < 10; part++) { // each of which is quick enough
                StringBuilder rows = new StringBuilder();
                for (int i = 0; i < 1_000; i++) {
                    rows.append(i == 0 ? "[" : ",").append("{'order_id':" + (part * 1_000 + i) + ",'user_id':1}");
                }
                assertEquals(
                        201,
                        impatient.post("/api/tables/orders/rows", rows + "]").status());
            }
            String join = "JOIN orders AS a orders AS b ON user_id user_id ORDER a.order_id LIMIT 1";
            Served.Told told = impatient.post("/api/command", "{'command':'" + join + "'}");
            assertEquals(503, told.status(), told.body());
            assertEquals("CANCELLED", told.json().get("code").asText());
            assertEquals(200, impatient.get("/users/").status());
            // However often a transaction is used, it ends.
            String id = impatient
                    .without("POST", "/api/transactions")
                    .json()
                    .get("id")
                    .asText();
            Served.await("the transaction has grown too old", () -> isOver(impatient, id));
            assertEquals(200, impatient.post("/users/", "{'name':'Next'}").status());
            assertEquals(143, impatient.stop());
        }
    }

    private static boolean isOver(Served served, String id) {
        try {
            Served.Told told = served.get("/api/tables", "PesaDB-Transaction", id);
            return told.status() == 409 && told.json().get("code").asText().equals("NO_TRANSACTION");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
