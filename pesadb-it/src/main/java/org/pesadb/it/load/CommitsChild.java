package org.pesadb.it.load;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.pesadb.api.Database;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The process that {@code commits} kills: commits until then, and prints the id of each commit that was acknowledged. */
@Command(name = "commits-child", hidden = true)
final class CommitsChild implements Callable<Integer>, LoadCommand.Printing {
    /** Ends each line, so that one that was cut is known. */
    static final String END = ";";

    /** A bound, in case that nobody kills it. */
    private static final int MOST = 5_000_000;

    @Parameters(index = "0")
    private Path file;

    @Parameters(index = "1")
    private int threads;

    private PrintStream out = System.out;

    @Override
    public void printTo(PrintStream stream) {
        out = stream;
    }

    @Override
    public Integer call() throws Exception {
        AtomicInteger ids = new AtomicInteger();
        Report report = new Report("commits-child", file.getParent(), out);
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
                Prepared insert = session.prepare(Db.insert(Commits.TABLE, 3))) {
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
