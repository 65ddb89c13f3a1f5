package org.pesadb.join;

import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.RowStream;

/**
 * The rows of a join, for its caller: nothing is read before the first one is asked for, and everything is closed by {@link
 * #close()} or by the first failure, whichever comes first. Of one thread.
 */
final class JoinStream implements RowStream {
    private final Pass pass;
    private final JoinedRow row;
    private boolean ended;
    private boolean closed;

    /**
     * @param pass makes the pairs
     * @param row  where it leaves them
     */
    JoinStream(Pass pass, JoinedRow row) {
        this.pass = pass;
        this.row = row;
    }

    /** Refuses keys that do not pair. */
    static void checkKeys(JoinInput left, JoinInput right) {
        if (left.keys().length == 0 || left.keys().length != right.keys().length) {
            throw new IllegalArgumentException(
                    "a join needs as many keys on the left as on the right, and one at least;" + " got "
                            + left.keys().length + " and " + right.keys().length);
        }
    }

    @Override
    public boolean next() {
        if (closed) {
            throw new IllegalStateException("the join is closed");
        }
        try {
            ended = ended || !pass.next();
        } catch (RuntimeException | Error failed) {
            closeAfter(failed);
            throw failed;
        }
        return !ended;
    }

    @Override
    public Row row() {
        if (closed || ended || !row.isSet()) {
            throw new IllegalStateException("there is no row: next() has not given true");
        }
        return row;
    }

    /** Closes because something failed, and keeps that failure the one to be told. */
    private void closeAfter(Throwable failed) {
        try {
            close();
        } catch (RuntimeException | Error again) {
            failed.addSuppressed(again);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            row.clear();
            pass.close();
        }
    }
}
