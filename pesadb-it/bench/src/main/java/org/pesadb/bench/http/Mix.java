package org.pesadb.bench.http;

import java.util.Random;

/**
 * The requests of one connection in one round, half of them writes. They are the same for every server. Of one thread.
 *
 * <pre>
 *   1/4  POST /users/              a user of a new name
 *   1/4  POST /orders/             an order of one of the first users
 *   1/4  GET  /users/{id}/orders   the orders of one of them
 *   1/4  GET  /api/tables/users/rows/{id}
 * </pre>
 */
final class Mix {
    private final Random random;
    private final int users;
    private final String prefix;
    private int names;

    /**
     * A mix.
     *
     * @param seed       of what is drawn
     * @param round      which round
     * @param connection which connection in it
     * @param users      how many users there were before the first round, of ids from 1 on
     */
    Mix(long seed, int round, int connection, int users) {
        random = new Random(seed + 1_000_003L * round + connection);
        this.users = users;
        prefix = "r" + round + "c" + connection + "n";
    }

    /** A kind of request. */
    enum Kind {
        /** A write. */
        ADD_USER,
        /** A write. */
        ADD_ORDER,
        /** A read. */
        ORDERS,
        /** A read. */
        USER;

        boolean writes() {
            return this == ADD_USER || this == ADD_ORDER;
        }
    }

    /**
     * A request.
     *
     * @param kind what it does
     * @param path of its address
     * @param body or null
     * @param rest what the answer ends in
     */
    record Request(Kind kind, String path, String body, String rest) {
        Connection.Answer send(Connection connection) throws java.io.IOException {
            return body == null ? connection.get(path) : connection.post(path, body);
        }
    }

    Request next() {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        int user = 1 + random.nextInt(users);
        return switch (kind) {
            case ADD_USER -> addUser(prefix + names++);
            case ADD_ORDER -> {
                String rest = "\"user_id\":" + user + ",\"item\":\"tea, " + random.nextInt(100) + " leaves\"}";
                yield new Request(kind, "/orders/", "{" + rest, rest);
            }
            case ORDERS -> new Request(kind, "/users/" + user + "/orders", null, "]");
            case USER -> new Request(kind, "/api/tables/users/rows/" + user, null, "\"name\":\"u" + user + "\"}");
        };
    }

    static Request addUser(String name) {
        String rest = "\"name\":\"" + name + "\"}";
        return new Request(Kind.ADD_USER, "/users/", "{" + rest, rest);
    }
}
