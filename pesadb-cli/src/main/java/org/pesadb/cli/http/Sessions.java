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
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/**
 * The sessions of requests: one for each, or that of the transaction that a request belongs to. A request that takes too long is
 * cancelled, a transaction that nobody uses is undone; {@link #sweep()} looks for both. Threads share it.
 */
final class Sessions implements AutoCloseable {
    /** How much later than its statement the connection of a request is cut, whose client does not read. */
    private static final long CUT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How long a rollback waits for the end of what it cancels, and how long between two tries. */
    private static final long UNDO_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long UNDO_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** How long the close waits for transactions that something runs in. */
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

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
        volatile boolean begun;
        volatile long begunAt; // where it has begun
        volatile long idleSince;
        private boolean ended; // looked at in its turn

        Transaction(String id, Session session) {
            this.id = id;
            this.session = session;
            idleSince = System.nanoTime();
        }

        /** It has what it waited for. */
        void begin() {
            begunAt = System.nanoTime();
            begun = true;
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

    // What is taken is given back whatever is thrown before somebody has it: memory may end anywhere.

    /** A session for one request. */
    Lease open(EndPoint client) {
        refuseIfClosed();
        Session session = database.openSession();
        Lease lease = null;
        try {
            lease = new Lease(session, null, client);
            return lease;
        } finally {
            if (lease == null) {
                session.close();
            }
        }
    }

    /** The session of a transaction, whose turn it must be. */
    Lease use(String id, EndPoint client) {
        Transaction transaction = find(id);
        if (!transaction.turn.tryAcquire()) {
            throw busy();
        }
        return lease(transaction, client);
    }

    /** Whether a transaction is open. */
    boolean isOpen(String id) {
        return transactions.containsKey(id);
    }

    private Transaction find(String id) {
        refuseIfClosed();
        Transaction transaction = transactions.get(id);
        if (transaction == null) {
            throw gone();
        }
        return transaction;
    }

    /** Whoever asks has its turn, and the lease has it from here on. */
    private Lease lease(Transaction transaction, EndPoint client) {
        Lease lease = null;
        try {
            if (transaction.ended) {
                throw gone();
            }
            lease = new Lease(transaction.session, transaction, client);
            return lease;
        } finally {
            if (lease == null) {
                transaction.turn.release();
            }
        }
    }

    private static PesaDbException busy() {
        return new PesaDbException(
                ErrorCode.BUSY, "another request of this transaction is not done; they come one after another");
    }

    private PesaDbException gone() {
        return new PesaDbException(
                ErrorCode.NO_TRANSACTION,
                "no such transaction is open: it has ended, or no request came for " + limits.transactionMillis()
                        + " ms, or it was open for " + limits.transactionAgeMillis()
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
        Transaction transaction = null;
        try {
            transaction = opened();
        } finally {
            if (transaction == null) {
                places.release();
            }
        }
        // Where BEGIN fails no transaction is open, and the end of the lease forgets it.
        Lease lease = null;
        try {
            lease = new Lease(transaction.session, transaction, client);
            lease.session().run(new Command.Begin(readOnly));
            transaction.begin();
        } finally {
            if (lease == null) {
                transaction.rest();
            } else {
                lease.close();
            }
        }
        return transaction.id;
    }

    /** One whose turn is the caller's. */
    private Transaction opened() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        Session session = database.openSession();
        Transaction transaction = null;
        try {
            Transaction made = new Transaction(id, session);
            made.turn.acquireUninterruptibly();
            transactions.put(id, made);
            transaction = made;
            return made;
        } finally {
            if (transaction == null) {
                session.close();
            }
        }
    }

    /**
     * Ends a transaction; a failed commit ends it too.
     *
     * @return its number
     */
    long commit(String id, EndPoint client) {
        try (Lease lease = use(id, client)) {
            return lease.session().run(new Command.Commit()).transaction();
        }
    }

    /** Undoes a transaction, and what runs in it. */
    void rollback(String id, EndPoint client) {
        Transaction transaction = find(id);
        long until = System.nanoTime() + UNDO_NANOS;
        try {
            while (!transaction.turn.tryAcquire(UNDO_STEP_NANOS, TimeUnit.NANOSECONDS)) {
                cancel(transaction);
                if (System.nanoTime() - until > 0) {
                    throw busy();
                }
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try (Lease lease = lease(transaction, client)) {
            lease.session().run(new Command.Rollback());
        }
    }

    /** Undoes a transaction that nobody has been told of. */
    void forget(String id) {
        Transaction transaction = transactions.get(id);
        if (transaction != null) {
            transaction.turn.acquireUninterruptibly(); // from the sweep at most
            try {
                transaction.end();
            } finally {
                transaction.turn.release();
            }
        }
    }

    private void cancel(Transaction transaction) {
        for (Lease lease : running) {
            if (lease.transaction == transaction) {
                lease.cancel();
            }
        }
    }

    /** Cancels what takes too long, undoes what nobody uses and what grows too old. */
    void sweep() {
        long now = System.nanoTime();
        for (Lease lease : running) {
            lease.sweep(now);
        }
        for (Transaction transaction : transactions.values()) {
            if (isOver(transaction, now)) {
                if (transaction.turn.tryAcquire()) {
                    expire(transaction, now);
                } else if (isOld(transaction, now)) {
                    cancel(transaction); // its turn comes with another sweep
                }
            }
        }
    }

    private boolean isOver(Transaction transaction, long now) {
        return now - transaction.idleSince > TimeUnit.MILLISECONDS.toNanos(limits.transactionMillis())
                || isOld(transaction, now);
    }

    private boolean isOld(Transaction transaction, long now) {
        return transaction.begun
                && now - transaction.begunAt > TimeUnit.MILLISECONDS.toNanos(limits.transactionAgeMillis());
    }

    private void expire(Transaction transaction, long now) {
        try {
            if (isOver(transaction, now) && !transaction.ended) {
                expired.increment();
                transaction.end();
            }
        } finally {
            transaction.turn.release();
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

    /** Undoes every transaction that nothing runs in; the close of the database does so to the others. */
    @Override
    public void close() {
        closed = true;
        long until = System.nanoTime() + CLOSE_NANOS;
        try {
            for (Transaction transaction : transactions.values()) {
                if (transaction.turn.tryAcquire(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    try {
                        transaction.end();
                    } finally {
                        transaction.turn.release();
                    }
                }
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
