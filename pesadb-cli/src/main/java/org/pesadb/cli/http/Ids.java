package org.pesadb.cli.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/**
 * Gives out the ids of rows: one more than the greatest. That one is asked of the database, which takes a look at each row, unless no
 * other transaction has written since it was last known: their numbers follow each other without a gap then.
 *
 * <p>Threads share it; who asks has the writer's place, so that they come one after another.
 */
final class Ids {
    private final Map<String, Long> greatest = new HashMap<>();
    private long last = -1;

    /**
     * The next id of a table.
     *
     * @param session     within a transaction that writes
     * @param transaction the number of that
     * @param table       the table
     * @param key         its column of ids
     */
    synchronized long next(Session session, long transaction, String table, String key) {
        if (transaction != last + 1) {
            greatest.clear();
        }
        last = transaction;
        Long known = greatest.get(table);
        if (known == null) {
            known = ask(session, table, key);
            greatest.put(table, known);
        }
        if (known == Long.MAX_VALUE) {
            throw new PesaDbException(ErrorCode.OUT_OF_RANGE, "table " + table + " has the greatest id there is");
        }
        return known + 1;
    }

    /** An id was given to a row; it may come to be undone, and is not given again then. */
    synchronized void taken(long transaction, String table, long id) {
        if (transaction == last) {
            greatest.put(table, id);
        }
    }

    private static long ask(Session session, String table, String key) {
        Command greatest = new Command.Aggregate(Command.Function.MAX, table, key, List.of(), List.of());
        try (Cursor cursor = session.execute(greatest)) {
            return cursor.next() && !cursor.isNull(0) ? Math.max(0, cursor.getLong(0)) : 0;
        }
    }
}
