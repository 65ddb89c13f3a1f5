package org.pesadb.it.load;

import java.util.concurrent.atomic.AtomicInteger;
import org.pesadb.api.Database;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The process that {@code commits} kills: commits until then, and prints the id of each commit that was acknowledged. */
@Command(name = "commits-child", hidden = true)
final class CommitsChild extends Part {
    /** Ends each line, so that one that was cut is known. */
    static final String END = ";";

    /** A bound, in case that nobody kills it. */
    private static final int MOST = 5_000_000;

    @Parameters(index = "1")
    private int threads;

    @Override
    public Integer call() throws Exception {
        AtomicInteger ids = new AtomicInteger();
        Report report = report("commits-child");
        try (Database database = PesaDb.open(file);
                Crew crew = new Crew()) {
            Commits.create(database);
            for (int i = 0; i < threads; i++) {
                crew.start("thread " + i, () -> insert(database, crew, ids));
            }
            while (!crew.stopped()) {
                Pause.millis(100);
            }
            crew.finish(report);
        }
        return report.faults().isEmpty() ? 0 : 1;
    }

    private void insert(Database database, Crew crew, AtomicInteger ids) {
        try (Session session = database.openSession();
                Prepared insert = session.prepare(Tables.insert(Commits.TABLE, 3))) {
            while (!crew.stopped()) {
                int id = ids.incrementAndGet();
                if (id > MOST || out.checkError()) {
                    crew.stop(); // nobody listens any more
                    return;
                }
                insert.bind(0, id)
                        .bind(1, id % 10)
                        .bind(2, "text " + id % 1000)
                        .execute()
                        .close();
                out.println(id + END);
            }
        }
    }
}
