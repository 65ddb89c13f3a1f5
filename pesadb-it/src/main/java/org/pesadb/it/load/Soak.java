package org.pesadb.it.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writers that transfer between accounts beside readers that always overlap. There is no moment without an open snapshot, so a log
 * that is cut only when nobody reads would grow without end here.
 */
@Command(
        name = "soak",
        description =
                "Transfers beside readers that always overlap: are sums right, is the log bounded, do commits stall?")
final class Soak extends Program {
    /** Bytes of a page's record in the log. */
    private static final int RECORD_BYTES = 16 + 4096;

    private static final int LOG_THRESHOLDS = 4;
    private static final int RAW_BYTES = 8 << 10;
    private static final double RAW_EVERY_MILLIS = 20;
    private static final long LOOK_NANOS = 20_000_000;

    @Option(names = "--minutes", paramLabel = "N", description = "how long")
    private double minutes;

    @Option(names = "--seconds", paramLabel = "N", description = "how long; both count together (default: 60)")
    private double seconds;

    @Option(names = "--writers", defaultValue = "4", description = "threads that write (default: ${DEFAULT-VALUE})")
    private int writers;

    @Option(
            names = "--readers",
            defaultValue = "3",
            description = "threads that read, 2 or more, or none (default: ${DEFAULT-VALUE})")
    private int readers;

    @Option(names = "--accounts", defaultValue = "1000", description = "rows (default: ${DEFAULT-VALUE})")
    private int accounts;

    @Option(
            names = "--checkpoint",
            defaultValue = "1000",
            description = "logged pages between checkpoints (default: ${DEFAULT-VALUE})")
    private int checkpoint;

    @Option(
            names = "--stall",
            defaultValue = "50",
            description = "milliseconds by which p99.9 of a transaction may lie over that of a raw force"
                    + " (default: ${DEFAULT-VALUE})")
    private double stall;

    @Override
    void run(Report report, Path scratch, long random) throws Exception {
        if (readers < 0 || readers == 1 || writers < 1 || accounts < 2) {
            throw usage("it takes 2 readers, else they cannot overlap, or none; a writer, and 2 accounts");
        }
        double length = minutes * 60 + seconds > 0 ? minutes * 60 + seconds : 60;
        Bank bank = new Bank(accounts);
        Path file = scratch.resolve("soak.pesa");
        Options options = Options.builder().checkpointPages(checkpoint).build();
        report.say(
                "%d writers, %d readers, %d accounts, checkpoint after %d pages, %.0f s",
                writers, readers, accounts, checkpoint, length);
        Random seeds = new Random(random);
        Measures measures;
        try (Database database = PesaDb.open(file, options);
                RawForce raw = new RawForce(scratch.resolve("raw"), RAW_BYTES)) {
            try (Session session = database.openSession()) {
                bank.create(session);
                session.run(Db.CHECKPOINT);
            }
            measures = new Measures(database);
            drive(report, database, bank, raw, seeds, measures, length);
        }
        measures.tell(report, (long) LOG_THRESHOLDS * checkpoint * RECORD_BYTES, (long) (stall * 1e6));
        reopen(report, file, options, bank);
        report.picture(measures.chart((long) LOG_THRESHOLDS * checkpoint * RECORD_BYTES));
    }

    private void drive(
            Report report, Database database, Bank bank, RawForce raw, Random seeds, Measures measures, double length)
            throws InterruptedException {
        Relay relay = new Relay();
        try (Crew crew = new Crew()) {
            for (int i = 0; i < readers; i++) {
                SoakReader reader = new SoakReader(
                        database,
                        bank,
                        new Random(seeds.nextLong()),
                        relay,
                        measures.firstRows.recorder(),
                        measures.scans.recorder());
                crew.start("reader " + i, () -> reader.work(crew));
            }
            for (int i = 0; i < writers; i++) {
                SoakWriter writer = new SoakWriter(
                        database,
                        bank,
                        new Random(seeds.nextLong()),
                        measures.commits.recorder(),
                        measures.transactions.recorder());
                crew.start("writer " + i, () -> writer.work(crew));
            }
            crew.start("log watcher", () -> measures.figures.watch(crew));
            Recorder forces = measures.raw.recorder();
            crew.start("raw force", () -> {
                while (!crew.stopped()) {
                    long start = System.nanoTime();
                    raw.write();
                    forces.since(start);
                    Pause.millis(RAW_EVERY_MILLIS);
                }
            });
            long end = measures.start + (long) (length * 1e9);
            for (long tick = measures.start; tick < end && !crew.stopped(); ) {
                tick = Math.min(end, tick + 1_000_000_000);
                while (System.nanoTime() < tick && !crew.stopped()) {
                    Pause.until(Math.min(tick, System.nanoTime() + LOOK_NANOS));
                }
                measures.tick();
                report.progress(
                        "%.0f of %.0f s, %d commits",
                        Units.since(measures.start),
                        length,
                        measures.commits.total().count());
            }
            crew.stop();
            relay.end();
            crew.finish(report);
            measures.finish();
        }
        report.say("snapshots handed over beside another one: %d", relay.handedOver());
        report.expect(readers == 0 || relay.handedOver() > 0, "readers overlap");
    }

    private static void reopen(Report report, Path file, Options options, Bank bank) {
        long start = System.nanoTime();
        try (Database database = PesaDb.open(file, options);
                Session session = database.openSession()) {
            report.say("reopened in %s", Units.time(System.nanoTime() - start));
            try (Cursor cursor = session.execute(Db.all(Bank.TABLE, Bank.ID, Bank.BALANCE))) {
                cursor.next();
                Bank.Seen seen = Bank.read(cursor);
                report.expect(
                        seen.rows() == bank.accounts() && seen.sum() == bank.sum(),
                        "after reopening %d accounts hold %d; %d were to hold %d",
                        seen.rows(),
                        seen.sum(),
                        bank.accounts(),
                        bank.sum());
            }
            Db.check(database, report);
        }
    }

    /** What is measured while it runs. */
    private static final class Measures {
        final long start = System.nanoTime();
        final Timeline commits = new Timeline(start);
        final Timeline transactions = new Timeline(start);
        final Timeline firstRows = new Timeline(start);
        final Timeline scans = new Timeline(start);
        final Timeline raw = new Timeline(start);
        final Figures figures;

        Measures(Database database) {
            figures = new Figures(database, start);
        }

        void tick() {
            commits.tick();
            transactions.tick();
            firstRows.tick();
            scans.tick();
            raw.tick();
            figures.tick();
        }

        void finish() {
            List.of(commits, transactions, firstRows, scans, raw).forEach(Timeline::finish);
            figures.tick();
        }

        void tell(Report report, long logLimit, long stallNanos) {
            double seconds = figures.logBytes().seconds()[figures.logBytes().seconds().length - 1];
            report.say(
                    "commits: %d, %.0f/s; statements read: %d, %.0f/s",
                    commits.total().count(),
                    commits.total().count() / seconds,
                    scans.total().count(),
                    scans.total().count() / seconds);
            report.latencyHead();
            report.latencies("COMMIT", commits.total());
            report.latencies("BEGIN to COMMIT", transactions.total());
            report.latencies("reader to its first row", firstRows.total());
            report.latencies("reader to its last row", scans.total());
            report.latencies("raw write and force, 8 KiB", raw.total());
            report.overTime("BEGIN to COMMIT", transactions);
            Series log = figures.logBytes();
            report.say("log file over time, 0 to %s", Units.bytes(log.max()));
            report.say("       %s", Sparkline.linear(log.max()).draw(log.values()));
            report.say(
                    "checkpoints %d, cuts of the log %d, heap used up to %s",
                    figures.checkpoints(),
                    figures.cuts(),
                    Units.bytes(figures.heapBytes().max()));
            judge(report, logLimit, stallNanos);
        }

        private void judge(Report report, long logLimit, long stallNanos) {
            report.expect(figures.failure() == null, "no checkpoint fails%s", figures.failureOrNothing());
            report.expect(
                    figures.longestLog() <= logLimit,
                    "the log's file grows to %s; allowed are %d thresholds, %s",
                    Units.bytes(figures.longestLog()),
                    LOG_THRESHOLDS,
                    Units.bytes(logLimit));
            long commit = transactions.total().percentile(99.9);
            long force = raw.total().percentile(99.9);
            report.expect(
                    commit > 0 && commit <= force + stallNanos,
                    "p99.9 of a transaction, %s, is at most %s over that of a raw force, %s",
                    Units.time(commit),
                    Units.time(stallNanos),
                    Units.time(force));
        }

        Chart chart(long logLimit) {
            return new Chart("soak: transfers beside readers that always overlap")
                    .panel(Panel.latency("BEGIN to COMMIT", transactions).marks(figures.checkpointMoments()))
                    .panel(Panel.latency("raw write and force of 8 KiB in the same folder", raw))
                    .panel(Panel.latency("reader to its first row", firstRows))
                    .panel(Panel.bytes("length of the log's file")
                            .line("log", "#2471a3", figures.logBytes())
                            .level("allowed", "#c0392b", logLimit))
                    .panel(Panel.numbers("commits per second")
                            .line("commits/s", "#2471a3", commits.seconds(), commits.rates()))
                    .panel(Panel.bytes("heap used").line("heap", "#2471a3", figures.heapBytes()));
        }
    }
}
