package org.pesadb.cli.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Transactions of several requests. Threads share it. */
final class TransactionActions {
    private static final String READ_ONLY = "readOnly";

    private final Sessions sessions;
    private final Limits limits;

    TransactionActions(Sessions sessions, Limits limits) {
        this.sessions = sessions;
        this.limits = limits;
    }

    void begin(Exchange exchange) throws IOException {
        boolean readOnly = exchange.fieldsIfAny().only(READ_ONLY).is(READ_ONLY);
        String id = sessions.begin(readOnly, exchange.client());
        exchange.unlessDelivered(() -> sessions.forget(id)); // nobody else knows of it
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", id);
        told.put("expires_ms", limits.transactionMillis());
        told.put("oldest_ms", limits.transactionAgeMillis());
        exchange.json(201, told);
    }

    void commit(Exchange exchange) throws IOException {
        exchange.json(200, Map.of("tx", sessions.commit(exchange.name("id"), exchange.client())));
    }

    void rollback(Exchange exchange) {
        sessions.rollback(exchange.name("id"), exchange.client());
        exchange.nothing();
    }
}
