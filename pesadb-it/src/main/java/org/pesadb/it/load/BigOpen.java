package org.pesadb.it.load;

import java.util.Random;
import org.pesadb.api.Database;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The part of {@code big} that opens the table, looks rows up and counts them. */
@Command(name = "big-open", hidden = true)
final class BigOpen extends Part {
    @Parameters(index = "1")
    private long rows;

    @Parameters(index = "2")
    private int lookUps;

    @Parameters(index = "3")
    private long seed;

    @Override
    public Integer call() {
        Random random = new Random(seed);
        long start = System.nanoTime();
        try (Database database = PesaDb.open(file)) {
            ChildJvm.tell(out, "open_nanos", System.nanoTime() - start);
            ChildJvm.tell(out, "open_visits", Tables.figure(database, "page_visits"));
            try (Session session = database.openSession()) {
                Orders.lookUp(database, session, rows, 1, random);
                ChildJvm.tell(out, "first_nanos", System.nanoTime() - start);
                Orders.lookUp(database, session, rows, lookUps, random).tell(out, "many");
                long count = System.nanoTime();
                ChildJvm.tell(out, "rows", Tables.count(session, Orders.TABLE));
                ChildJvm.tell(out, "count_nanos", System.nanoTime() - count);
            }
        }
        return 0;
    }
}
