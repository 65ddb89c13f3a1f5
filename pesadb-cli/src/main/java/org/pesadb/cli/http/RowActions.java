package org.pesadb.cli.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.cli.output.JsonValues;

/** Rows of a table. Threads share it. */
final class RowActions {
    private static final long PAGE_ROWS = 50;

    // ---- many

    void list(Exchange exchange) throws IOException {
        String table = exchange.name("t");
        List<Condition> where = CommandText.where(table, exchange.parameter("where"));
        try (Sessions.Lease lease = exchange.session()) {
            TableSchema schema = lease.session().schema(table);
            Command.Ordering order = order(exchange.parameter("order"));
            if (exchange.asksFor(Exchange.NDJSON)) {
                stream(exchange, lease.session(), table, where, order);
            } else {
                page(exchange, lease.session(), schema, where, order);
            }
        }
    }

    private static Command.Ordering order(String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        boolean descending = text.startsWith("-");
        return new Command.Ordering(descending ? text.substring(1) : text, descending);
    }

    /** All of them, one a line, as the client takes them. */
    private static void stream(
            Exchange exchange, Session session, String table, List<Condition> where, Command.Ordering order)
            throws IOException {
        long most = exchange.parameter("limit", -1);
        Command.Limit limit = most < 0 ? Command.Limit.NONE : new Command.Limit(OptionalLong.of(most), 0);
        try (Cursor rows = session.execute(new Command.Select(table, List.of(), where, order, limit));
                JsonGenerator json = Json.generator(exchange.stream(200, Exchange.NDJSON))) {
            while (rows.next()) {
                JsonValues.row(json, rows.columns(), rows);
                json.writeRaw('\n');
            }
        }
    }

    private static void page(
            Exchange exchange, Session session, TableSchema schema, List<Condition> where, Command.Ordering asked)
            throws IOException {
        long most = exchange.parameter("limit", PAGE_ROWS);
        Place place = Place.of(exchange.parameter("cursor"));
        String key = schema.primaryKey() < 0
                ? null
                : schema.column(schema.primaryKey()).name();
        Command.Ordering order = asked == null && key != null ? new Command.Ordering(key, false) : asked;
        boolean byKey = order != null && order.column().equals(key);
        if (byKey ? place.offset() > 0 : place.key() != null) {
            throw Place.strange(null);
        }
        List<Condition> all = new ArrayList<>(where);
        if (place.key() != null) {
            Operator beyond = order.descending() ? Operator.LESS : Operator.GREATER;
            all.add(Condition.of(key, beyond, Operand.of(place.key())));
        }
        // One more than is shown tells whether there is a next page.
        Command.Limit limit = new Command.Limit(
                OptionalLong.of(most == Long.MAX_VALUE ? most : most + 1), byKey ? 0 : place.offset());
        try (Cursor rows = session.execute(new Command.Select(schema.name(), List.of(), all, order, limit));
                JsonGenerator json = Json.generator(exchange.stream(200, Exchange.JSON))) {
            json.writeStartObject();
            json.writeArrayFieldStart("rows");
            long shown = 0;
            Object last = null;
            boolean more = rows.next();
            while (more && shown < most) {
                JsonValues.row(json, rows.columns(), rows);
                last = byKey ? rows.get(schema.primaryKey()) : null;
                shown++;
                more = rows.next();
            }
            json.writeEndArray();
            json.writeFieldName("next");
            JsonValues.write(
                    json, more && shown > 0 ? new Place(last, byKey ? 0 : place.offset() + shown).token() : null);
            json.writeEndObject();
        }
    }

    void insert(Exchange exchange) throws IOException {
        String table = exchange.name("t");
        byte[] body = exchange.body();
        try (Sessions.Lease lease = exchange.session()) {
            Outcome outcome;
            Object key = null;
            if (Json.isObject(body)) {
                TableSchema schema = lease.session().schema(table);
                Map<String, Object> row = Values.row(body, schema);
                List<Operand> values = schema.columns().stream()
                        .map(column -> Operand.of(Values.initial(row, column)))
                        .toList();
                outcome = lease.session().run(new Command.Insert(table, values));
                key = schema.primaryKey() < 0
                        ? null
                        : row.get(schema.column(schema.primaryKey()).name());
            } else {
                try (BatchInsert batch = lease.session().batchInsert(table)) {
                    Values.insert(body, batch);
                    outcome = batch.finish();
                }
            }
            if (key != null) {
                exchange.header(
                        "Location", "/api/tables/" + Text.encode(table) + "/rows/" + Text.encode(key.toString()));
            }
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("rows", outcome.rows());
            told.put("tx", outcome.transaction());
            exchange.json(201, told);
        }
    }

    // ---- one

    void get(Exchange exchange) throws IOException {
        String table = exchange.name("t");
        try (Sessions.Lease lease = exchange.session()) {
            Condition key = key(lease.session().schema(table), exchange.name("pk"));
            exchange.bytes(200, Exchange.JSON, row(exchange, lease.session(), table, key));
        }
    }

    /** What names one row. */
    private static Condition key(TableSchema schema, String value) {
        if (schema.primaryKey() < 0) {
            throw new PesaDbException(ErrorCode.NO_SUCH_COLUMN, schema.name() + " has no primary key");
        }
        return Condition.of(schema.column(schema.primaryKey()).name(), Operator.EQUAL, new Operand.Literal(value));
    }

    /** A row as JSON, which is complete before any of it goes out. */
    private static byte[] row(Exchange exchange, Session session, String table, Condition key) throws IOException {
        Command select = new Command.Select(table, List.of(), List.of(key), null, Command.Limit.NONE);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Cursor rows = session.execute(select);
                JsonGenerator json = Json.generator(bytes)) {
            if (!rows.next()) {
                throw missing(exchange);
            }
            JsonValues.row(json, rows.columns(), rows);
        }
        return bytes.toByteArray();
    }

    private static Refusal missing(Exchange exchange) {
        return new Refusal(
                404, "NO_SUCH_ROW", "table " + exchange.name("t") + " has no row of the key " + exchange.name("pk"));
    }

    void put(Exchange exchange) throws IOException {
        change(exchange, (session, schema, key) -> {
            Map<String, Object> row = Values.row(exchange.body(), schema);
            Column primary = schema.column(schema.primaryKey());
            List<Operand> values = new ArrayList<>();
            List<Command.Assignment> assignments = new ArrayList<>();
            for (Column column : schema.columns()) {
                Operand value = Operand.of(Values.initial(row, column));
                if (column.equals(primary)) {
                    value = key.operands().get(0);
                    refuseOther(row, primary, exchange.name("pk"));
                }
                values.add(value);
                assignments.add(new Command.Assignment(column.name(), value));
            }
            boolean there = session.run(new Command.Update(schema.name(), assignments, List.of(key)))
                            .rows()
                    > 0;
            if (!there) {
                session.run(new Command.Insert(schema.name(), values));
            }
            return new Changed(there ? 200 : 201, key);
        });
    }

    /** The key of a whole row, where it is in the body too, is that of the address. */
    private static void refuseOther(Map<String, Object> row, Column primary, String key) {
        Object given = row.get(primary.name());
        if (row.containsKey(primary.name())
                && (given == null || !given.toString().equals(key))) {
            throw new PesaDbException(
                    ErrorCode.TYPE_MISMATCH,
                    primary.name() + " is " + given + " in the body and " + key + " in the address");
        }
    }

    void patch(Exchange exchange) throws IOException {
        change(exchange, (session, schema, key) -> {
            Map<String, Object> row = Values.row(exchange.body(), schema);
            if (row.isEmpty()) {
                return new Changed(200, key);
            }
            List<Command.Assignment> assignments = new ArrayList<>();
            row.forEach((column, value) -> assignments.add(new Command.Assignment(column, Operand.of(value))));
            if (session.run(new Command.Update(schema.name(), assignments, List.of(key)))
                            .rows()
                    == 0) {
                throw missing(exchange);
            }
            Object moved = row.get(key.column());
            return new Changed(200, moved == null ? key : Condition.equal(key.column(), moved));
        });
    }

    /**
     * What became of a row.
     *
     * @param status of the answer
     * @param key    which row it is now
     */
    private record Changed(int status, Condition key) {}

    /** Changes a row. */
    private interface Change {
        /** Changes it. */
        Changed make(Session session, TableSchema schema, Condition key) throws IOException;
    }

    /**
     * What is told of it.
     *
     * @param status of the answer
     * @param row    as JSON
     */
    private record Shown(int status, byte[] row) {}

    /** Changes a row and shows it, both in one transaction. */
    private static void change(Exchange exchange, Change change) throws IOException {
        String table = exchange.name("t");
        exchange.body(); // before anybody waits for it who holds the writer's place
        try (Sessions.Lease lease = exchange.session()) {
            Session session = lease.session();
            Shown shown = lease.inTransaction()
                    ? make(exchange, session, table, change)
                    : session.atomically(transaction -> make(exchange, session, table, change));
            exchange.bytes(shown.status(), Exchange.JSON, shown.row());
        }
    }

    private static Shown make(Exchange exchange, Session session, String table, Change change) {
        try {
            TableSchema schema = session.schema(table);
            Changed changed = change.make(session, schema, key(schema, exchange.name("pk")));
            return new Shown(changed.status(), row(exchange, session, table, changed.key()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the body has been read, and the answer is in memory
        }
    }

    void delete(Exchange exchange) {
        try (Sessions.Lease lease = exchange.session()) {
            Command delete = new Command.DeleteByKey(exchange.name("t"), new Operand.Literal(exchange.name("pk")));
            if (lease.session().run(delete).rows() == 0) {
                throw missing(exchange);
            }
        }
        exchange.nothing();
    }
}
