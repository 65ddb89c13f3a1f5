package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients at once: who waits keeps nobody from going on, who is too many is told so, and who does not listen loses what was said. */
class HttpCrowdTest {
    private static final String ROWS = "/api/tables/users/rows";

    @TempDir
    Path folder;

    @Test
    void whoHasTheWritersPlaceCanGiveItBackHoweverManyWaitForIt() throws IOException {
        int waiting = 320; // more than there are threads
        List<RawHttp> clients = new ArrayList<>();
        try (Served served =
                Served.start(Cli.in(folder), "--max-connections", "400", "--busy-timeout", "60000", "crowd.pesa")) {
            String id =
                    served.without("POST", "/api/transactions").json().get("id").asText();
            for (int i = 0; i < waiting; i++) {
                RawHttp client = new RawHttp(served.port());
                clients.add(client);
                String row = "{\"id\":" + (i + 1) + ",\"name\":\"n" + i + "\"}";
                client.send("POST " + ROWS + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + row.length() + "\r\n\r\n" + row);
            }
            assertEquals("{\"status\":\"ok\"}", served.get("/health").body());
            Served.await("all have come", () -> {
                try {
                    return served.figure("pesadb_http_requests_in_flight")
                                    + served.figure("pesadb_http_responses_total{status=\"4xx\"}")
                            == waiting + 1;
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
            assertEquals(
                    201,
                    served.post(ROWS, "{'id':9000,'name':'holder'}", "PesaDB-Transaction", id)
                            .status());
            assertEquals(
                    200,
                    served.without("POST", "/api/transactions/" + id + "/commit")
                            .status());
            int made = 0;
            int refused = 0;
            for (RawHttp client : clients) {
                RawHttp.Answer answer = client.answer();
                made += answer.status() == 201 ? 1 : 0;
                refused += answer.status() == 429 ? 1 : 0;
            }
            assertEquals(waiting, made + refused);
            assertTrue(made == 256, made + " rows, " + refused + " refused");
            assertEquals(204, served.without("DELETE", ROWS + "/9000").status());
            assertEquals(143, served.stop());
        } finally {
            for (RawHttp client : clients) {
                client.close();
            }
        }
    }

    @Test
    void connectionsBeyondTheLimitWaitUntilOneIsFreeAndSlowListenersLoseEvents() throws IOException {
        try (Served served =
                Served.start(Cli.in(folder), "--max-connections", "4", "--stop-timeout", "0", "few.pesa")) {
            HttpResponse<InputStream> stream =
                    served.open(served.request("/api/events").build(), HttpResponse.BodyHandlers.ofInputStream());
            RawHttp[] idle = {new RawHttp(served.port()), new RawHttp(served.port()), new RawHttp(served.port())};
            for (RawHttp one : idle) {
                assertEquals(200, one.ask("GET", "/health", "").status());
            }
            try (RawHttp late = new RawHttp(served.port())) {
                late.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
                // One of those that are open works on, and more happens than the connection holds that nobody reads.
                StringBuilder rows = new StringBuilder();
                for (int i = 1; i <= 5_000; i++) {
                    rows.append(i == 1 ? "[" : ",").append("{\"order_id\":" + i + ",\"user_id\":1}");
                }
                assertEquals(
                        201,
                        idle[0].ask("POST", "/api/tables/orders/rows", rows + "]")
                                .status());
                for (int i = 0; i < 8; i++) {
                    String update = "{\"command\":\"UPD orders SET user_id=" + i + " WHERE order_id>0\"}";
                    assertEquals(
                            200, idle[0].ask("POST", "/api/command", update).status());
                }
                assertTrue(!late.hasAnswer(), "a connection too many is served");
                for (RawHttp one : idle) {
                    one.close();
                }
                assertEquals(200, late.answer().status());
            }
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
                int events = 0;
                int silences = 0;
                for (String line = lines.readLine(); !"event: dropped".equals(line); line = lines.readLine()) {
                    assertTrue(line != null && silences < 3, "nothing is dropped of " + events + " events");
                    boolean event = line.startsWith("event: ");
                    events += event ? 1 : 0;
                    silences = event ? 0 : silences + (line.equals(":") ? 1 : 0);
                }
                String count = lines.readLine();
                assertTrue(count.matches("data: \\{\"count\":[1-9][0-9]*}"), count);
            }
            assertEquals(143, served.stop());
        }
    }
}
