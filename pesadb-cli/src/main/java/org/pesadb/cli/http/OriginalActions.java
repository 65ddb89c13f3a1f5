package org.pesadb.cli.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.cli.output.JsonValues;

/** The routes of the first PesaDB, over the sample tables. Threads share it. */
final class OriginalActions {
    private static final String USERS = "users";
    private static final String ORDERS = "orders";
    private static final String ID = "id";
    private static final String NAME = "name";
    private static final String ORDER_ID = "order_id";
    private static final String USER_ID = "user_id";
    private static final String ITEM = "item";

    private final Ids ids = new Ids();

    void users(Exchange exchange) throws IOException {
        try (Sessions.Lease lease = exchange.ownSession()) {
            list(exchange, lease.session(), USERS, List.of(ID, NAME), List.of(), ID);
        }
    }

    void orders(Exchange exchange) throws IOException {
        try (Sessions.Lease lease = exchange.ownSession()) {
            Session session = lease.session();
            session.run(new Command.Begin(true)); // both questions to one snapshot
            Operand user = new Operand.Literal(exchange.name(ID));
            refuseUnknown(session, user, exchange.name(ID));
            Condition his = Condition.of(USER_ID, Operator.EQUAL, user);
            list(exchange, session, ORDERS, List.of(ORDER_ID, USER_ID, ITEM), List.of(his), ORDER_ID);
        }
    }

    private static void list(
            Exchange exchange, Session session, String table, List<String> columns, List<Condition> where, String order)
            throws IOException {
        Command select =
                new Command.Select(table, columns, where, new Command.Ordering(order, false), Command.Limit.NONE);
        try (Cursor rows = session.execute(select);
                JsonGenerator json = Json.generator(exchange.stream(200, Exchange.JSON))) {
            json.writeStartArray();
            while (rows.next()) {
                JsonValues.row(json, rows.columns(), rows);
            }
            json.writeEndArray();
        }
    }

    private static void refuseUnknown(Session session, Operand user, String shown) {
        Condition his = Condition.of(ID, Operator.EQUAL, user);
        try (Cursor count = session.execute(new Command.Count(USERS, List.of(his)))) {
            if (!count.next() || count.getLong(0) == 0) {
                throw new PesaDbException(ErrorCode.OUT_OF_RANGE, "there is no user " + shown);
            }
        }
    }

    void addUser(Exchange exchange) throws IOException {
        String name = exchange.fields().text(NAME);
        long id = add(exchange, USERS, ID, (session, next) -> List.of(new Operand.Int(next), new Operand.Text(name)));
        Map<String, Object> told = new LinkedHashMap<>();
        told.put(ID, id);
        told.put(NAME, name);
        exchange.json(200, told);
    }

    void addOrder(Exchange exchange) throws IOException {
        Fields fields = exchange.fields();
        String item = fields.text(ITEM);
        if (!(fields.all().get(USER_ID) instanceof Long user)) {
            throw new PesaDbException(ErrorCode.TYPE_MISMATCH, "the body needs user_id, which is a whole number");
        }
        long id = add(exchange, ORDERS, ORDER_ID, (session, next) -> {
            refuseUnknown(session, new Operand.Int(user), user.toString());
            return List.of(new Operand.Int(next), new Operand.Int(user), new Operand.Text(item));
        });
        Map<String, Object> told = new LinkedHashMap<>();
        told.put(ORDER_ID, id);
        told.put(USER_ID, user);
        told.put(ITEM, item);
        exchange.json(200, told);
    }

    /** Makes a row of the id that it is to have. */
    private interface Making {
        /** Makes it, or refuses. */
        List<Operand> row(Session session, long id);
    }

    /** Adds a row with the next id, which nobody else can get: there is one writer at a time. */
    private long add(Exchange exchange, String table, String key, Making making) {
        try (Sessions.Lease lease = exchange.ownSession()) {
            Session session = lease.session();
            return session.atomically(transaction -> {
                long id = ids.next(session, transaction, table, key);
                session.run(new Command.Insert(table, making.row(session, id)));
                ids.taken(transaction, table, id);
                return id;
            });
        }
    }
}
