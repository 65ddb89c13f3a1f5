package org.pesadb.it.load;

import java.nio.file.Path;
import java.util.Random;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command.Assignment;
import org.pesadb.api.Command.Update;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The same rows changed over and over, each time to another length: the file must not grow. */
@Command(name = "updates", description = "Changes the same rows over and over: does the file stay as large as it was?")
final class Updates extends Program {
    private static final String TABLE = "things";
    private static final int SHORTEST = 20;
    private static final int LONGEST = 80;

    @Option(names = "--updates", defaultValue = "10000000", description = "how many (default: ${DEFAULT-VALUE})")
    private long updates;

    @Option(names = "--rows", defaultValue = "100000", description = "of the table (default: ${DEFAULT-VALUE})")
    private int rows;

    @Option(
            names = "--batch",
            defaultValue = "1000",
            description = "updates in a transaction (default: ${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--growth",
            defaultValue = "1.3",
            description = "the file may grow by this factor (default: ${DEFAULT-VALUE})")
    private double growth;

    @Override
    void run(Report report, Path scratch, long seed) throws Exception {
        if (rows < 1 || batch < 1 || updates < 1) {
            throw usage("it takes a row and an update at least");
        }
        Random random = new Random(seed);
        long[] newest = new long[rows];
        Path file = scratch.resolve("updates.pesa");
        try (Database database = PesaDb.open(file);
                Session session = database.openSession()) {
            load(session, random);
            session.run(Db.CHECKPOINT);
            long before = length(file);
            long start = System.nanoTime();
            Timeline latency = new Timeline(start);
            Recorder recorder = latency.recorder();
            Figures figures = new Figures(database, start);
            Series size = new Series();
            try (Prepared update = session.prepare(update());
                    Crew crew = new Crew()) {
                crew.start("log watcher", () -> figures.watch(crew));
                long tick = start;
                for (long done = 0; done < updates; done += batch) {
                    long began = System.nanoTime();
                    transaction(session, update, done, newest, random);
                    recorder.since(began);
                    if (System.nanoTime() - tick > 100_000_000) {
                        tick = System.nanoTime();
                        tick(latency, figures, size, file, start);
                        report.progress("%d of %d updates", done, updates);
                    }
                }
                crew.finish(report);
            }
            report.say(
                    "%d updates of %d rows, %d in a transaction: %.0f/s",
                    updates, rows, batch, Units.rate(updates, start));
            session.run(Db.CHECKPOINT);
            tick(latency, figures, size, file, start);
            report.latencyHead();
            report.latencies("transaction of " + batch, latency.total());
            report.overTime("transaction of " + batch, latency);
            report.say("main file over time, 0 to %s", Units.bytes(size.max()));
            report.say("       %s", Sparkline.linear(size.max()).draw(size.values()));
            report.say(
                    "log file up to %s, free pages %d",
                    Units.bytes(figures.longestLog()), Tables.figure(database, "free_pages"));
            report.expect(
                    size.max() <= growth * before,
                    "the file grows from %s to %s, by a factor of %.3f; %.2f is allowed",
                    Units.bytes(before),
                    Units.bytes(size.max()),
                    size.max() / before,
                    growth);
            report.picture(new Chart("updates: " + updates + " of " + rows + " rows")
                    .panel(Panel.bytes("length of the main file")
                            .line("file", "#2471a3", size)
                            .level("allowed", "#c0392b", growth * before)
                            .level("at first", "#27ae60", before))
                    .panel(Panel.latency("transaction of " + batch + " updates", latency)
                            .marks(figures.checkpointMoments()))
                    .panel(Panel.bytes("length of the log's file").line("log", "#2471a3", figures.logBytes())));
        }
        reopen(report, file, newest);
    }

    private void load(Session session, Random random) {
        Tables.create(session, TABLE, Tables.key("id"), Tables.number("version"), Tables.text("text"));
        try (BatchInsert insert = session.batchInsert(TABLE)) {
            for (int i = 0; i < rows; i++) {
                insert.set(0, i);
                insert.set(1, 0);
                insert.set(2, text(random));
                insert.add();
            }
            insert.finish();
        }
    }

    private static String text(Random random) {
        return "t".repeat(SHORTEST + random.nextInt(LONGEST - SHORTEST));
    }

    private static Update update() {
        return new Update(
                TABLE,
                java.util.List.of(
                        new Assignment("version", new Operand.Parameter(0)),
                        new Assignment("text", new Operand.Parameter(1))),
                java.util.List.of(Condition.of("id", Operator.EQUAL, new Operand.Parameter(2))));
    }

    private void transaction(Session session, Prepared update, long done, long[] newest, Random random) {
        session.run(Db.BEGIN);
        for (long i = done; i < Math.min(updates, done + batch); i++) {
            int id = random.nextInt(rows);
            newest[id] = i + 1;
            update.bind(0, i + 1).bind(1, text(random)).bind(2, id).execute().close();
        }
        session.run(Db.COMMIT);
    }

    private static void tick(Timeline latency, Figures figures, Series size, Path file, long start) {
        latency.tick();
        figures.tick();
        size.add(Units.since(start), length(file));
    }

    private static void reopen(Report report, Path file, long[] newest) {
        try (Database database = PesaDb.open(file);
                Session session = database.openSession()) {
            long wrong = 0;
            long rows = 0;
            try (Cursor cursor = session.execute(Db.all(TABLE, "id", "version"))) {
                while (cursor.next()) {
                    rows++;
                    wrong += newest[(int) cursor.getLong(0)] == cursor.getLong(1) ? 0 : 1;
                }
            }
            report.expect(
                    rows == newest.length && wrong == 0,
                    "after reopening there are %d rows, and %d do not hold their last update",
                    rows,
                    wrong);
            Db.check(database, report);
        }
    }
}
