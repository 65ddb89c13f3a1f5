package org.pesadb.it.load;

import java.util.Random;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;

/**
 * Sums all accounts, in one statement or in several of one snapshot, and hands over to another reader.
 *
 * @param database  open
 * @param bank      has the accounts
 * @param random    chooses
 * @param relay     of all readers
 * @param firstRows takes how long each statement takes to its first row
 * @param scans     takes how long each statement takes to its last row
 */
record SoakReader(Database database, Bank bank, Random random, Relay relay, Recorder firstRows, Recorder scans) {
    private static final int MOST_STATEMENTS = 4;
    private static final double LONGEST_MILLIS = 8;

    void work(Crew crew) throws InterruptedException {
        try (Session session = database.openSession();
                Prepared all = session.prepare(Db.all(Bank.TABLE, Bank.ID, Bank.BALANCE))) {
            while (!crew.stopped()) {
                if (random.nextBoolean()) {
                    oneStatement(all, crew);
                } else {
                    oneTransaction(session, all, crew);
                }
            }
        } finally {
            relay.end(); // also where this one fails: the others would wait for it
        }
    }

    /** The cursor may give its snapshot back by itself behind the last row, so it pauses, and hands over, on the first. */
    private void oneStatement(Prepared all, Crew crew) throws InterruptedException {
        long start = System.nanoTime();
        try (Cursor cursor = all.execute()) {
            first(cursor, start);
            long first = System.nanoTime() - start;
            relay.opened();
            hold();
            read(cursor, System.nanoTime() - first, crew);
        }
    }

    private void oneTransaction(Session session, Prepared all, Crew crew) throws InterruptedException {
        session.run(Db.BEGIN_READ);
        relay.opened();
        Bank.Seen first = null;
        int statements = 1 + random.nextInt(MOST_STATEMENTS);
        for (int i = 0; i < statements; i++) {
            long start = System.nanoTime();
            try (Cursor cursor = all.execute()) {
                first(cursor, start);
                Bank.Seen seen = read(cursor, start, crew);
                if (first != null && !first.equals(seen)) {
                    crew.fail("one snapshot shows " + first + " and then " + seen);
                }
                first = seen;
            }
        }
        hold();
        session.run(Db.COMMIT);
    }

    private void first(Cursor cursor, long start) {
        if (!cursor.next()) {
            throw new IllegalStateException("no account is there");
        }
        firstRows.since(start);
    }

    /** Reads on from the first row to the last. */
    private Bank.Seen read(Cursor cursor, long start, Crew crew) {
        Bank.Seen seen = Bank.read(cursor);
        scans.since(start);
        if (seen.rows() != bank.accounts() || seen.sum() != bank.sum()) {
            crew.fail("a reader sees " + seen + " where " + bank.accounts() + " accounts hold " + bank.sum());
        }
        return seen;
    }

    private void hold() throws InterruptedException {
        Pause.millis(random.nextDouble() * LONGEST_MILLIS);
        relay.awaitOther();
    }
}
