package org.pesadb.it.load;

import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.it.Tables;

/** What the load programs say to a database, beside {@link Tables}. */
final class Db {
    static final Command BEGIN = new Command.Begin(false);
    static final Command BEGIN_READ = new Command.Begin(true);
    static final Command COMMIT = new Command.Commit();
    static final Command ROLLBACK = new Command.Rollback();
    static final Command CHECKPOINT = new Command.Checkpoint();

    private static final int MOST_FAULTS = 5;

    private Db() {}

    /** Columns of every row. */
    static Command.Select all(String table, String... columns) {
        return new Command.Select(table, List.of(columns), List.of(), null, Command.Limit.NONE);
    }

    static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    /** Lets the database check itself. */
    static void check(Database database, Report report) {
        long start = System.nanoTime();
        List<Fault> faults = Tables.faults(database);
        report.expect(
                faults.isEmpty(), "check finds %d faults (%s)", faults.size(), Units.time(System.nanoTime() - start));
        faults.stream().limit(MOST_FAULTS).forEach(fault -> report.say("     %s", fault));
    }
}
