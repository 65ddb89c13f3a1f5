package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each route of the HTTP API does what {@code /docs} says of it, and tells what is wrong with the right status and code. */
class HttpApiTest {
    @TempDir
    private static Path folder;

    private static Path temporary;
    private static Served served;

    @BeforeAll
    static void start() throws IOException {
        temporary = Files.createDirectories(folder.resolve("temporary"));
        served = Served.start(Cli.in(folder).withJvm("-Djava.io.tmpdir=" + temporary), "api.pesa");
    }

    @AfterAll
    static void stop() throws IOException {
        try (Served last = served) {
            assertEquals(143, last.stop());
            // The engine of a crash lab tells the program's log that its disk failed, as it would of any: nobody else
            // may have a reason to.
            String errors = last.process().errors();
            assertEquals(
                    1,
                    errors.lines()
                            .filter(line -> !line.contains("the crash lab has taken its power away"))
                            .count(),
                    errors);
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
    }

    private static void refused(int status, String code, Served.Told told) throws IOException {
        assertEquals(status, told.status(), told.body());
        assertEquals("application/problem+json", told.header("Content-Type"));
        assertEquals(code, told.json().get("code").asText(), told.body());
        assertEquals(code, told.json().get("title").asText());
        assertEquals(status, told.json().get("status").asInt());
        assertFalse(told.json().get("detail").asText().isEmpty());
    }

    private static String query(String... namesAndValues) {
        StringBuilder query = new StringBuilder("?");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            query.append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8))
                    .append('&');
        }
        return query.substring(0, query.length() - 1);
    }

    @Test
    void tablesAreMadeDescribedListedAndDropped() throws IOException {
        String towns = "{'name':'towns','columns':[{'name':'id','type':'INT','pk':true},"
                + "{'name':'name','type':'text','unique':true,'notnull':true},"
                + "{'name':'size','type':'INT','default':7}],'index':'btree'}";
        Served.Told made = served.post("/api/tables", towns);
        assertEquals(201, made.status(), made.body());
        assertEquals("/api/tables/towns", made.header("Location"));
        JsonNode described = served.get("/api/tables/towns").json();
        assertEquals(made.json(), described);
        JsonNode size = described.get("columns").get(2);
        assertEquals(
                "{\"name\":\"size\",\"type\":\"INT\",\"pk\":false,\"unique\":false,\"notnull\":false,\"default\":7,"
                        + "\"index\":null}",
                size.toString());
        assertEquals("btree", described.get("columns").get(0).get("index").asText());
        List<String> names = new ArrayList<>();
        served.get("/api/tables")
                .json()
                .get("tables")
                .forEach(table -> names.add(table.get("name").asText()));
        assertTrue(names.containsAll(List.of("towns", "users", "orders")), names::toString);
        refused(409, "TABLE_EXISTS", served.post("/api/tables", towns));
        assertEquals(
                201,
                served.post("/api/tables", towns.replace("{'name':'towns'", "{'ifMissing':true,'name':'towns'"))
                        .status());
        refused(400, "SYNTAX", served.post("/api/tables", "{'name':'x','columns':[{'name':'id','type':'INT'}]}"));
        refused(422, "TYPE_MISMATCH", served.post("/api/tables", "{'name':'x','columns':'id'}"));
        refused(
                422,
                "NO_SUCH_COMPONENT",
                served.post("/api/tables", towns.replace("towns", "x").replace("btree", "zz")));
        assertEquals(204, served.without("DELETE", "/api/tables/towns").status());
        refused(404, "NO_SUCH_TABLE", served.get("/api/tables/towns"));
        refused(404, "NO_SUCH_TABLE", served.without("DELETE", "/api/tables/towns"));
    }

    @Test
    void rowsArePagedByTheirKeysWhileOthersComeAndGo() throws IOException {
        fill("paged", 137);
        String path = "/api/tables/paged/rows";
        TreeSet<Long> seen = new TreeSet<>();
        String cursor = null;
        int pages = 0;
        do {
            JsonNode page = served.get(
                            path + (cursor == null ? query("limit", "10") : query("limit", "10", "cursor", cursor)))
                    .json();
            page.get("rows").forEach(row -> assertTrue(seen.add(row.get("id").asLong()), "seen twice: " + row));
            cursor = page.get("next").isNull() ? null : page.get("next").asText();
            // A row that was shown goes: where pages were counted by rows, the next one would skip one.
            pages++;
            assertEquals(204, served.without("DELETE", path + "/" + pages).status());
        } while (cursor != null);
        assertEquals(14, pages);
        assertEquals(137, seen.size());

        JsonNode down = served.get(path + query("order", "-id", "limit", "2")).json();
        assertEquals(
                "[{\"id\":137,\"v\":\"v137\"},{\"id\":136,\"v\":\"v136\"}]",
                down.get("rows").toString());
        JsonNode next = served.get(path
                        + query(
                                "order",
                                "-id",
                                "limit",
                                "1",
                                "cursor",
                                down.get("next").asText()))
                .json();
        assertEquals(135, next.get("rows").get(0).get("id").asInt());

        JsonNode byText = served.get(path + query("order", "v", "limit", "1")).json();
        JsonNode second = served.get(path
                        + query(
                                "order",
                                "v",
                                "limit",
                                "1",
                                "cursor",
                                byText.get("next").asText()))
                .json();
        assertTrue(byText.get("rows")
                        .get(0)
                        .get("v")
                        .asText()
                        .compareTo(second.get("rows").get(0).get("v").asText())
                < 0);
        refused(
                400,
                "SYNTAX",
                served.get(path + query("cursor", byText.get("next").asText())));
        refused(400, "SYNTAX", served.get(path + query("cursor", "nonsense!")));
        refused(400, "SYNTAX", served.get(path + query("limit", "many")));
        refused(422, "OUT_OF_RANGE", served.get(path + query("limit", "-1")));
    }

    private static void fill(String table, int rows) throws IOException {
        assertEquals(
                201,
                served.post(
                                "/api/tables",
                                "{'name':'" + table + "','columns':[{'name':'id','type':'INT','pk':true},"
                                        + "{'name':'v','type':'TEXT'}]}")
                        .status());
        StringBuilder all = new StringBuilder();
        for (int i = 1; i <= rows; i++) {
            all.append(all.isEmpty() ? "[" : ",").append("{'id':" + i + ",'v':'v" + i + "'}");
        }
        Served.Told told = served.post("/api/tables/" + table + "/rows", all + "]");
        assertEquals(201, told.status(), told.body());
        assertEquals(rows, told.json().get("rows").asInt());
    }

    @Test
    void rowsAreFilteredByTheConditionsOfTheCommandLanguage() throws IOException {
        fill("filtered", 30);
        String path = "/api/tables/filtered/rows";
        JsonNode rows = served.get(
                        path + query("where", "id>3 AND v LIKE 'v1%' AND id != 12", "order", "id", "limit", "3"))
                .json()
                .get("rows");
        assertEquals(
                "[{\"id\":10,\"v\":\"v10\"},{\"id\":11,\"v\":\"v11\"},{\"id\":13,\"v\":\"v13\"}]", rows.toString());
        List<String> lines = served.get(path + query("where", "id IN 2,4"), "Accept", "application/x-ndjson")
                .body()
                .lines()
                .toList();
        assertEquals(List.of("{\"id\":2,\"v\":\"v2\"}", "{\"id\":4,\"v\":\"v4\"}"), lines);
        assertEquals(
                30,
                served.get(path, "Accept", "application/x-ndjson")
                        .body()
                        .lines()
                        .count());
        refused(400, "SYNTAX", served.get(path + query("where", "id>")));
        refused(400, "SYNTAX", served.get(path + query("where", "id>1 LIMIT 3")));
        refused(400, "SYNTAX", served.get(path + query("where", "v='open")));
        refused(400, "SYNTAX", served.get(path + query("where", "id=1\nDROP filtered")));
        refused(422, "NO_SUCH_COLUMN", served.get(path + query("where", "nope=1")));
        refused(404, "NO_SUCH_TABLE", served.get("/api/tables/nope/rows"));
    }

    @Test
    void oneRowIsReadReplacedChangedAndRemoved() throws IOException {
        fill("single", 3);
        String path = "/api/tables/single/rows";
        assertEquals("{\"id\":2,\"v\":\"v2\"}", served.get(path + "/2").body());
        assertEquals(
                "{\"id\":2,\"v\":\"w\"}",
                served.send("PUT", path + "/2", "{'v':'w'}").body());
        assertEquals(
                "{\"id\":2,\"v\":null}", served.send("PUT", path + "/2", "{}").body());
        Served.Told made = served.send("PUT", path + "/9", "{'id':9,'v':'n'}");
        assertEquals(201, made.status());
        assertEquals("{\"id\":9,\"v\":\"n\"}", made.body());
        assertEquals(
                "{\"id\":9,\"v\":\"m\"}",
                served.send("PATCH", path + "/9", "{'v':'m'}").body());
        assertEquals(
                "{\"id\":10,\"v\":\"m\"}",
                served.send("PATCH", path + "/9", "{'id':10}").body());
        refused(404, "NO_SUCH_ROW", served.get(path + "/9"));
        refused(404, "NO_SUCH_ROW", served.send("PATCH", path + "/9", "{'v':'m'}"));
        refused(409, "DUPLICATE_KEY", served.send("PATCH", path + "/10", "{'id':1}"));
        refused(422, "NO_SUCH_COLUMN", served.send("PATCH", path + "/10", "{'nope':1}"));
        refused(422, "TYPE_MISMATCH", served.send("PUT", path + "/10", "{'id':11}"));
        refused(422, "TYPE_MISMATCH", served.send("PATCH", path + "/10", "{'v':1.5}"));
        refused(422, "TYPE_MISMATCH", served.send("PATCH", path + "/10", "{'v':{'a':1}}"));
        refused(422, "TYPE_MISMATCH", served.get(path + "/ten"));
        assertEquals(204, served.without("DELETE", path + "/10").status());
        refused(404, "NO_SUCH_ROW", served.without("DELETE", path + "/10"));
        Served.Told inserted = served.post(path, "{'id':-9223372036854775808,'v':'least'}");
        assertEquals(path + "/-9223372036854775808", inserted.header("Location"));
        assertEquals(
                "least", served.get(inserted.header("Location")).json().get("v").asText());
        refused(409, "DUPLICATE_KEY", served.post(path, "[{'id':70},{'id':71},{'id':1}]"));
        refused(404, "NO_SUCH_ROW", served.get(path + "/70"));
        refused(422, "OUT_OF_RANGE", served.post(path, "{'id':9223372036854775808}"));
        refused(422, "NOT_NULL", served.post(path, "{'v':'no key'}"));
        refused(415, "UNSUPPORTED_MEDIA_TYPE", served.without("POST", path));
    }

    @Test
    void aKeyMayBeAnyText() throws IOException {
        assertEquals(
                201,
                served.post("/api/tables", "{'name':'a/b ü','columns':[{'name':'k','type':'TEXT','pk':true}]}")
                        .status());
        String path = "/api/tables/a%2Fb%20%C3%BC/rows";
        for (String key : List.of("a/b", "..", "100%", "ü ä?#&+", "x;y", "\\")) {
            Served.Told made = served.post(path, "{'k':'" + key.replace("\\", "\\\\") + "'}");
            assertEquals(201, made.status(), key + made.body());
            assertEquals(
                    key, served.get(made.header("Location")).json().get("k").asText());
        }
    }

    @Test
    void tablesAreJoined() throws IOException {
        fill("lefts", 3);
        fill("rights", 2);
        JsonNode joined = served.post(
                        "/api/join",
                        "{'left':'lefts','right':'rights','on':[['id','id']],'kind':'left','where':'lefts.id>1'}")
                .json();
        assertEquals(
                "[\"lefts.id\",\"lefts.v\",\"rights.id\",\"rights.v\"]",
                joined.get("columns").toString());
        assertEquals(2, joined.get("rows").size());
        String inner = "{'left':'lefts','right':'rights','on':[['id','id'],['v','v']],'limit':1}";
        assertEquals(1, served.post("/api/join", inner).json().get("rows").size());
        refused(422, "TYPE_MISMATCH", served.post("/api/join", "{'left':'lefts','right':'rights','on':['id']}"));
        refused(422, "NO_SUCH_COLUMN", served.post("/api/join", inner.replace("['v','v']", "['v','nope']")));
        refused(404, "NO_SUCH_TABLE", served.post("/api/join", inner.replace("rights", "nope")));
    }

    @Test
    void commandsAnswerTheLinesOfTheCommandLine() throws IOException {
        fill("commanded", 2);
        Served.Told told = served.post("/api/command", "{'command':'SEL commanded ORDER id DESC;'}");
        assertEquals("application/x-ndjson", told.header("Content-Type"));
        List<String> lines = told.body().lines().toList();
        assertEquals("{\"row\":{\"id\":2,\"v\":\"v2\"}}", lines.get(0));
        assertTrue(lines.get(2).startsWith("{\"ok\":{\"command\":\"SEL\",\"rows\":2,\"tx\":"), lines.get(2));
        assertEquals(
                1,
                served.post("/api/command", "{'command':'DEL commanded 1'}")
                        .body()
                        .lines()
                        .count());
        assertTrue(served.post("/api/command", "{'command':'DUMP commanded'}")
                .body()
                .contains("CREATE IF MISSING"));
        assertTrue(served.post("/api/command", "{'command':'HELP'}").body().contains("\"line\""));
        refused(400, "UNKNOWN_COMMAND", served.post("/api/command", "{'command':'FETCH x'}"));
        refused(400, "SYNTAX", served.post("/api/command", "{'command':'TABLES\\nTABLES'}"));
        refused(400, "SYNTAX", served.post("/api/command", "{'command':''}"));
        for (String files : List.of(
                "IMPORT users FROM x", "TRACE IMPORT users FROM x", "EXPORT users TO x", "BACKUP TO x", "EXIT")) {
            refused(400, "UNKNOWN_COMMAND", served.post("/api/command", "{'command':'" + files + "'}"));
        }
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void aTraceTellsTheWayOfACommandAndOfOneThatFails() throws IOException {
        fill("traced", 2);
        JsonNode told =
                served.post("/api/trace", "{'command':'INS traced 7 x'}").json();
        assertEquals(1, told.get("trace").get("rows").asInt());
        assertTrue(told.get("lines").size() > 5);
        List<String> events = new ArrayList<>();
        told.get("events").forEach(event -> events.add(event.get("event").asText()));
        assertTrue(events.containsAll(List.of("Tokens", "PageChange", "LogAppend", "LogForce")), events::toString);
        assertTrue(told.get("events").get(0).get("at_ns").asLong() >= 0);
        assertEquals(0, told.get("dropped").asInt());
        JsonNode failed =
                served.post("/api/trace", "{'command':'INS traced 7 x'}").json();
        assertEquals("DUPLICATE_KEY", failed.get("trace").get("failure").asText());
        refused(400, "SYNTAX", served.post("/api/trace", "{'command':'HELP'}"));
        // What is refused without TRACE is refused alike with it.
        for (String command :
                List.of("FETCH x", "VERBOSE TABLES", "", "TABLES\\nTABLES", "EXIT", "IMPORT users FROM x", "BEGIN")) {
            String body = "{'command':'" + command + "'}";
            Served.Told run = served.post("/api/command", body);
            Served.Told traced = served.post("/api/trace", body);
            assertEquals(run.json(), traced.json());
            assertTrue(run.status() >= 400, run.body());
        }
    }

    @Test
    void whatMayComeNextIsWhatTheShellOffers() throws IOException {
        fill("completed", 1);
        assertEquals(
                "{\"begun\":\"comp\",\"words\":[\"completed\"]}",
                served.post("/api/complete", "{'command':'SEL comp'}").body());
        JsonNode words = served.post("/api/complete", "{'command':'SEL completed '}")
                .json()
                .get("words");
        assertEquals("[\"COLS\",\"WHERE\",\"ORDER\",\"LIMIT\",\"AT\"]", words.toString());
        assertEquals(
                "[\"SNAPSHOTS\"]",
                served.post("/api/complete", "{'command':'SN'}")
                        .json()
                        .get("words")
                        .toString());
        assertEquals(
                "{\"begun\":\"x\",\"words\":[]}",
                served.post("/api/complete", "{'command':'NONSENSE x'}").body());
        String id = served.post("/api/transactions", "{}").json().get("id").asText();
        String[] inIt = {"PesaDB-Transaction", id};
        assertEquals(
                200,
                served.post("/api/command", "{'command':'CREATE unseen id:INT:PK'}", inIt)
                        .status());
        assertTrue(served.post("/api/complete", "{'command':'SEL uns'}", inIt)
                .body()
                .contains("unseen"));
        assertFalse(served.post("/api/complete", "{'command':'SEL uns'}").body().contains("unseen"));
        assertEquals(
                204,
                served.without("POST", "/api/transactions/" + id + "/rollback").status());
    }

    @Test
    void lessonsAreToldAndNotRun() throws IOException {
        JsonNode lessons = served.get("/api/lessons").json().get("lessons");
        List<String> does = new ArrayList<>();
        long tables = served.get("/api/tables").json().get("tables").size();
        for (JsonNode lesson : lessons) {
            JsonNode steps = served.get("/api/lessons/" + lesson.get("name").asText())
                    .json()
                    .get("steps");
            int doing = 0;
            for (JsonNode step : steps) {
                assertFalse(step.get("text").asText().isBlank());
                if (!step.get("kind").asText().equals("text")) {
                    doing++;
                    does.add(step.path("session").asText() + "> "
                            + step.get("text").asText() + " = "
                            + step.get("does").asText() + ", "
                            + step.path("trace").asText());
                }
            }
            assertEquals(lesson.get("steps").asInt(), doing);
        }
        assertTrue(lessons.size() >= 7, lessons.toString());
        for (String step : List.of(
                "pesa> INS users 1 Alice = changes, INS users 1 Alice",
                "pesa> SEL users = reads, SEL users",
                "other> SEL users = shell, null",
                "pesa> INSPECT PAGE {page} = shell, null",
                "pesa> BEGIN = changes, BEGIN",
                "> crash = shell, ",
                "pesa> EXPLAIN SEL words WHERE word='word 7' = reads, null")) {
            assertTrue(does.contains(step), () -> step + " in " + does);
        }
        assertTrue(does.stream().anyMatch(step -> step.matches("pesa> TRACE (\\w.*) = (reads|changes), \\1")));
        assertEquals(tables, served.get("/api/tables").json().get("tables").size());
        refused(404, "NOT_FOUND", served.get("/api/lessons/nothing"));
    }

    @Test
    void eventsAreToldWhileTheyHappen() throws IOException {
        fill("eventful", 1);
        HttpResponse<InputStream> stream = served.open(
                served.request("/api/events?types=PageChange,LogForce").build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(
                "text/event-stream", stream.headers().firstValue("Content-Type").orElseThrow());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertEquals(":", lines.readLine());
            Served.await("somebody listens", () -> {
                try {
                    return served.figure("pesadb_http_event_listeners") == 1;
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
            assertEquals(
                    201, served.post("/api/tables/eventful/rows", "{'id':9}").status());
            List<String> told = new ArrayList<>();
            while (!told.contains("event: LogForce") || !told.contains("event: PageChange")) {
                told.add(lines.readLine());
            }
            assertTrue(
                    told.stream()
                            .anyMatch(line ->
                                    line.startsWith("data: {\"page\":") && line.contains("\"of\":\"eventful\"")),
                    told::toString);
            assertFalse(told.contains("event: PageVisit"));
        }
        refused(400, "BAD_REQUEST", served.get("/api/events?types=Nonsense"));
    }

    @Test
    void whatIsDescribedAnswersAndSaysNothingOfItsInside() throws IOException {
        JsonNode api = served.get("/openapi.json").json();
        assertTrue(api.get("openapi").asText().startsWith("3.1"));
        int asked = 0;
        for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
            if (path.getValue().has("get")
                    && path.getKey().indexOf('{') < 0
                    && !path.getKey().endsWith("events")) {
                Served.Told told = served.get(path.getKey());
                assertEquals(200, told.status(), path.getKey());
                assertEquals("nosniff", told.header("X-Content-Type-Options"));
                assertTrue(told.header("Content-Security-Policy").startsWith("default-src 'self'"));
                assertEquals("no-referrer", told.header("Referrer-Policy"));
                assertNull(told.header("Server"));
                assertNull(told.header("Access-Control-Allow-Origin"));
                asked++;
            }
        }
        assertTrue(asked >= 8, "routes asked: " + asked);
        assertTrue(served.get("/docs").body().contains("<code>/api/tables/{t}/rows/{pk}</code>"));
        assertEquals("{\"status\":\"ok\"}", served.get("/health").body());
        assertTrue(served.get("/api/stats").json().get("log_commits").isNumber());
        refused(404, "NOT_FOUND", served.get("/api/nothing"));
        Served.Told wrong = served.without("PUT", "/api/tables");
        refused(405, "METHOD_NOT_ALLOWED", wrong);
        assertEquals("GET, POST", wrong.header("Allow"));
        assertEquals("", served.without("HEAD", "/api/tables").body());
    }

    @Test
    void strangersAreLetInOnlyWhereSomebodySaysSo() throws IOException {
        CliResult open = Cli.in(folder).run("", "serve", "--address", "0.0.0.0", "--port", "0", "strange.pesa");
        assertEquals(2, open.exit());
        assertTrue(open.stderr().contains("--token-file"), open.stderr());
        assertFalse(Files.exists(folder.resolve("strange.pesa")));
        assertEquals(2, Cli.in(folder).run("", "--port", "0", "strange.pesa").exit());
        Files.writeString(folder.resolve("short"), "secret\n");
        assertEquals(
                1,
                Cli.in(folder)
                        .run("", "serve", "--token-file", "short", "strange.pesa")
                        .exit());
        Files.writeString(folder.resolve("token"), "0123456789abcdef0123\n");
        try (Served closed =
                Served.start(Cli.in(folder), "--address", "0.0.0.0", "--token-file", "token", "strange.pesa")) {
            Served.Told refused = closed.get("/api/tables");
            refused(401, "UNAUTHORIZED", refused);
            assertNotNull(refused.header("WWW-Authenticate"));
            refused(401, "UNAUTHORIZED", closed.post("/api/crash", "{'command':'INS users 9 Crash'}"));
            assertEquals(
                    401,
                    closed.get("/users/", "Authorization", "Bearer 0123456789abcdef0124")
                            .status());
            assertEquals(
                    200,
                    closed.get("/users/", "Authorization", "Bearer 0123456789abcdef0123")
                            .status());
            assertEquals(200, closed.get("/health").status());
            assertEquals(200, closed.get("/").status());
        }
    }

    @Test
    void aCrashLabStopsACommitAndRecovers() throws IOException {
        refused(400, "SYNTAX", served.post("/api/crash", "{'command':'SEL users'}"));
        refused(400, "SYNTAX", served.post("/api/crash", "{'command':'BACKUP TO x'}"));
        refused(400, "BAD_REQUEST", served.post("/api/crash", "{'command':'INS users 9 Crash','source':'x'}"));
        refused(404, "NOT_FOUND", served.without("POST", "/api/crash/0123/recover"));
        for (String source : List.of("sample", "copy")) {
            Served.Told begun =
                    served.post("/api/crash", "{'command':'INS users 99887766 Crash','source':'" + source + "'}");
            assertEquals(201, begun.status(), begun.body());
            String lab = begun.header("Location");
            assertEquals(lab, "/api/crash/" + begun.json().get("id").asText());
            JsonNode points = begun.json().get("points");
            int forced = 0;
            for (JsonNode point : points) {
                if (point.get("what").asText().startsWith("checkpoint page 1 ")) {
                    forced = point.get("n").asInt();
                }
            }
            assertTrue(forced > 3, points.toString());
            JsonNode left = served.post(lab + "/pull", "{'point':" + forced + ",'unforced':'lost'}")
                    .json();
            assertTrue(left.get("acknowledged").asBoolean(), left.toString());
            assertTrue(left.get("log").size() > 3, left.toString());
            JsonNode there = served.without("POST", lab + "/recover").json();
            assertEquals("there", there.get("verdict").asText(), there.toString());
            assertTrue(there.get("kept").asBoolean() && there.get("steps").size() > 3, there.toString());
            assertEquals(
                    200,
                    served.post(lab + "/pull", "{'point':1,'unforced':'torn'}").status());
            assertEquals(
                    "absent",
                    served.without("POST", lab + "/recover")
                            .json()
                            .get("verdict")
                            .asText());
            refused(400, "BAD_REQUEST", served.post(lab + "/pull", "{'point':1,'unforced':'x'}"));
            assertEquals(204, served.without("DELETE", lab).status());
            refused(404, "NOT_FOUND", served.without("DELETE", lab));
        }
        assertEquals(404, served.get("/api/tables/users/rows/99887766").status());
    }

    @Test
    void whoeverBeginsManyCrashLabsGetsEight() throws IOException {
        List<String> labs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Served.Told told = served.post("/api/crash", "{'command':'INS users 9 Crash'}");
            if (told.status() == 201) {
                labs.add(told.header("Location"));
            } else {
                refused(429, "TOO_MANY_REQUESTS", told);
            }
        }
        assertEquals(8, labs.size());
        for (String lab : labs) {
            assertEquals(204, served.without("DELETE", lab).status());
        }
        Served.Told again = served.post("/api/crash", "{'command':'INS users 9 Crash'}");
        assertEquals(201, again.status());
        assertEquals(204, served.without("DELETE", again.header("Location")).status());
    }
}
