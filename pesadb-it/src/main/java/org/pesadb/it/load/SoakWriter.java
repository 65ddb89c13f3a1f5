package org.pesadb.it.load;

import java.util.Random;
import org.pesadb.api.Database;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;

/** Transfers between random accounts: mostly one in a transaction, now and then several, now and then undone. */
final class SoakWriter {
    private static final int SEVERAL = 8;

    private final Database database;
    private final Bank bank;
    private final Random random;
    private final Recorder commits;
    private final Recorder transactions;

    /**
     * @param commits      takes how long each COMMIT takes
     * @param transactions takes how long each transaction takes, with the wait for the writer's place
     */
    SoakWriter(Database database, Bank bank, Random random, Recorder commits, Recorder transactions) {
        this.database = database;
        this.bank = bank;
        this.random = random;
        this.commits = commits;
        this.transactions = transactions;
    }

    void work(Crew crew) {
        try (Session session = database.openSession();
                Prepared balance = session.prepare(Db.byKey(Bank.TABLE, Bank.ID, Bank.BALANCE));
                Prepared set = session.prepare(Db.setByKey(Bank.TABLE, Bank.BALANCE, Bank.ID))) {
            while (!crew.stopped()) {
                int transfers = random.nextInt(SEVERAL) == 0 ? SEVERAL : 1;
                long start = System.nanoTime();
                session.run(Db.BEGIN);
                for (int i = 0; i < transfers; i++) {
                    bank.transfer(balance, set, random);
                }
                if (random.nextInt(4 * SEVERAL) == 0) {
                    session.run(Db.ROLLBACK);
                    continue;
                }
                long ready = System.nanoTime();
                session.run(Db.COMMIT);
                commits.since(ready);
                transactions.since(start);
            }
        }
    }
}
