package org.pesadb.it.sim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/**
 * Reads from the database and from the model, and compares what both hold. From one opening of the database to the next; of one
 * thread.
 */
final class Reads {
    private final Database database;
    private final Session reader;
    private final List<Talk> talks;
    private final History history;
    private final Excuses excuses;
    private final Totals totals;
    private final List<HeldCursor> held = new ArrayList<>();

    /**
     * Nothing is read yet.
     *
     * @param reader sees what is committed
     * @param talks  everybody who may see something else
     */
    Reads(Database database, Session reader, List<Talk> talks, History history, Excuses excuses, Totals totals) {
        this.database = database;
        this.reader = reader;
        this.talks = talks;
        this.history = history;
        this.excuses = excuses;
        this.totals = totals;
    }

    /** Reads rows, and counts them. */
    void select(Talk talk, Command.Select select) {
        TableState table = talk.sees(history.newest()).tables().get(select.table());
        ErrorCode refusal = table == null ? ErrorCode.NO_SUCH_TABLE : null;
        List<List<Object>> rows = new ArrayList<>();
        try (Cursor cursor = talk.session.execute(select)) {
            while (cursor.next()) {
                rows.add(Opened.row(cursor));
            }
        } catch (PesaDbException failed) {
            excuses.judge(failed, refusal, talk.writing != null, Words.of(select));
            return;
        }
        Excuses.requireNotRefused(refusal, Words.of(select));
        TreeMap<Long, List<Object>> expected = table.where(select.where());
        requireRows(expected, rows, Words.of(select));
        count(talk, select, expected.size());
    }

    private void count(Talk talk, Command.Select select, long expected) {
        try (Cursor cursor = talk.session.execute(new Command.Count(select.table(), select.where()))) {
            cursor.next();
            if (cursor.getLong(0) != expected) {
                throw new Violation(
                        Violation.Kind.WRONG_ROWS,
                        Words.of(select) + " gives " + expected + " rows, but COUNT says " + cursor.getLong(0));
            }
        } catch (PesaDbException failed) {
            excuses.judge(failed, null, talk.writing != null, "COUNT for " + Words.of(select));
        }
    }

    private static void requireRows(TreeMap<Long, List<Object>> expected, List<List<Object>> rows, String doing) {
        String difference = State.difference(expected, Opened.byKey(rows));
        if (difference != null) {
            throw new Violation(Violation.Kind.WRONG_ROWS, doing + ": " + difference);
        }
    }

    /** Opens a cursor on a table, and leaves it open. */
    void hold(String table) {
        TableState seen = history.newest().tables().get(table);
        if (seen == null || held.size() > 3) {
            return;
        }
        Command.Select all = Opened.select(table, List.of());
        try {
            held.add(new HeldCursor(reader.execute(all), table, seen.rows()));
        } catch (PesaDbException failed) {
            excuses.judge(failed, null, false, Words.of(all));
        }
    }

    /** Reads on in every cursor that was left open. */
    void readOn(int rows) {
        for (Iterator<HeldCursor> each = held.iterator(); each.hasNext(); ) {
            HeldCursor cursor = each.next();
            try {
                if (!cursor.read(rows)) {
                    each.remove();
                }
            } catch (PesaDbException failed) {
                excuses.judge(failed, null, false, "reading on in a cursor");
                cursor.close();
                each.remove();
            }
        }
    }

    /** Reads all that everybody sees, and lets the database check itself. */
    void verify(String when) {
        for (Talk talk : talks) {
            if (talk.inTransaction()) {
                compare(talk.session, talk.sees(history.newest()), talk.writing != null);
            }
        }
        compare(reader, history.newest(), false);
        totals.checks++;
        try {
            Opened.check(database, excuses::isExplained, when);
        } catch (PesaDbException failed) {
            excuses.judge(failed, null, false, "the check");
        }
    }

    private void compare(Session session, State expected, boolean writes) {
        State found;
        try {
            found = Opened.read(session);
        } catch (PesaDbException failed) {
            excuses.judge(failed, null, writes, "reading everything");
            return;
        }
        if (!found.equals(expected)) {
            throw new Violation(Violation.Kind.WRONG_ROWS, "reading everything: " + expected.difference(found));
        }
    }
}
