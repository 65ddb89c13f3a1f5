package org.pesadb.bench.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The routes that are measured, over PostgreSQL: what a careful hand writes for them. Each request is one prepared statement, sent once,
 * and a transaction of its own. Threads share it.
 */
final class PostgresHandler extends Handler.Abstract {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String ROWS = "/api/tables/users/rows/";
    private static final String USERS = "/users/";
    private static final String ORDERS = "/orders";

    private final DataSource database;

    PostgresHandler(DataSource database) {
        this.database = database;
    }

    /** Writes the rows of a result; tells whether there was what was asked for. */
    private interface Writing {
        boolean write(JsonGenerator json, ResultSet rows) throws IOException, SQLException;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getPath();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean done;
        try (Connection connection = database.getConnection();
                JsonGenerator json = JSON.createGenerator(body)) {
            done = request.getMethod().equals("POST")
                    ? add(connection, path, request, json)
                    : read(connection, path, json);
        } catch (SQLException failed) {
            if (!UNIQUE_VIOLATION.equals(failed.getSQLState())) {
                throw failed;
            }
            done = false;
        }
        response.setStatus(done ? 200 : 400);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(body.toByteArray()), callback);
        return true;
    }

    private static boolean add(Connection connection, String path, Request request, JsonGenerator json)
            throws IOException, SQLException {
        String name = null;
        String item = null;
        long user = 0;
        try (InputStream in = Content.Source.asInputStream(request);
                JsonParser parser = JSON.createParser(in)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "name" -> name = parser.getText();
                    case "item" -> item = parser.getText();
                    case "user_id" -> user = parser.getLongValue();
                    default -> parser.skipChildren();
                }
            }
        }
        return path.equals(USERS) ? addUser(connection, name, json) : addOrder(connection, user, item, json);
    }

    private static boolean addUser(Connection connection, String name, JsonGenerator json)
            throws IOException, SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO users (name) VALUES (?) RETURNING id")) {
            insert.setString(1, name);
            try (ResultSet rows = insert.executeQuery()) {
                rows.next();
                user(json, rows.getLong(1), name);
                return true;
            }
        }
    }

    private static void user(JsonGenerator json, long id, String name) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", id);
        json.writeStringField("name", name);
        json.writeEndObject();
    }

    private static void order(JsonGenerator json, long id, long user, String item) throws IOException {
        json.writeStartObject();
        json.writeNumberField("order_id", id);
        json.writeNumberField("user_id", user);
        json.writeStringField("item", item);
        json.writeEndObject();
    }

    /** Of a user who is there; a FOREIGN KEY would also lock his row, which costs more. */
    private static boolean addOrder(Connection connection, long user, String item, JsonGenerator json)
            throws IOException, SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO orders (user_id, item) SELECT id, ? FROM users WHERE id = ? RETURNING order_id")) {
            insert.setString(1, item);
            insert.setLong(2, user);
            try (ResultSet rows = insert.executeQuery()) {
                if (!rows.next()) {
                    return false;
                }
                order(json, rows.getLong(1), user, item);
                return true;
            }
        }
    }

    private static boolean read(Connection connection, String path, JsonGenerator json)
            throws IOException, SQLException {
        if (path.startsWith(ROWS)) {
            long id = Long.parseLong(path.substring(ROWS.length()));
            return query(connection, "SELECT id, name FROM users WHERE id = ?", id, json, PostgresHandler::one);
        }
        if (path.endsWith(ORDERS)) {
            long user = Long.parseLong(path.substring(USERS.length(), path.length() - ORDERS.length()));
            return query(
                    connection,
                    "SELECT order_id, user_id, item FROM users LEFT JOIN orders ON user_id = id WHERE id = ?"
                            + " ORDER BY order_id",
                    user,
                    json,
                    PostgresHandler::orders);
        }
        return query(connection, "SELECT id, name FROM users WHERE id > ? ORDER BY id", 0, json, PostgresHandler::all);
    }

    private static boolean query(Connection connection, String sql, long argument, JsonGenerator json, Writing writing)
            throws IOException, SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, argument);
            try (ResultSet rows = select.executeQuery()) {
                return writing.write(json, rows);
            }
        }
    }

    private static boolean one(JsonGenerator json, ResultSet rows) throws IOException, SQLException {
        if (!rows.next()) {
            return false;
        }
        user(json, rows.getLong(1), rows.getString(2));
        return true;
    }

    private static boolean all(JsonGenerator json, ResultSet rows) throws IOException, SQLException {
        json.writeStartArray();
        while (rows.next()) {
            user(json, rows.getLong(1), rows.getString(2));
        }
        json.writeEndArray();
        return true;
    }

    /** No row: no user. A row without an order: a user without one. */
    private static boolean orders(JsonGenerator json, ResultSet rows) throws IOException, SQLException {
        boolean there = false;
        json.writeStartArray();
        while (rows.next()) {
            there = true;
            long id = rows.getLong(1);
            if (!rows.wasNull()) {
                order(json, id, rows.getLong(2), rows.getString(3));
            }
        }
        json.writeEndArray();
        return there;
    }
}
