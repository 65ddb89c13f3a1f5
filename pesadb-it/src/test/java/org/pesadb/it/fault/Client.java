package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/** Who works on an open database: with a session of its own, and another one that may hold an older snapshot. */
final class Client implements AutoCloseable {
    private final Database database;
    private final Session session;
    private final Session holder;
    private State held;

    Client(Database database) {
        this.database = database;
        session = database.openSession();
        holder = database.openSession();
    }

    Database database() {
        return database;
    }

    Session session() {
        return session;
    }

    void hold() {
        holder.run(new Command.Begin(true));
        held = State.of(holder);
    }

    void release() {
        if (held == null) {
            return; // it could not be taken
        }
        State expected = held;
        try {
            assertEquals(expected, State.of(holder), "in a snapshot");
        } finally {
            held = null;
            holder.run(new Command.Rollback());
        }
    }

    /** Does a statement in a transaction, and where it fails, once more. */
    void twice(Step step) {
        try {
            step.work().accept(this);
        } catch (PesaDbException once) {
            assertTrue(session.inTransaction(), "a statement that fails does not end the transaction");
            step.work().accept(this);
        }
    }

    /** Ends a transaction that may have ended. */
    void rollback() {
        if (session.inTransaction()) {
            session.run(new Command.Rollback());
        }
    }

    @Override
    public void close() {
        try (session;
                holder) {
            held = null;
        } catch (PesaDbException failed) {
            throw new AssertionError("closing a session failed", failed);
        }
    }
}
