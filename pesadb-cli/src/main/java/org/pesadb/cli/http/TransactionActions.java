package org.pesadb.cli.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pesadb.api.Command;

/** Transactions of several requests. Threads share it. */
final class TransactionActions {
    private final Sessions sessions;
    private final Limits limits;

    TransactionActions(Sessions sessions, Limits limits) {
        this.sessions = sessions;
        this.limits = limits;
    }

    void begin(Exchange exchange) throws IOException {
        boolean readOnly = exchange.fieldsIfAny().is("readOnly");
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", sessions.begin(readOnly, exchange.client()));
        told.put("expires_ms", limits.transactionMillis());
        exchange.json(201, told);
    }

    void commit(Exchange exchange) throws IOException {
        long transaction = sessions.end(exchange.name("id"), new Command.Commit(), exchange.client())
                .transaction();
        exchange.json(200, Map.of("tx", transaction));
    }

    void rollback(Exchange exchange) {
        sessions.end(exchange.name("id"), new Command.Rollback(), exchange.client());
        exchange.nothing();
    }
}
