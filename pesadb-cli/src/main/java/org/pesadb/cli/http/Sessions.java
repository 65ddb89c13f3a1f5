package org.pesadb.cli.http;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.EndPoint;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/**
 * The sessions of requests: one for each, or that of the transaction that a request belongs to. A request that takes too long is
 * cancelled, a transaction that nobody uses is undone; {@link #sweep()} looks for both. Threads share it.
 */
final class Sessions implements AutoCloseable {
    /** How much later than its statement the connection of a request is cut, whose client does not read. */
    private static final long CUT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int ID_BYTES = 16;

    private final Database database;
    private final Limits limits;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Transaction> transactions = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(Limits.TRANSACTIONS);
    private final Set<Lease> running = ConcurrentHashMap.newKeySet();
    private final LongAdder expired = new LongAdder();
    private volatile boolean closed;

    Sessions(Database database, Limits limits) {
        this.database = database;
        this.limits = limits;
    }

    /** A transaction that lasts longer than a request. Whoever has its turn may use it. */
    private final class Transaction {
        final String id;
        final Session session;
        final Semaphore turn = new Semaphore(1);
        volatile long idleSince;
        private boolean ended; // looked at in its turn

        Transaction(String id, Session session) {
            this.id = id;
            this.session = session;
            idleSince = System.nanoTime();
        }

        /** Ends the turn; where the transaction has ended in it, it is forgotten. */
        void rest() {
            try {
                if (!session.inTransaction()) {
                    end();
                }
            } finally {
                idleSince = System.nanoTime();
                turn.release();
            }
        }

        /** Undoes what is not committed. */
        void end() {
            if (!ended) {
                ended = true;
                transactions.remove(id);
                places.release();
                session.close();
            }
        }
    }

    /** A session that a request has, until it is closed. Of one thread, but for cancelling. */
    final class Lease implements AutoCloseable {
        private final Session session;
        private final Transaction transaction; // or null
        private final EndPoint client;
        private final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.requestMillis());
        private boolean over;

        private Lease(Session session, Transaction transaction, EndPoint client) {
            this.session = session;
            this.transaction = transaction;
            this.client = client;
            running.add(this);
        }

        Session session() {
            return session;
        }

        /** Whether what is done here is part of a transaction that goes on. */
        boolean inTransaction() {
            return transaction != null;
        }

        /** Cancels what runs, and not what somebody else may run in the same session later. */
        private synchronized void cancel() {
            if (!over) {
                session.cancel();
            }
        }

        private void sweep(long now) {
            if (now - deadline > 0) {
                cancel();
            }
            if (now - deadline > CUT_NANOS) {
                client.close();
            }
        }

        @Override
        public void close() {
            running.remove(this);
            synchronized (this) {
                over = true;
            }
            if (transaction == null) {
                session.close();
            } else {
                transaction.rest();
            }
        }
    }

    /** A session for one request. */
    Lease open(EndPoint client) {
        refuseIfClosed();
        return new Lease(database.openSession(), null, client);
    }

    /** The session of a transaction, whose turn it must be. */
    Lease use(String id, EndPoint client) {
        Transaction transaction = take(id);
        return new Lease(transaction.session, transaction, client);
    }

    private Transaction take(String id) {
        refuseIfClosed();
        Transaction transaction = transactions.get(id);
        if (transaction == null) {
            throw gone();
        }
        if (!transaction.turn.tryAcquire()) {
            throw new PesaDbException(
                    ErrorCode.BUSY, "another request of this transaction is not done; they come one after another");
        }
        if (transaction.ended) {
            transaction.turn.release();
            throw gone();
        }
        return transaction;
    }

    private PesaDbException gone() {
        return new PesaDbException(
                ErrorCode.NO_TRANSACTION,
                "no such transaction is open: it has ended, or no request came for " + limits.transactionMillis()
                        + " ms; POST /api/transactions opens one");
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new Refusal(503, "STOPPING", "the server is being stopped", Map.of("Retry-After", "5"));
        }
    }

    /**
     * Opens a transaction.
     *
     * @param readOnly whether it only holds a snapshot
     * @param client   who waits for it
     * @return what names it; nobody can guess it
     */
    String begin(boolean readOnly, EndPoint client) {
        refuseIfClosed();
        if (!places.tryAcquire()) {
            throw Refusal.tooMany(Limits.TRANSACTIONS + " transactions are open already");
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        Session session;
        try {
            session = database.openSession();
        } catch (RuntimeException | Error failed) {
            places.release();
            throw failed;
        }
        Transaction transaction = new Transaction(HexFormat.of().formatHex(bytes), session);
        transaction.turn.acquireUninterruptibly();
        transactions.put(transaction.id, transaction);
        // Where BEGIN fails no transaction is open, and the end of the lease forgets it.
        try (Lease lease = new Lease(session, transaction, client)) {
            lease.session().run(new Command.Begin(readOnly));
        }
        return transaction.id;
    }

    /** Ends a transaction; a failed commit ends it too. */
    Outcome end(String id, Command commitOrRollback, EndPoint client) {
        try (Lease lease = use(id, client)) {
            return lease.session().run(commitOrRollback);
        }
    }

    /** Cancels what takes too long, undoes what nobody uses. */
    void sweep() {
        long now = System.nanoTime();
        for (Lease lease : running) {
            lease.sweep(now);
        }
        long patience = TimeUnit.MILLISECONDS.toNanos(limits.transactionMillis());
        for (Transaction transaction : transactions.values()) {
            if (now - transaction.idleSince > patience && transaction.turn.tryAcquire()) {
                try {
                    if (now - transaction.idleSince > patience && !transaction.ended) {
                        expired.increment();
                        transaction.end();
                    }
                } finally {
                    transaction.turn.release();
                }
            }
        }
    }

    /** Cancels everything that runs. */
    void cancelAll() {
        running.forEach(Lease::cancel);
    }

    /** How many transactions are open. */
    int transactions() {
        return transactions.size();
    }

    /** How many transactions were undone because nobody used them. */
    long expired() {
        return expired.sum();
    }

    /** Undoes every transaction; nothing is leased any more. */
    @Override
    public void close() {
        closed = true;
        for (Transaction transaction : transactions.values()) {
            transaction.turn.acquireUninterruptibly();
            try {
                transaction.end();
            } finally {
                transaction.turn.release();
            }
        }
    }
}
