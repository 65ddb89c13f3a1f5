package org.pesadb.storage.engine;

import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.storage.catalog.Catalog;

/**
 * The explicit transaction of a session, if one is open: a snapshot (BEGIN READ) or the writer's place (BEGIN). Of the
 * session's thread.
 */
final class OpenTransaction {
    private final StorageDatabase database;

    // At most one of the two is set, and the catalog with it.
    private PageTransaction writing;
    private HeldSnapshot reading;
    private Catalog catalog;

    /** Asked for when it begins: behind a change, nothing may fail any more. */
    private long id;

    private TouchedIndexes touched = new TouchedIndexes();

    OpenTransaction(StorageDatabase database) {
        this.database = database;
    }

    boolean isOpen() {
        return writing != null || reading != null;
    }

    void refuseIfOpen() {
        if (isOpen()) {
            throw new PesaDbException(ErrorCode.IN_TRANSACTION, "a transaction is open; COMMIT or ROLLBACK it first");
        }
    }

    void refuseIfReading() {
        if (reading != null) {
            throw new PesaDbException(
                    ErrorCode.READ_ONLY, "the open transaction only reads (BEGIN READ); COMMIT it, then BEGIN");
        }
    }

    void refuseIfWriting() {
        if (writing != null) {
            throw new PesaDbException(
                    ErrorCode.IN_TRANSACTION,
                    "a write transaction is open, and a backup holds only what is committed; COMMIT or ROLLBACK it first");
        }
    }

    /** Begins to read; the snapshot is this transaction's from now on, also where that fails. */
    void hold(HeldSnapshot snapshot) {
        try {
            catalog = database.catalog(snapshot, snapshot.root());
            id = snapshot.transaction();
            reading = snapshot;
        } catch (RuntimeException | Error failed) {
            Cleanup.close(snapshot, failed);
            throw failed;
        }
    }

    /**
     * Begins to write; the page transaction is this one's from now on, also where that fails.
     *
     * @param shown whether what is read in it is shown before it commits: what it builds on must be durable now then
     */
    void write(PageTransaction transaction, boolean shown) {
        try {
            if (shown) {
                transaction.awaitBase();
            }
            catalog = database.catalog(transaction, transaction.root());
            id = transaction.transaction();
            writing = transaction;
        } catch (RuntimeException | Error failed) {
            Cleanup.undo(transaction, failed);
            throw failed;
        }
    }

    /** What is to be read. */
    PageReader reader() {
        return writing != null ? writing : reading;
    }

    /** What is read in a transaction that only reads, else null. */
    HeldSnapshot snapshot() {
        return reading;
    }

    /** What is to be written. */
    PageTransaction writer() {
        return writing;
    }

    Catalog catalog() {
        return catalog;
    }

    /** A statement has left another catalog, and changed some indexes. */
    void changed(Catalog after, TouchedIndexes indexes) {
        catalog = after;
        touched.addAll(indexes);
    }

    /** The id of the transaction, or of the newest one in its snapshot. */
    long id() {
        if (!isOpen()) {
            throw new PesaDbException(ErrorCode.NO_TRANSACTION, "no transaction is open; BEGIN opens one");
        }
        return id;
    }

    /** Ends the transaction, whether that succeeds or not. */
    void commit() {
        PageTransaction ending = writing;
        Catalog after = catalog;
        TouchedIndexes indexes = touched;
        forget();
        if (ending != null) {
            try {
                indexes.maintain(ending, after);
                ending.commit();
            } catch (RuntimeException | Error failed) {
                Cleanup.rollback(ending, failed);
                throw failed;
            }
            database.offer(after);
        }
    }

    /** Ends the transaction without its changes; without a transaction it does nothing. */
    void rollback() {
        PageTransaction ending = writing;
        forget();
        if (ending != null) {
            ending.rollback();
        }
    }

    private void forget() {
        HeldSnapshot held = reading;
        writing = null;
        reading = null;
        catalog = null;
        touched = new TouchedIndexes();
        if (held != null) {
            held.close();
        }
    }

    /** Undoes a statement; where even that fails, the transaction, so that nothing half-done can be committed. */
    void undoTo(int savepoint) {
        try {
            writing.rollbackTo(savepoint);
        } catch (RuntimeException | Error failed) {
            try {
                rollback();
            } catch (RuntimeException | Error also) {
                Cleanup.undoFailed(failed, also);
            }
            throw failed;
        }
    }
}
