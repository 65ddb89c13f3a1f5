package org.pesadb.it.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.pesadb.api.Database;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Durable commits of one row by more and more threads, beside what the device gives for the same bytes. */
@Command(
        name = "commits",
        description = "Durable one-row commits per second by 1 to 16 threads, beside raw forces of the same bytes.")
final class Commits extends Program {
    static final String TABLE = "events";

    private static final int RECORD_BYTES = 16 + 4096;
    private static final int COMMIT_BYTES = 48;
    private static final double TICK_MILLIS = 100;

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1,2,4,8,16",
            description = "how many threads, one after another (default: ${DEFAULT-VALUE})")
    private int[] threads;

    @Option(names = "--seconds", defaultValue = "2", description = "length of each part (default: ${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--repeat",
            defaultValue = "3",
            description = "how often all parts are run, in turn; medians are told (default: ${DEFAULT-VALUE})")
    private int repeat;

    @Option(
            names = "--kill",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "at the end, kill -9 a process that commits with the most threads, and look for what it acknowledged"
                            + " (default: ${DEFAULT-VALUE})")
    private boolean kill;

    @Option(
            names = "--kill-after",
            defaultValue = "20000",
            description = "acknowledgements before the kill (default: ${DEFAULT-VALUE})")
    private int killAfter;

    /** What the repetitions of one number of threads gave, per second. */
    private static final class Cell {
        final List<Double> commits = new ArrayList<>();
        final List<Double> perForce = new ArrayList<>();
        final List<Double> raw = new ArrayList<>();
        final List<Double> rawPerForce = new ArrayList<>();
        long forces;
        long count;
    }

    @Override
    void run(Report report, Path scratch, long random) throws Exception {
        if (repeat < 1 || Arrays.stream(threads).anyMatch(each -> each < 1)) {
            throw usage("it takes a thread and a repetition at least");
        }
        Map<Integer, Cell> cells = new LinkedHashMap<>();
        Timeline latency = new Timeline(System.nanoTime());
        try (Database database = PesaDb.open(scratch.resolve("commits.pesa"))) {
            create(database);
            AtomicLong ids = new AtomicLong();
            int bytes = warmUp(report, database, ids);
            try (RawForce raw = new RawForce(scratch.resolve("raw"), bytes)) {
                for (int round = 0; round < repeat; round++) {
                    for (int count : threads) {
                        Cell cell = cells.computeIfAbsent(count, ignored -> new Cell());
                        ours(report, database, ids, count, cell, latency);
                        raw(report, raw, count, cell);
                        report.progress("round %d of %d, %d threads", round + 1, repeat, count);
                    }
                }
            }
            tell(report, cells);
            report.latencyHead();
            report.latencies("commit, all parts", latency.total());
            report.overTime("commit", latency);
            try (Session session = database.openSession()) {
                long rows = Tables.count(session, TABLE);
                report.expect(rows == ids.get(), "%d rows were committed, %d are there", ids.get(), rows);
            }
        }
        report.picture(new Chart(
                        "commits: one row each, " + Arrays.toString(threads) + " threads in turn, " + repeat + " times")
                .panel(Panel.latency("commit", latency)));
        if (kill) {
            kill(report, scratch);
        }
    }

    static void create(Database database) {
        try (Session session = database.openSession()) {
            Tables.create(session, TABLE, Tables.key("id"), Tables.number("kind"), Tables.text("text"));
        }
    }

    /** Lets the compiler see the code, and finds how many bytes a commit writes. */
    private int warmUp(Report report, Database database, AtomicLong ids) throws InterruptedException {
        long pages = Tables.figure(database, "log_pages");
        long commits = Tables.figure(database, "log_commits");
        time(report, 1, Math.min(1, seconds), inserting(database, ids, new Recorder()));
        double each = (double) (Tables.figure(database, "log_pages") - pages)
                / Math.max(1, Tables.figure(database, "log_commits") - commits);
        int bytes = (int) Math.round(each * RECORD_BYTES + COMMIT_BYTES);
        report.say("a commit writes %.2f pages, %d bytes with their records", each, bytes);
        return bytes;
    }

    private void ours(Report report, Database database, AtomicLong ids, int count, Cell cell, Timeline latency)
            throws InterruptedException {
        long forces = Tables.figure(database, "log_forces");
        long commits = Tables.figure(database, "log_commits");
        Recorder[] recorders = new Recorder[count];
        Arrays.setAll(recorders, ignored -> latency.recorder());
        AtomicLong next = new AtomicLong();
        double rate = time(
                report,
                count,
                seconds,
                crew -> inserting(database, ids, recorders[(int) next.getAndIncrement()])
                        .work(crew),
                latency);
        long forced = Tables.figure(database, "log_forces") - forces;
        long committed = Tables.figure(database, "log_commits") - commits;
        cell.commits.add(rate);
        cell.perForce.add((double) committed / Math.max(1, forced));
        cell.forces += forced;
        cell.count += committed;
    }

    private void raw(Report report, RawForce raw, int count, Cell cell) throws InterruptedException {
        long forces = raw.forces();
        AtomicLong written = new AtomicLong();
        double rate = time(report, count, seconds, crew -> {
            long done = 0;
            while (!crew.stopped()) {
                raw.write();
                done++;
            }
            written.addAndGet(done);
            return done;
        });
        cell.raw.add(rate);
        cell.rawPerForce.add((double) written.get() / Math.max(1, raw.forces() - forces));
    }

    /** A thread's part: works until the crew is stopped and says how much it did. */
    @FunctionalInterface
    private interface Part {
        long work(Crew crew) throws Exception;
    }

    private static Part inserting(Database database, AtomicLong ids, Recorder latencies) {
        return crew -> {
            long done = 0;
            try (Session session = database.openSession();
                    Prepared insert = session.prepare(Tables.insert(TABLE, 3))) {
                while (!crew.stopped()) {
                    long id = ids.incrementAndGet();
                    long start = System.nanoTime();
                    insert.bind(0, id)
                            .bind(1, id % 10)
                            .bind(2, "text " + id % 1000)
                            .execute()
                            .close();
                    latencies.since(start);
                    done++;
                }
            }
            return done;
        };
    }

    private static double time(Report report, int count, double seconds, Part part, Timeline... ticked)
            throws InterruptedException {
        AtomicLong done = new AtomicLong();
        try (Crew crew = new Crew()) {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                crew.start("thread " + i, () -> done.addAndGet(part.work(crew)));
            }
            long end = start + (long) (seconds * 1e9);
            while (System.nanoTime() < end && !crew.stopped()) {
                Pause.until(Math.min(end, System.nanoTime() + (long) (TICK_MILLIS * 1e6)));
                for (Timeline each : ticked) {
                    each.tick();
                }
            }
            crew.finish(report);
            for (Timeline each : ticked) {
                each.finish();
            }
            return Units.rate(done.get(), start);
        }
    }

    private void tell(Report report, Map<Integer, Cell> cells) {
        report.say(
                "%-8s %12s %14s %12s %14s %8s   (medians of %d)",
                "threads", "commits/s", "commits/force", "raw/s", "raw/force", "of raw", repeat);
        cells.forEach((count, cell) -> report.say(
                "%-8d %12.0f %14.2f %12.0f %14.2f %7.2f",
                count,
                median(cell.commits),
                median(cell.perForce),
                median(cell.raw),
                median(cell.rawPerForce),
                median(cell.commits) / median(cell.raw)));
        long forces = cells.values().stream().mapToLong(cell -> cell.forces).sum();
        long commits = cells.values().stream().mapToLong(cell -> cell.count).sum();
        report.say("in all %d commits by %d forces", commits, forces);
        Cell one = cells.get(1);
        report.expect(
                one == null || one.forces >= one.count,
                "each commit of a lone thread is forced: %d forces, %d commits",
                one == null ? 0 : one.forces,
                one == null ? 0 : one.count);
    }

    private static double median(List<Double> of) {
        double[] sorted = of.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private void kill(Report report, Path scratch) throws IOException, InterruptedException {
        Path file = scratch.resolve("killed.pesa");
        int most = Arrays.stream(threads).max().orElse(1);
        Acknowledged acknowledged = new Acknowledged();
        try (ChildJvm child = ChildJvm.start("256m", "commits-child", file.toString(), Integer.toString(most))) {
            for (String line = child.line(); line != null; line = child.line()) {
                if (acknowledged.take(line) == killAfter) {
                    child.kill(); // and read on: what it had printed by then is in the pipe
                }
            }
            int status = child.end();
            report.expect(ChildJvm.wasKilled(status), "the committing process was killed, status %d", status);
        }
        long start = System.nanoTime();
        try (Database database = PesaDb.open(file);
                Session session = database.openSession()) {
            long opened = System.nanoTime() - start;
            long missing = acknowledged.missing(session);
            report.expect(
                    acknowledged.count() >= killAfter && missing == 0,
                    "killed after %d acknowledged commits of %d threads, %d of them are missing; %d rows, opened in %s",
                    acknowledged.count(),
                    most,
                    missing,
                    Tables.count(session, TABLE),
                    Units.time(opened));
            Db.check(database, report);
        }
    }
}
