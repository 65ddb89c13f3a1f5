package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.testing.Seeds;

/**
 * A server that is killed, as {@code kill -9} does, while many clients add users and orders: once it is started again, every row that
 * was answered is there, as it was answered; no id was given twice; an order's user is there; and what is there was asked for.
 *
 * <p>{@code -Dpesadb.seed=N} repeats the requests and after how many answers the kills come, {@code -Dpesadb.http.kills=N} sets how
 * many kills (3).
 */
class HttpKillTest {
    private static final int KILLS = Integer.getInteger("pesadb.http.kills", 3);
    private static final int CLIENTS = 16;
    private static final int MOST_ANSWERS = 600;
    /** Every so manieth request asks for a name that stands already. */
    private static final int TWICE = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final long seed = Seeds.one();

    /** A row of orders. */
    private record Order(long user, String item) {}

    // Of what was answered, or seen later; with it the rows that must be there.
    private final Map<Long, String> users = new ConcurrentHashMap<>();
    private final Map<Long, Order> orders = new ConcurrentHashMap<>();
    /** Names and items that were sent. */
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    @Test
    void whatWasAnsweredIsThereAfterAKillInTheMidst() throws Exception {
        Random random = new Random(seed);
        int unanswered = 0;
        for (int round = 0; round < KILLS; round++) {
            try (Served served = start()) {
                unanswered += verify(served);
                work(served, round, random);
            }
        }
        try (Served served = start()) {
            unanswered += verify(served);
            assertEquals(143, served.stop());
        }
        System.out.printf(
                "HttpKillTest: seed %d, %d kills, %d users and %d orders kept, %d of them not answered%n",
                seed, KILLS, users.size(), orders.size(), unanswered);
        assertTrue(orders.size() > KILLS && users.size() > KILLS, where() + ": the server was killed before it worked");
        CliResult check = Cli.in(folder).run("", "check", "web.pesa");
        assertEquals(0, check.exit(), where() + ": " + check.stdout());
    }

    private String where() {
        return "seed " + seed;
    }

    private Served start() throws IOException {
        return Served.start(Cli.in(folder), "--busy-timeout", "60000", "web.pesa");
    }

    /** Adds rows by many clients until the server is killed by the one who has a certain answer. */
    private void work(Served served, int round, Random random) throws Exception {
        AtomicInteger left = new AtomicInteger(1 + random.nextInt(MOST_ANSWERS));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Void>> works = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String name = "r" + round + "c" + i;
                Random choices = new Random(random.nextLong());
                works.add(() -> {
                    client(served, name, choices, left);
                    return null;
                });
            }
            for (Future<Void> work : clients.invokeAll(works)) {
                work.get();
            }
        } finally {
            clients.shutdown();
        }
    }

    private void client(Served served, String name, Random choices, AtomicInteger left) throws IOException {
        List<Long> known = new ArrayList<>(users.keySet());
        try (RawHttp http = new RawHttp(served.port())) {
            for (int i = 0; add(http, name + "n" + i, known, choices); i++) {
                if (left.decrementAndGet() == 0) {
                    served.process().kill();
                }
            }
        } catch (IOException gone) {
            assertTrue(left.get() <= 0, where() + ": the server is gone before it was killed: " + gone);
        }
    }

    /** Adds a row; false where no whole answer came, because the server was killed. */
    private boolean add(RawHttp http, String text, List<Long> known, Random choices) throws IOException {
        boolean twice = !known.isEmpty() && choices.nextInt(TWICE) == 0;
        boolean order = !known.isEmpty() && choices.nextBoolean();
        long user = known.isEmpty() ? 0 : known.get(choices.nextInt(known.size()));
        asked.add(text);
        RawHttp.Answer answer;
        if (twice) {
            answer = http.ask("POST", "/users/", "{\"name\":\"" + users.get(user) + "\"}");
        } else if (order) {
            answer = http.ask("POST", "/orders/", "{\"user_id\":" + user + ",\"item\":\"" + text + "\"}");
        } else {
            answer = http.ask("POST", "/users/", "{\"name\":\"" + text + "\"}");
        }
        if (answer.status() == 0 || !answer.body().endsWith("}")) {
            return false;
        }
        assertEquals(twice ? 400 : 200, answer.status(), () -> where() + ": " + answer.body());
        JsonNode told = JSON.readTree(answer.body());
        if (twice) {
            return true;
        }
        if (order) {
            long id = told.get("order_id").asLong();
            assertEquals(user, told.get("user_id").asLong());
            assertNull(orders.put(id, new Order(user, text)), where() + ": the order's id " + id + " was given twice");
        } else {
            long id = told.get("id").asLong();
            assertNull(users.put(id, text), where() + ": the user's id " + id + " was given twice");
            known.add(id);
        }
        return true;
    }

    /** Looks at all that is there; what was not answered stays from now on too. Gives how many rows that is. */
    private int verify(Served served) throws IOException {
        Map<Long, String> foundUsers = new TreeMap<>();
        for (JsonNode user : served.get("/users/").json()) {
            assertNull(foundUsers.put(user.get("id").asLong(), user.get("name").asText()), where() + ": " + user);
        }
        Map<Long, Order> foundOrders = new TreeMap<>();
        for (String line : served.get("/api/tables/orders/rows", "Accept", "application/x-ndjson")
                .body()
                .lines()
                .toList()) {
            JsonNode row = JSON.readTree(line);
            Order order = new Order(row.get("user_id").asLong(), row.get("item").asText());
            assertNull(foundOrders.put(row.get("order_id").asLong(), order), where() + ": " + row);
            assertTrue(foundUsers.containsKey(order.user()), where() + ": an order of nobody: " + row);
        }
        users.forEach((id, name) -> assertEquals(name, foundUsers.get(id), where() + ": the answered user " + id));
        orders.forEach((id, order) -> assertEquals(order, foundOrders.get(id), where() + ": the answered order " + id));
        Set<String> texts = new HashSet<>(foundUsers.values());
        foundOrders.values().forEach(order -> texts.add(order.item()));
        assertEquals(foundUsers.size() + foundOrders.size(), texts.size(), where() + ": something is there twice");
        assertTrue(asked.containsAll(texts), where() + ": something is there that nobody asked for");
        int unanswered = texts.size() - users.size() - orders.size();
        assertTrue(unanswered <= CLIENTS, where() + ": " + unanswered + " rows more than were answered");
        users.putAll(foundUsers);
        orders.putAll(foundOrders);
        return unanswered;
    }
}
