package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes of the first PesaDB, in its words: ids from the server, 400 for what it refuses, and nothing is lost. */
class HttpOriginalTest {
    private static final int CLIENTS = 50;

    @TempDir
    Path folder;

    @Test
    void theWebFlowOfTheOriginalWorks() throws IOException {
        try (Served served = Served.start(Cli.in(folder), "web.pesa")) {
            assertEquals("[]", served.get("/users/").body());
            assertEquals(
                    "{\"id\":1,\"name\":\"Alice\"}",
                    served.post("/users/", "{'name':'Alice'}").body());
            assertEquals(
                    "{\"id\":2,\"name\":\"Bob\"}",
                    served.post("/users/", "{'name':'Bob'}").body());
            assertEquals(
                    "[{\"id\":1,\"name\":\"Alice\"},{\"id\":2,\"name\":\"Bob\"}]",
                    served.get("/users/").body());

            Served.Told twice = served.post("/users/", "{'name':'Alice'}");
            assertEquals(400, twice.status());
            assertTrue(twice.json().get("detail").asText().contains("already exists"), twice.body());
            Served.Told stranger = served.post("/orders/", "{'user_id':9,'item':'tea'}");
            assertEquals(400, stranger.status());
            assertEquals("{\"detail\":\"there is no user 9\"}", stranger.body());

            assertEquals(
                    "{\"order_id\":1,\"user_id\":2,\"item\":\"tea\"}",
                    served.post("/orders/", "{'user_id':2,'item':'tea'}").body());
            assertEquals(
                    "[{\"order_id\":1,\"user_id\":2,\"item\":\"tea\"}]",
                    served.get("/users/2/orders").body());
            assertEquals("[]", served.get("/users/1/orders").body());
            assertEquals(400, served.get("/users/9/orders").status());
            assertEquals(400, served.post("/users/", "{'name':7}").status());
            assertEquals(400, served.post("/users/", "{}").status());
            assertEquals(
                    415,
                    served.send(served.request("/users/")
                                    .POST(HttpRequest.BodyPublishers.ofString("name=Carol"))
                                    .build())
                            .status());
            // A row that came another way counts too.
            assertEquals(
                    201,
                    served.post("/api/tables/users/rows", "{'id':41,'name':'Dora'}")
                            .status());
            assertEquals(
                    42,
                    served.post("/users/", "{'name':'Eve'}").json().get("id").asLong());
        }
    }

    @Test
    void idsAreGivenOutOnceAndWhatWasAcknowledgedIsThereAfterAKill() throws Exception {
        Set<Long> given;
        try (Served served = Served.start(Cli.in(folder), "web.pesa")) {
            given = addUsers(served, "first");
            assertEquals(LongStream.rangeClosed(1, CLIENTS).boxed().collect(Collectors.toSet()), given);
            served.process().kill();
        }
        try (Served served = Served.start(Cli.in(folder), "web.pesa")) {
            JsonNode users = served.get("/users/").json();
            Set<Long> found = new TreeSet<>();
            users.forEach(user -> found.add(user.get("id").asLong()));
            assertEquals(given, found);
            given.addAll(addUsers(served, "second"));
            assertEquals(2 * CLIENTS, given.size(), "an id was given twice");
            assertEquals(143, served.stop());
            assertEquals(1, served.process().errors().lines().count(), "it says more than where it serves");
        }
        CliResult check = Cli.in(folder).run("", "check", "web.pesa");
        assertEquals(0, check.exit(), check.stdout());
    }

    private static Set<Long> addUsers(Served served, String prefix) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Long>> posts = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String body = "{'name':'" + prefix + i + "'}";
                posts.add(() -> {
                    Served.Told told = served.post("/users/", body);
                    assertEquals(200, told.status(), told.body());
                    return told.json().get("id").asLong();
                });
            }
            Set<Long> ids = new TreeSet<>();
            for (Future<Long> post : clients.invokeAll(posts)) {
                assertTrue(ids.add(post.get()), "an id was given twice");
            }
            return ids;
        } finally {
            clients.shutdown();
        }
    }
}
