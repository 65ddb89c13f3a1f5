package org.pesadb.it.sim;

import java.util.List;
import java.util.TreeMap;
import org.pesadb.api.Cursor;
import org.pesadb.api.PesaDbException;

/** A cursor that stays open while everything changes, and must show what was there when it was opened. Of one thread. */
final class HeldCursor {
    private final Cursor cursor;
    private final String table;
    private final TreeMap<Long, List<Object>> expected;
    private final TreeMap<Long, List<Object>> seen = new TreeMap<>();

    HeldCursor(Cursor cursor, String table, TreeMap<Long, List<Object>> expected) {
        this.cursor = cursor;
        this.table = table;
        this.expected = expected;
    }

    /**
     * Reads on.
     *
     * @return whether there may be more
     * @throws PesaDbException where the database cannot
     */
    boolean read(int rows) {
        for (int i = 0; i < rows; i++) {
            if (!cursor.next()) {
                cursor.close();
                String difference = State.difference(expected, seen);
                if (difference != null) {
                    throw new Violation(
                            Violation.Kind.WRONG_ROWS, "a cursor on " + table + " that was held open: " + difference);
                }
                return false;
            }
            List<Object> row = Opened.row(cursor);
            if (seen.put((Long) row.get(0), row) != null) {
                throw new Violation(
                        Violation.Kind.WRONG_ROWS,
                        "a cursor on " + table + " that was held open gives row " + row.get(0) + " twice");
            }
        }
        return true;
    }

    void close() {
        cursor.close();
    }
}
