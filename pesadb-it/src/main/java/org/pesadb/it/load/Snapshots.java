package org.pesadb.it.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.JMException;
import org.pesadb.api.Database;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many snapshots of different ages beside a writer and its checkpoints, and what one costs in memory. */
@Command(
        name = "snapshots",
        description = "Open snapshots of many ages: does each still read its own state, and what heap does one take?")
final class Snapshots extends Program {
    private static final int CLASSES = 8;
    private static final int VERIFIERS = 2;
    private static final double PAUSE_MILLIS = 0.2;

    @Option(names = "--snapshots", defaultValue = "1000", description = "of different ages (default: ${DEFAULT-VALUE})")
    private int snapshots;

    @Option(names = "--commits", defaultValue = "5", description = "between two snapshots (default: ${DEFAULT-VALUE})")
    private int commits;

    @Option(names = "--cells", defaultValue = "256", description = "rows that change (default: ${DEFAULT-VALUE})")
    private int cells;

    @Option(
            names = "--checkpoint",
            defaultValue = "64",
            description = "logged pages between checkpoints (default: ${DEFAULT-VALUE})")
    private int checkpoint;

    @Option(
            names = "--idle",
            defaultValue = "10000",
            description = "snapshots opened with nothing else, to measure their heap (default: ${DEFAULT-VALUE})")
    private int idle;

    @Option(
            names = "--most-bytes",
            defaultValue = "1000",
            description = "heap that an idle snapshot with its session may take (default: ${DEFAULT-VALUE})")
    private int mostBytes;

    @Override
    void run(Report report, Path scratch, long random) throws Exception {
        if (snapshots < 1 || idle < 1 || cells < CellTable.CHANGES) {
            throw usage("it takes a snapshot of either kind, and " + CellTable.CHANGES + " cells at least");
        }
        idle(report, scratch);
        Options options = Options.builder().checkpointPages(checkpoint).build();
        try (Database database = PesaDb.open(scratch.resolve("snapshots.pesa"), options)) {
            ages(report, database, new Random(random));
        }
        try (Database database = PesaDb.open(scratch.resolve("snapshots.pesa"), options)) {
            Db.check(database, report);
        }
    }

    /** Opens many with nothing else going on, so that whatever has come is theirs. */
    private void idle(Report report, Path scratch) throws JMException {
        Session[] sessions = new Session[idle];
        try (Database database = PesaDb.open(scratch.resolve("idle.pesa"))) {
            CellTable table = new CellTable(cells);
            try (Session session = database.openSession()) {
                table.create(session);
                // Once through everything that the measured ones will do, so that caches and classes are there before.
                session.run(Db.BEGIN_READ);
                table.read(session);
                session.run(Db.COMMIT);
            }
            LiveObjects live = new LiveObjects(4);
            LiveObjects.Census before = live.take();
            for (int i = 0; i < idle; i++) {
                sessions[i] = database.openSession();
            }
            LiveObjects.Census opened = live.take();
            for (Session session : sessions) {
                session.run(Db.BEGIN_READ);
            }
            LiveObjects.Census held = live.take();
            for (Session session : sessions) {
                table.read(session);
            }
            LiveObjects.Census read = live.take();
            long each = tellHeap(report, live, "session", before, opened)
                    + tellHeap(report, live, "BEGIN READ", opened, held);
            tellHeap(report, live, "its first SEL", held, read);
            report.expect(
                    each <= mostBytes,
                    "an idle snapshot takes %d B of heap with its session; %d are allowed",
                    each,
                    mostBytes);
            for (Session session : sessions) {
                session.close();
            }
        }
    }

    private long tellHeap(
            Report report, LiveObjects live, String what, LiveObjects.Census before, LiveObjects.Census after) {
        long each = (after.total() - before.total()) / idle;
        report.say("heap for each %s: %d B (of %d)", what, each, idle);
        live.growth(before, after, idle, CLASSES).forEach(line -> report.say("  %s", line));
        return each;
    }

    /** Opens them between the commits of a writer, while others read in those that are open. */
    private void ages(Report report, Database database, Random random) throws Exception {
        long start = System.nanoTime();
        CellTable table = new CellTable(cells);
        try (Session session = database.openSession()) {
            table.create(session);
        }
        Timeline commit = new Timeline(start);
        Timeline read = new Timeline(start);
        Figures figures = new Figures(database, start);
        Series open = new Series();
        List<HeldSnapshot> held = new CopyOnWriteArrayList<>();
        LiveObjects live = new LiveObjects(2);
        LiveObjects.Census before = live.take();
        try (Session writer = database.openSession();
                CellTable.Writer cell = table.writer(writer);
                Crew crew = new Crew()) {
            for (int i = 0; i < VERIFIERS; i++) {
                Random own = new Random(random.nextLong());
                Recorder recorder = read.recorder();
                crew.start("verifier " + i, () -> verify(crew, table, held, own, recorder));
            }
            crew.start("log watcher", () -> figures.watch(crew));
            Recorder recorder = commit.recorder();
            long tick = System.nanoTime();
            for (int i = 0; i < snapshots && !crew.stopped(); i++) {
                for (int k = 0; k < commits; k++) {
                    long began = System.nanoTime();
                    cell.commit(random);
                    recorder.since(began);
                }
                held.add(HeldSnapshot.open(database, table));
                if (System.nanoTime() - tick > 100_000_000) {
                    tick = System.nanoTime();
                    commit.tick();
                    read.tick();
                    figures.tick();
                    open.add(Units.since(start), held.size());
                }
            }
            crew.finish(report);
            commit.finish();
            read.finish();
            figures.tick();
        }
        LiveObjects.Census all = live.take();
        report.say(
                "%d snapshots, %d commits apart: %d commits, %d checkpoints, %d cuts, log file up to %s; with what they keep"
                        + " %.0f B of heap each",
                held.size(),
                commits,
                commit.total().count(),
                figures.checkpoints(),
                figures.cuts(),
                Units.bytes(figures.longestLog()),
                (double) (all.total() - before.total()) / held.size());
        report.expect(figures.checkpoints() > 0, "checkpoints ran meanwhile: %d", figures.checkpoints());
        report.expect(figures.failure() == null, "no checkpoint fails%s", figures.failureOrNothing());
        report.latencyHead();
        report.latencies("commit", commit.total());
        report.latencies("reading all in one", read.total());
        report.overTime("commit", commit);
        end(report, database, table, held, random);
        report.picture(new Chart("snapshots: " + snapshots + " of different ages beside a writer")
                .panel(Panel.latency("commit", commit).marks(figures.checkpointMoments()))
                .panel(Panel.latency("reading everything in a snapshot of any age", read))
                .panel(Panel.numbers("snapshots open").line("open", "#2471a3", open))
                .panel(Panel.bytes("length of the log's file").line("log", "#2471a3", figures.logBytes())));
    }

    private static void verify(Crew crew, CellTable table, List<HeldSnapshot> held, Random random, Recorder recorder) {
        while (!crew.stopped()) {
            int size = held.size();
            Pause.millis(PAUSE_MILLIS); // the writer needs a processor too
            if (size == 0) {
                continue;
            }
            long start = System.nanoTime();
            String wrong = held.get(random.nextInt(size)).verify(table);
            recorder.since(start);
            if (wrong != null) {
                crew.fail(wrong);
            }
        }
    }

    /** Reads each once more and gives it back, in a random order; then nothing may keep the log from being cut. */
    private static void end(Report report, Database database, CellTable table, List<HeldSnapshot> held, Random random) {
        List<HeldSnapshot> order = new ArrayList<>(held);
        Collections.shuffle(order, random);
        List<String> wrong = new ArrayList<>();
        for (HeldSnapshot each : order) {
            String fault = each.verify(table);
            if (fault != null) {
                wrong.add(fault);
            }
            each.close();
        }
        report.expect(
                wrong.isEmpty(),
                "%d of %d snapshots read another state than their own%s",
                wrong.size(),
                order.size(),
                wrong.isEmpty() ? "" : ", such as: " + wrong.get(0));
        try (Session session = database.openSession()) {
            long generation = Tables.figure(database, "log_generation");
            session.run(Db.CHECKPOINT);
            report.expect(
                    Tables.figure(database, "log_generation") > generation || Tables.figure(database, "log_bytes") == 0,
                    "once all are closed, a checkpoint cuts the log");
        }
        report.expect(
                Tables.figure(database, "snapshots") == 0,
                "no snapshot stays: %d",
                Tables.figure(database, "snapshots"));
    }
}
