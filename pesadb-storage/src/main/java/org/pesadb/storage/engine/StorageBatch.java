package org.pesadb.storage.engine;

import org.pesadb.api.BatchInsert;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.heap.InsertHint;

/**
 * Many rows by one statement: within the session's transaction behind a savepoint, or in a transaction of its own. It ends
 * once: finished, failed (undone at once), or closed (undone).
 *
 * <p>A row is set outside the session's lock, for speed, and added within it from a copy that nobody else has: a second thread that
 * uses the batch by mistake could else change a value between the heap and an index, and leave the two at odds for good.
 */
final class StorageBatch implements BatchInsert {
    private static final int ALONE = -1;

    private final StorageSession session;
    private final OpenTransaction surrounding;
    private final PageTransaction transaction;
    private final int savepoint;
    private final StatementTrace trace;
    private final Table table;
    private final TableSchema schema;
    private final Catalog catalog;
    private final TouchedIndexes touched = new TouchedIndexes();
    private final TableWriter writer;
    private final RowBuffer row;
    private final RowBuffer adding;
    private final InsertHint hint = new InsertHint();
    private long rows;
    private volatile boolean ended;

    private StorageBatch(
            StorageSession session,
            OpenTransaction surrounding,
            PageTransaction transaction,
            Catalog catalog,
            Table table,
            StatementTrace trace) {
        this.session = session;
        this.surrounding = surrounding;
        this.transaction = transaction;
        this.savepoint = surrounding == null ? ALONE : transaction.savepoint();
        this.catalog = catalog;
        this.trace = trace;
        this.table = table;
        this.schema = table.schema();
        this.writer = new TableWriter(table, trace.writing(transaction, catalog), touched);
        this.row = new RowBuffer(schema.size());
        this.adding = new RowBuffer(schema.size());
    }

    static StorageBatch within(StorageSession session, OpenTransaction surrounding, Table table, StatementTrace trace) {
        return new StorageBatch(session, surrounding, surrounding.writer(), surrounding.catalog(), table, trace);
    }

    static StorageBatch alone(
            StorageSession session, PageTransaction transaction, Catalog catalog, Table table, StatementTrace trace) {
        return new StorageBatch(session, null, transaction, catalog, table, trace);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public void set(int position, long value) {
        expect(position, ColumnType.INT);
        row.setLong(position, value);
    }

    @Override
    public void set(int position, String value) {
        if (value == null) {
            row.setNull(position);
            return;
        }
        Column column = expect(position, ColumnType.TEXT);
        row.setText(position, Values.text(value, column));
    }

    @Override
    public void setLiteral(int position, String text) {
        Column column = schema.column(position);
        if (text == null) {
            row.setNull(position);
        } else if (Values.literal(text, column) instanceof Long number) {
            row.setLong(position, number);
        } else {
            row.setText(position, text);
        }
    }

    private Column expect(int position, ColumnType type) {
        Column column = schema.column(position);
        if (column.type() != type) {
            throw new PesaDbException(
                    ErrorCode.TYPE_MISMATCH, column.name() + " is " + column.type() + ", not " + type);
        }
        return column;
    }

    @Override
    public void add() {
        checkOpen();
        session.locked(() -> {
            insert();
            return null;
        });
    }

    private void insert() {
        refuseEnded();
        try {
            session.checkCancelled();
            for (int i = 0; i < schema.size(); i++) {
                adding.copy(i, row, i);
                if (!adding.isNull(i) && schema.column(i).type() == ColumnType.TEXT && adding.getText(i) == null) {
                    adding.setNull(i); // another thread was about to set it: a text announced, and not there yet
                }
            }
            row.clear();
            writer.insert(adding, hint);
            rows++;
        } catch (RuntimeException | Error failed) {
            try {
                undo(Failures.code(failed));
            } catch (RuntimeException | Error also) {
                Cleanup.undoFailed(failed, also);
            }
            throw failed;
        }
    }

    @Override
    public Outcome finish() {
        checkOpen();
        return session.locked(() -> {
            refuseEnded();
            try {
                session.checkCancelled();
                Outcome outcome = new Outcome(rows, transaction.transaction());
                trace.plan(table, rows);
                if (surrounding == null) {
                    touched.maintain(transaction, catalog);
                    transaction.commit();
                } else {
                    transaction.release(savepoint);
                    surrounding.changed(catalog, touched);
                }
                end();
                trace.end(rows, outcome.transaction(), null);
                return outcome;
            } catch (RuntimeException | Error failed) {
                try {
                    undo(Failures.code(failed));
                } catch (RuntimeException | Error also) {
                    Cleanup.undoFailed(failed, also);
                }
                throw failed;
            }
        });
    }

    /** Outside the session's lock: misuse is no fault of PesaDB, and must not be reported as one. */
    private void checkOpen() {
        if (ended) {
            throw new IllegalStateException("the batch has ended; open a new one");
        }
    }

    /** Within the lock: another thread may have ended the batch since {@link #checkOpen}. */
    private void refuseEnded() {
        if (ended) {
            throw new PesaDbException(ErrorCode.NO_TRANSACTION, "the batch has been ended by another thread");
        }
    }

    /**
     * Ends the batch without its rows; the caller holds the session's lock.
     *
     * @param why what it is ended by
     */
    void undo(ErrorCode why) {
        if (ended) {
            return;
        }
        end();
        try {
            if (surrounding != null) {
                surrounding.undoTo(savepoint);
            } else {
                transaction.rollback();
                transaction.awaitBase(); // why it ended may be something that is not durable yet
            }
        } finally {
            trace.undone(why);
        }
    }

    private void end() {
        ended = true;
        session.ended(this);
    }

    @Override
    public void close() {
        if (!ended) {
            session.locked(() -> {
                undo(ErrorCode.CANCELLED);
                return null;
            });
        }
    }
}
