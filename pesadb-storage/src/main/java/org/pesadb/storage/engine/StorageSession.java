package org.pesadb.storage.engine;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Prepared;
import org.pesadb.api.Progress;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.storage.catalog.Catalog;

/**
 * One conversation: each command goes to the open transaction, or to a snapshot or transaction of its own.
 *
 * <p>The lock is there for {@link StorageDatabase#close}, which comes from another thread and waits for the statement that
 * runs. Rows of a cursor are read outside it.
 */
final class StorageSession implements Session {
    private static final Object[] NO_PARAMETERS = {};

    private final StorageDatabase database;
    private final int number;
    private final Cancellation cancellation = new Cancellation();
    private final ReentrantLock lock = new ReentrantLock();
    /** Open ones, by number. */
    private final Map<Integer, StorageCursor> cursors = new ConcurrentHashMap<>();

    private int cursorsOpened;
    private boolean closed;
    private final OpenTransaction open;
    /** Whether the open transaction is that of {@link #atomically}. */
    private boolean working;

    private volatile Progress progress = Progress.NONE;
    private final Progress told = (step, done, total) -> progress.report(step, done, total);
    private StorageBatch batch;

    StorageSession(StorageDatabase database, int number) {
        this.database = database;
        this.number = number;
        this.open = new OpenTransaction(database);
    }

    @Override
    public Cursor execute(Command command) {
        return execute(command, NO_PARAMETERS);
    }

    Cursor execute(Command command, Object[] parameters) {
        Objects.requireNonNull(command, "command");
        return locked(() -> {
            requireWork();
            refuseWithinWork(command);
            return executeLocked(command, parameters);
        });
    }

    private Cursor executeLocked(Command command, Object[] parameters) {
        refuseWithinBatch();
        cancellation.reset();
        StatementTrace trace = StatementTrace.of(database, number, command);
        try {
            if (isQuery(command)) {
                return query(command, parameters, trace); // it ends with its cursor
            }
            Cursor done = perform(command, parameters, trace);
            trace.end(done.outcome().rows(), done.outcome().transaction(), null);
            return done;
        } catch (RuntimeException | Error failed) {
            PesaDbException failure = Failures.of(failed);
            trace.end(0, 0, failure);
            throw failure;
        }
    }

    private Cursor perform(Command command, Object[] parameters, StatementTrace trace) {
        if (command instanceof Command.Begin begin) {
            return begin(begin.readOnly());
        } else if (command instanceof Command.Commit) {
            return commit();
        } else if (command instanceof Command.Rollback) {
            return rollback();
        } else if (command instanceof Command.Checkpoint) {
            return checkpoint();
        } else if (command instanceof Command.Compact compact) {
            return compact(compact);
        } else if (command instanceof Command.Backup backup) {
            return backup(backup);
        }
        return change(command, parameters, trace);
    }

    /** What the next statement may use. */
    private StatementContext context() {
        return new StatementContext(database.path(), database.options(), cancellation, told, database.spillNames());
    }

    /** Runs a piece of work while nobody closes the session. */
    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new PesaDbException(ErrorCode.IO, "the session is closed");
            }
            return work.get();
        } catch (RuntimeException | Error failed) {
            throw Failures.of(failed);
        } finally {
            lock.unlock();
        }
    }

    private Cursor begin(boolean readOnly) {
        open.refuseIfOpen();
        try {
            if (readOnly) {
                open.hold(database.snapshots().take(number, null));
            } else {
                open.write(takeWriter(), !working);
            }
            return StorageCursor.changed(0, open.id());
        } catch (RuntimeException | Error failed) {
            undoOpen(failed);
            throw failed;
        }
    }

    /** Undoes the open transaction, where there is one, after a failure, which may have to do with what is not durable yet. */
    private void undoOpen(Throwable failed) {
        PageTransaction writing = open.writer();
        try {
            open.rollback();
        } catch (RuntimeException | Error also) {
            Cleanup.undoFailed(failed, also);
        } finally {
            if (writing != null) {
                Cleanup.awaitBase(writing, failed);
            }
        }
    }

    private PageTransaction takeWriter() {
        database.snapshots().expire();
        return database.tracing()
                .waiting(
                        "the writer's place",
                        () -> cancellation.whileWaiting(
                                () -> database.pager().write(database.options().busyTimeout())));
    }

    private Cursor commit() {
        long id = open.id();
        closeCursors("its transaction has ended");
        StorageCursor result = StorageCursor.changed(0, id);
        open.commit();
        return result;
    }

    private Cursor rollback() {
        long id = open.id();
        closeCursors("its transaction has ended");
        open.rollback();
        return StorageCursor.changed(0, id);
    }

    private Cursor checkpoint() {
        open.refuseIfOpen();
        database.snapshots().expire();
        cancellation.whileWaiting(() -> {
            database.pager().checkpoint();
            return null;
        });
        try (PageSnapshot snapshot = database.pager().read()) {
            return StorageCursor.changed(0, snapshot.transaction());
        }
    }

    private Cursor compact(Command.Compact command) {
        open.refuseIfOpen();
        Compaction compaction = new Compaction(database, context(), this::takeWriter, command.table());
        return track(compaction.run(), compaction.transaction(), (rows, failure) -> {});
    }

    /** Copies the snapshot of BEGIN READ, where one is open, else the newest one. */
    private Cursor backup(Command.Backup command) {
        open.refuseIfWriting();
        if (open.isOpen()) {
            open.snapshot().use(pages -> Backup.run(database, pages, command.to(), context()));
            return StorageCursor.changed(0, open.id());
        }
        try (HeldSnapshot snapshot = database.snapshots().take(number, command)) {
            snapshot.use(pages -> Backup.run(database, pages, command.to(), context()));
            return StorageCursor.changed(0, snapshot.transaction());
        }
    }

    private void closeCursors(String because) {
        Throwable first = null;
        for (StorageCursor cursor : cursors.values()) {
            try {
                cursor.close(because);
            } catch (RuntimeException | Error failed) {
                first = Cleanup.first(first, failed);
            }
        }
        Cleanup.tell(first);
    }

    // ---- reading

    private static boolean isQuery(Command command) {
        return command instanceof Command.Select
                || command instanceof Command.Count
                || command instanceof Command.Join
                || command instanceof Command.Explain
                || command instanceof Command.Aggregate
                || command instanceof Command.ListTables
                || command instanceof Command.DescribeTable
                || command instanceof Command.ShowStats
                || command instanceof Command.Inspect
                || command instanceof Command.AsOf
                || command instanceof Command.ShowSnapshots
                || command instanceof Command.ShowComponents;
    }

    private Cursor query(Command command, Object[] parameters, StatementTrace trace) {
        if (command instanceof Command.AsOf past) {
            open.refuseIfOpen();
            return query(database.snapshots().take(number, command, past.position()), past.query(), parameters, trace);
        }
        if (open.isOpen()) {
            return query(open.catalog(), open.reader(), open.id(), command, parameters, () -> {}, trace);
        }
        if (command instanceof Command.ShowStats) {
            return stats();
        }
        return query(database.snapshots().take(number, command), command, parameters, trace);
    }

    /** A query in a snapshot of its own, which ends with it. */
    private Cursor query(PageSnapshot snapshot, Command command, Object[] parameters, StatementTrace trace) {
        try {
            Catalog seen = database.catalog(snapshot, snapshot.root());
            return query(seen, snapshot, snapshot.transaction(), command, parameters, snapshot::close, trace);
        } catch (RuntimeException | Error failed) {
            Cleanup.close(snapshot, failed);
            throw failed;
        }
    }

    /** A cursor takes its temporary files with it when it is closed, and so does a query that never became one. */
    private Cursor query(
            Catalog seen,
            PageReader reader,
            long transaction,
            Command command,
            Object[] parameters,
            Runnable release,
            StatementTrace trace) {
        StatementContext context = context();
        try {
            Query query = query(new Queries(seen, trace.reading(reader, seen), parameters, context), command);
            return track(query, transaction, (rows, failure) -> {
                try {
                    trace.plan(new Queries(seen, reader, parameters, context));
                    trace.end(rows, transaction, failure);
                } finally {
                    try {
                        context.close();
                    } finally {
                        release.run();
                    }
                }
            });
        } catch (RuntimeException | Error failed) {
            Cleanup.close(context, failed);
            throw failed;
        }
    }

    /** Without a snapshot of its own, which would be among the figures. */
    private Cursor stats() {
        long transaction;
        try (PageSnapshot newest = database.pager().read()) {
            transaction = newest.transaction();
        }
        return track(Reports.stats(database.stats()), transaction, (rows, failure) -> {});
    }

    private StorageCursor track(Query query, long transaction, StorageCursor.Ending ending) {
        Integer key = ++cursorsOpened;
        StorageCursor cursor = StorageCursor.rows(query, transaction, (rows, failure) -> {
            cursors.remove(key);
            ending.ended(rows, failure);
        });
        cursors.put(key, cursor);
        return cursor;
    }

    private Query query(Queries queries, Command command) {
        if (command instanceof Command.Select select) {
            return queries.select(select);
        } else if (command instanceof Command.Count count) {
            return Aggregation.of(queries, count).open();
        } else if (command instanceof Command.Join join) {
            return new JoinQuery(queries, join).open();
        } else if (command instanceof Command.Explain explain) {
            return new Explanation(queries).of(explain.command());
        } else if (command instanceof Command.Aggregate aggregate) {
            return new Aggregation(queries, aggregate).open();
        } else if (command instanceof Command.ListTables) {
            return queries.tables();
        } else if (command instanceof Command.DescribeTable describe) {
            return queries.describe(describe);
        } else if (command instanceof Command.ShowSnapshots) {
            return Reports.points(database.pager().points());
        } else if (command instanceof Command.Inspect inspect) {
            return new Inspection(database, queries, inTransaction()).of(inspect.subject());
        } else if (command instanceof Command.ShowStats) {
            return Reports.stats(database.stats());
        }
        return Reports.components(database.options().components(), database.components(queries.catalog()));
    }

    // ---- writing

    private Cursor change(Command command, Object[] parameters, StatementTrace trace) {
        open.refuseIfReading();
        if (open.isOpen()) {
            closeCursors("a later command of its transaction changes something");
            return StorageCursor.changed(changeBehindSavepoint(command, parameters, trace), open.id());
        }
        PageTransaction transaction = takeWriter();
        try (StatementContext context = context()) {
            Catalog seen = database.catalog(transaction, transaction.root());
            Changes changes = new Changes(trace.writing(transaction, seen), seen, parameters, context);
            long rows = changes.run(command);
            trace.plan(parameters, context);
            if (rows == 0) {
                transaction.awaitBase(); // "nothing matched" is an answer too, and its commit may have nothing to force
            }
            changes.touched().maintain(transaction, changes.catalog());
            StorageCursor result = StorageCursor.changed(rows, transaction.transaction());
            transaction.commit();
            database.offer(changes.catalog());
            return result;
        } catch (RuntimeException | Error failed) {
            Cleanup.undo(transaction, failed);
            throw failed;
        }
    }

    private long changeBehindSavepoint(Command command, Object[] parameters, StatementTrace trace) {
        int savepoint = open.writer().savepoint();
        try (StatementContext context = context()) {
            Catalog seen = open.catalog();
            Changes changes = new Changes(trace.writing(open.writer(), seen), seen, parameters, context);
            long rows = changes.run(command);
            trace.plan(new Queries(seen, open.writer(), parameters, context));
            open.writer().release(savepoint);
            open.changed(changes.catalog(), changes.touched());
            return rows;
        } catch (RuntimeException | Error failed) {
            try {
                open.undoTo(savepoint);
            } catch (RuntimeException | Error also) {
                Cleanup.undoFailed(failed, also);
            }
            throw failed;
        }
    }

    @Override
    public BatchInsert batchInsert(String table) {
        Objects.requireNonNull(table, "table");
        return locked(() -> {
            requireWork();
            refuseWithinBatch();
            cancellation.reset();
            StatementTrace trace = StatementTrace.ofBatch(database, number, table);
            try {
                batch = batch(table, trace); // its end is told by itself
                return batch;
            } catch (RuntimeException | Error failed) {
                trace.undone(Failures.code(failed));
                throw failed;
            }
        });
    }

    private StorageBatch batch(String table, StatementTrace trace) {
        open.refuseIfReading();
        if (open.isOpen()) {
            closeCursors("a later command of its transaction changes something");
            return StorageBatch.within(this, open, open.catalog().writableTable(table), trace);
        }
        PageTransaction transaction = takeWriter();
        try {
            Catalog seen = database.catalog(transaction, transaction.root());
            return StorageBatch.alone(this, transaction, seen, seen.writableTable(table), trace);
        } catch (RuntimeException | Error failed) {
            Cleanup.undo(transaction, failed);
            throw failed;
        }
    }

    private void refuseWithinBatch() {
        if (batch != null) {
            throw new PesaDbException(
                    ErrorCode.IN_TRANSACTION, "a batch insert is open in this session; finish or close it first");
        }
    }

    void ended(StorageBatch ended) {
        assert batch == ended;
        batch = null;
    }

    // ---- a piece of work

    @Override
    public <T> T atomically(LongFunction<T> work) {
        Objects.requireNonNull(work, "work");
        PageTransaction writing = locked(this::beginWork);
        try {
            T result = work.apply(writing.transaction());
            locked(this::commitWork);
            return result;
        } catch (Throwable failed) { // also what the work may not throw, and some languages let it
            undoWork(writing, failed);
            throw failed;
        }
    }

    private PageTransaction beginWork() {
        open.refuseIfOpen();
        working = true;
        try {
            executeLocked(new Command.Begin(false), NO_PARAMETERS);
            return open.writer();
        } catch (RuntimeException | Error failed) {
            working = false;
            undoOpen(failed);
            throw failed;
        }
    }

    private Cursor commitWork() {
        Cursor done = executeLocked(new Command.Commit(), NO_PARAMETERS);
        working = false;
        return done;
    }

    /** Undoes what is not undone yet: a failed commit does so itself, and so does the close of the session. */
    private void undoWork(PageTransaction writing, Throwable failed) {
        lock.lock();
        try {
            working = false;
            if (open.isOpen()) {
                endAll();
            }
        } catch (RuntimeException | Error also) {
            Cleanup.undoFailed(failed, also);
        } finally {
            lock.unlock();
            Cleanup.awaitBase(writing, failed);
        }
    }

    /** A statement of the work that could not be undone has ended the transaction: what comes after it must not be done by itself. */
    private void requireWork() {
        if (working && !open.isOpen()) {
            throw new PesaDbException(
                    ErrorCode.NO_TRANSACTION,
                    "this piece of work has lost its transaction, since a statement of it could not be undone; let it end");
        }
    }

    private void refuseWithinWork(Command command) {
        boolean ends = command instanceof Command.Commit || command instanceof Command.Rollback;
        if (working && ends) {
            throw new PesaDbException(
                    ErrorCode.IN_TRANSACTION,
                    "a piece of work is committed when it returns, and undone when it throws");
        }
    }

    // ---- the rest

    @Override
    public Prepared prepare(Command command) {
        Objects.requireNonNull(command, "command");
        return locked(() -> new StoragePrepared(this, command));
    }

    @Override
    public TableSchema schema(String table) {
        Objects.requireNonNull(table, "table");
        return locked(() -> {
            requireWork();
            if (open.isOpen()) {
                return open.catalog().table(table).schema();
            }
            try (PageSnapshot snapshot = database.pager().read()) {
                return database.catalog(snapshot, snapshot.root()).table(table).schema();
            }
        });
    }

    @Override
    public boolean inTransaction() {
        return open.isOpen();
    }

    @Override
    public void cancel() {
        cancellation.request();
    }

    @Override
    public void onProgress(Progress listener) {
        progress = Objects.requireNonNull(listener, "listener");
    }

    /** Cancels what runs and whatever would run after it: the database is about to close this session. */
    void endStatements() {
        cancellation.end();
    }

    void checkCancelled() {
        cancellation.check();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            endAll();
        } finally {
            lock.unlock();
            database.ended(this);
        }
    }

    /** Whatever fails of it, the writer's place and the snapshots are given back. */
    private void endAll() {
        try {
            if (batch != null) {
                batch.undo(ErrorCode.CANCELLED);
            }
        } finally {
            try {
                closeCursors("its session is closed");
            } finally {
                open.rollback();
            }
        }
    }
}
