package org.pesadb.it.load;

import java.util.Random;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Cursor;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;

/** Accounts whose balances have one sum, whatever is transferred between them. Immutable. */
record Bank(int accounts) {
    static final String TABLE = "accounts";
    static final String ID = "id";
    static final String BALANCE = "balance";

    private static final long EACH = 1_000;

    void create(Session session) {
        Tables.create(session, TABLE, Tables.key(ID), Tables.number(BALANCE), Tables.text("owner"));
        try (BatchInsert batch = session.batchInsert(TABLE)) {
            for (int i = 0; i < accounts; i++) {
                batch.set(0, i);
                batch.set(1, EACH);
                batch.set(2, "owner of account " + i);
                batch.add();
            }
            batch.finish();
        }
    }

    long sum() {
        return accounts * EACH;
    }

    /** What a reader saw of all accounts: how many, their sum, and something that tells two states of one sum apart. */
    record Seen(long rows, long sum, long mark) {}

    /** Reads every row of a result of id and balance to its end; the cursor stands on the first row already. */
    static Seen read(Cursor cursor) {
        long rows = 0;
        long sum = 0;
        long mark = 0;
        do {
            long balance = cursor.getLong(1);
            rows++;
            sum += balance;
            mark += (cursor.getLong(0) + 1) * balance;
        } while (cursor.next());
        return new Seen(rows, sum, mark);
    }

    /** Moves an amount between two accounts, within an open transaction. */
    void transfer(Prepared balance, Prepared set, Random random) {
        int from = random.nextInt(accounts);
        int to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
        long amount = random.nextInt(100);
        change(balance, set, from, -amount);
        change(balance, set, to, amount);
    }

    private static void change(Prepared balance, Prepared set, int account, long amount) {
        long before;
        try (Cursor found = balance.bind(0, account).execute()) {
            if (!found.next()) {
                throw new IllegalStateException("account " + account + " is not there");
            }
            before = found.getLong(0);
        }
        try (Cursor done = set.bind(0, before + amount).bind(1, account).execute()) {
            if (done.outcome().rows() != 1) {
                throw new IllegalStateException(
                        "account " + account + " is there " + done.outcome().rows() + " times");
            }
        }
    }
}
