package org.pesadb.storage.engine;

import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.Cursor;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.spi.RowStream;

/**
 * The result of a command.
 *
 * <p>Closing may come from another thread, with the database or the session, while {@link #next} is under way. What that has
 * read then counts for nothing, neither a row nor the end nor a failure: its snapshot may have been gone. So whether
 * the cursor is closed is asked once more after each read.
 */
final class StorageCursor implements Cursor {
    private final Query query;
    private final RowStream rows;
    private final Outcome changed;
    private final long transaction;
    private final Ending ending;
    private Row row;
    private long returned;
    private boolean ended;
    private volatile String closedBecause;

    /** Is told of a cursor's end, once. */
    interface Ending {
        /**
         * Gives back what the cursor held.
         *
         * @param rows    how many it gave
         * @param failure what ended it, or null
         */
        void ended(long rows, PesaDbException failure);
    }

    private StorageCursor(Query query, Outcome changed, long transaction, Ending ending) {
        this.query = query;
        this.rows = query.rows();
        this.changed = changed;
        this.transaction = transaction;
        this.ending = ending;
    }

    /** A result of rows. */
    static StorageCursor rows(Query query, long transaction, Ending ending) {
        return new StorageCursor(query, null, transaction, ending);
    }

    /** The result of a change. To be made before its commit: where memory ends behind it, the change would be there and not be told. */
    static StorageCursor changed(long count, long transaction) {
        Query nothing = Query.of(List.of(), new ListStream(List.of()));
        return new StorageCursor(nothing, new Outcome(count, transaction), transaction, (rows, failure) -> {});
    }

    @Override
    public List<Column> columns() {
        return query.columns();
    }

    @Override
    public boolean next() {
        refuseClosed(null);
        row = null;
        if (ended) {
            return false;
        }
        Row next = null;
        try {
            if (rows.next()) {
                next = rows.row();
            }
        } catch (RuntimeException | Error failed) {
            refuseClosed(failed);
            PesaDbException failure = Failures.of(failed);
            try {
                close("its statement failed", failure);
            } catch (RuntimeException | Error also) {
                Cleanup.closeFailed(failure, also);
            }
            throw failure;
        }
        refuseClosed(null);
        row = next;
        if (next == null) {
            ended = true;
            return false;
        }
        returned++;
        return true;
    }

    private void refuseClosed(Throwable consequence) {
        String because = closedBecause;
        if (because != null) {
            throw new IllegalStateException("the cursor is closed: " + because, consequence);
        }
    }

    private Row current() {
        if (row == null) {
            throw new IllegalStateException("no current row: next() was not called, or gave false");
        }
        return row;
    }

    @Override
    public int size() {
        return query.positions().length;
    }

    @Override
    public boolean isNull(int position) {
        return current().isNull(query.positions()[position]);
    }

    @Override
    public long getLong(int position) {
        return current().getLong(query.positions()[position]);
    }

    @Override
    public String getText(int position) {
        return current().getText(query.positions()[position]);
    }

    @Override
    public Object get(int position) {
        return current().get(query.positions()[position]);
    }

    @Override
    public Outcome outcome() {
        return changed != null ? changed : new Outcome(returned, transaction);
    }

    @Override
    public void close() {
        close("by its user");
    }

    void close(String because) {
        close(because, null);
    }

    private void close(String because, PesaDbException failure) {
        if (closedBecause == null) {
            closedBecause = because;
            row = null;
            try {
                rows.close();
            } finally {
                ending.ended(returned, failure);
            }
        }
    }
}
