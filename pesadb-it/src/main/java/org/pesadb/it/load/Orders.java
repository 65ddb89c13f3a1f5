package org.pesadb.it.load;

import java.util.List;
import java.util.Random;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;

/** The table of the big programs: {@code orders(order_id INT PK, user_id INT, item TEXT)}, each row told by its key. */
final class Orders {
    static final String TABLE = "orders";

    private static final int USERS = 1000;
    private static final int ITEMS = 97;

    private Orders() {}

    static void create(Session session) {
        Tables.create(session, TABLE, Tables.key("order_id"), Tables.number("user_id"), Tables.text("item"));
    }

    /** Adds rows in one statement, in the open transaction or one of its own. */
    static void insert(Session session, long from, long to) {
        try (BatchInsert batch = session.batchInsert(TABLE)) {
            for (long id = from; id < to; id++) {
                batch.set(0, id);
                batch.set(1, id % USERS);
                batch.set(2, "item " + id % ITEMS);
                batch.add();
            }
            batch.finish();
        }
    }

    /**
     * What look-ups cost.
     *
     * @param nanos  on the average
     * @param visits pages asked for, on the average
     * @param wrong  how many gave another row than the one wanted
     */
    record Cost(double nanos, double visits, long wrong) {
        void tell(java.io.PrintStream out, String name) {
            ChildJvm.tell(out, name + "_nanos", nanos);
            ChildJvm.tell(out, name + "_visits", visits);
            ChildJvm.tell(out, name + "_wrong", wrong);
        }
    }

    /** Looks rows up by random keys below a bound. */
    static Cost lookUp(Database database, Session session, long rows, int times, Random random) {
        long wrong = 0;
        long visits = Tables.figure(database, "page_visits");
        long start = System.nanoTime();
        try (Prepared byKey = session.prepare(Tables.byKey(TABLE, "order_id"))) {
            for (int i = 0; i < times; i++) {
                long id = (long) (random.nextDouble() * rows);
                try (Cursor found = byKey.bind(0, id).execute()) {
                    boolean right = found.next()
                            && List.of(id, id % USERS, "item " + id % ITEMS)
                                    .equals(List.of(found.getLong(0), found.getLong(1), found.getText(2)))
                            && !found.next();
                    wrong += right ? 0 : 1;
                }
            }
        }
        double nanos = (double) (System.nanoTime() - start) / times;
        return new Cost(nanos, (double) (Tables.figure(database, "page_visits") - visits) / times, wrong);
    }
}
