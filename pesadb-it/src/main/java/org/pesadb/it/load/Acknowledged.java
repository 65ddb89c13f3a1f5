package org.pesadb.it.load;

import java.util.BitSet;
import org.pesadb.api.Cursor;
import org.pesadb.api.Session;

/** The ids that a killed process has acknowledged. Of one thread. */
final class Acknowledged {
    private final BitSet ids = new BitSet();

    /**
     * Takes a line of the process. The last one may be cut by the kill; it counts only with its end mark.
     *
     * @return how many were acknowledged by now
     */
    int take(String line) {
        if (line.endsWith(CommitsChild.END)) {
            ids.set(Integer.parseInt(line.substring(0, line.length() - CommitsChild.END.length())));
        }
        return count();
    }

    int count() {
        return ids.cardinality();
    }

    /** How many of them are not in the table. */
    long missing(Session session) {
        BitSet left = (BitSet) ids.clone();
        try (Cursor cursor = session.execute(Db.all(Commits.TABLE, "id"))) {
            while (cursor.next()) {
                left.clear((int) cursor.getLong(0));
            }
        }
        return left.cardinality();
    }
}
