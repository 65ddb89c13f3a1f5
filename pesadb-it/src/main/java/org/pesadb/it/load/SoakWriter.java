package org.pesadb.it.load;

import java.util.Random;
import org.pesadb.api.Database;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;

/**
 * Transfers between random accounts: mostly one in a transaction, now and then several, now and then undone.
 *
 * @param database     open
 * @param bank         has the accounts
 * @param random       chooses
 * @param commits      takes how long each COMMIT takes
 * @param transactions takes how long each transaction takes, with the wait for the writer's place
 */
record SoakWriter(Database database, Bank bank, Random random, Recorder commits, Recorder transactions) {
    private static final int SEVERAL = 8;

    void work(Crew crew) {
        try (Session session = database.openSession();
                Prepared balance = session.prepare(Tables.byKey(Bank.TABLE, Bank.ID, Bank.BALANCE));
                Prepared set = session.prepare(Tables.setByKey(Bank.TABLE, Bank.BALANCE, Bank.ID))) {
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
