package org.pesadb.cli.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.cli.output.JsonValues;

/** Tables as wholes, and joins of them. Threads share it. */
final class TableActions {
    private static final long JOINED_ROWS = 100;
    private static final String NAME = "name";
    private static final String CODEC = "codec";
    private static final String INDEX = "index";
    private static final String IF_MISSING = "ifMissing";

    void list(Exchange exchange) throws IOException {
        List<Object> tables = new ArrayList<>();
        try (Sessions.Lease lease = exchange.session();
                Cursor cursor = lease.session().execute(new Command.ListTables())) {
            while (cursor.next()) {
                Map<String, Object> table = new LinkedHashMap<>();
                for (int i = 0; i < cursor.columns().size(); i++) {
                    table.put(cursor.columns().get(i).name(), cursor.get(i));
                }
                tables.add(table);
            }
        }
        exchange.json(200, Map.of("tables", tables));
    }

    void describe(Exchange exchange) throws IOException {
        try (Sessions.Lease lease = exchange.session()) {
            exchange.json(200, described(lease.session(), exchange.name("t")));
        }
    }

    private static Map<String, Object> described(Session session, String name) {
        TableSchema schema = session.schema(name);
        Map<String, Object> indexes = new LinkedHashMap<>();
        try (Cursor cursor = session.execute(new Command.DescribeTable(name))) {
            int index = position(cursor, INDEX);
            while (cursor.next()) {
                indexes.put(cursor.getText(0), cursor.get(index));
            }
        }
        List<Object> columns = new ArrayList<>();
        for (Column column : schema.columns()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put(NAME, column.name());
            one.put("type", column.type().name());
            one.put("pk", column.primaryKey());
            one.put("unique", column.unique());
            one.put("notnull", column.notNull());
            one.put("default", column.initial());
            one.put(INDEX, indexes.get(column.name()));
            columns.add(one);
        }
        Map<String, Object> table = new LinkedHashMap<>();
        table.put(NAME, schema.name());
        table.put(CODEC, codec(session, name));
        table.put("columns", columns);
        return table;
    }

    private static Object codec(Session session, String name) {
        try (Cursor cursor = session.execute(new Command.ListTables())) {
            int codec = position(cursor, CODEC);
            while (cursor.next()) {
                if (cursor.getText(0).equals(name)) {
                    return cursor.get(codec);
                }
            }
            return null;
        }
    }

    private static int position(Cursor cursor, String column) {
        return cursor.columns().stream().map(Column::name).toList().indexOf(column);
    }

    void create(Exchange exchange) throws IOException {
        Fields fields = exchange.fields().only(NAME, "columns", CODEC, INDEX, IF_MISSING);
        List<Column> columns = new ArrayList<>();
        for (Object element : fields.list("columns")) {
            columns.add(column(
                    Fields.of(element, "each of columns").only(NAME, "type", "pk", "unique", "notnull", "default")));
        }
        String name = fields.text(NAME);
        if (columns.stream().noneMatch(Column::primaryKey)) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX, "table " + name + " needs a primary key: exactly one column has \"pk\": true");
        }
        boolean ifMissing = fields.is(IF_MISSING);
        Command create = new Command.CreateTable(
                new TableSchema(name, columns), ifMissing, fields.optionalText(CODEC), fields.optionalText(INDEX));
        try (Sessions.Lease lease = exchange.session()) {
            Session session = lease.session();
            if (!lease.inTransaction()) {
                session.run(new Command.Begin(false)); // what is told is what was made, whoever drops it next
            }
            boolean there = ifMissing && isThere(session, name);
            session.run(create);
            Map<String, Object> described = described(session, name);
            if (!lease.inTransaction()) {
                session.run(new Command.Commit());
            }
            exchange.header("Location", "/api/tables/" + Text.encode(name));
            exchange.json(there ? 200 : 201, described);
        }
    }

    private static boolean isThere(Session session, String name) {
        try {
            return session.schema(name) != null;
        } catch (PesaDbException none) {
            if (none.code() == ErrorCode.NO_SUCH_TABLE) {
                return false;
            }
            throw none;
        }
    }

    private static Column column(Fields fields) {
        Column column = Column.of(fields.text(NAME), type(fields.text("type")));
        column = fields.is("pk") ? column.asPrimaryKey() : column;
        column = fields.is("unique") ? column.asUnique() : column;
        column = fields.is("notnull") ? column.asNotNull() : column;
        Object initial = fields.all().get("default");
        if (initial != null && !(initial instanceof Long) && !(initial instanceof String)) {
            throw new PesaDbException(
                    ErrorCode.TYPE_MISMATCH, "the default of " + column.name() + " is a number, a text or null");
        }
        return initial == null ? column : column.withDefault(initial);
    }

    private static ColumnType type(String name) {
        for (ColumnType type : ColumnType.values()) {
            if (type.name().equals(name.toUpperCase(Locale.ROOT))) {
                return type;
            }
        }
        throw new PesaDbException(ErrorCode.TYPE_MISMATCH, "a column's type is INT or TEXT, not " + name);
    }

    void drop(Exchange exchange) {
        try (Sessions.Lease lease = exchange.session()) {
            lease.session().schema(exchange.name("t")); // told without waiting for the writer's place
            lease.session().run(new Command.DropTable(exchange.name("t")));
        }
        exchange.nothing();
    }

    void join(Exchange exchange) throws IOException {
        Command.Join join = joined(exchange.fields().only("left", "right", "on", "kind", "where", "limit", "using"));
        try (Sessions.Lease lease = exchange.session();
                Cursor cursor = lease.session().execute(join);
                JsonGenerator json = Json.generator(exchange.stream(200, Exchange.JSON))) {
            json.writeStartObject();
            json.writeFieldName("columns");
            JsonValues.write(json, cursor.columns().stream().map(Column::name).toList());
            json.writeArrayFieldStart("rows");
            while (cursor.next()) {
                JsonValues.row(json, cursor.columns(), cursor);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static Command.Join joined(Fields fields) {
        List<Command.JoinOn> on = new ArrayList<>();
        for (Object pair : fields.list("on")) {
            if (pair instanceof List<?> two
                    && two.size() == 2
                    && two.get(0) instanceof String left
                    && two.get(1) instanceof String right) {
                on.add(new Command.JoinOn(left, right));
            } else {
                throw new PesaDbException(
                        ErrorCode.TYPE_MISMATCH, "each of on is a pair of columns, such as [\"id\", \"user_id\"]");
            }
        }
        if (on.isEmpty()) {
            throw new PesaDbException(ErrorCode.VALUE_COUNT, "a join needs one pair of columns in on, or more");
        }
        String kind = fields.all().get("kind") == null ? "inner" : fields.text("kind");
        if (!kind.equals("inner") && !kind.equals("left")) {
            throw new PesaDbException(ErrorCode.TYPE_MISMATCH, "kind is inner or left, not " + kind);
        }
        Command.JoinStep step =
                new Command.JoinStep(new Command.TableRef(fields.text("right"), null), on, kind.equals("left"));
        Command.TableRef left = new Command.TableRef(fields.text("left"), null);
        return new Command.Join(
                left,
                List.of(step),
                List.of(),
                CommandText.where(left, step, fields.optionalText("where")),
                null,
                new Command.Limit(OptionalLong.of(fields.number("limit", JOINED_ROWS)), 0),
                fields.optionalText("using"));
    }
}
