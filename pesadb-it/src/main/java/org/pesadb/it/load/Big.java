package org.pesadb.it.load;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A table far larger than the heap: loading, looking up, opening again, killing, and one transaction larger than the heap. */
@Command(
        name = "big",
        description = "A table, and a transaction, larger than the heap; each part is a process of its own.")
final class Big extends Program {
    /** Where look-ups are measured first. */
    static final int FEW = 10_000;

    private static final int KILL_AFTER_COMMITS = 20;

    @Option(names = "--rows", defaultValue = "10000000", description = "of the table (default: ${DEFAULT-VALUE})")
    private long rows;

    @Option(
            names = "--batch",
            defaultValue = "100000",
            description = "rows in a transaction (default: ${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--heap", defaultValue = "512m", description = "of the processes (default: ${DEFAULT-VALUE})")
    private String heap;

    @Option(names = "--look-ups", defaultValue = "20000", description = "each time (default: ${DEFAULT-VALUE})")
    private int lookUps;

    @Option(
            names = "--transaction-rows",
            defaultValue = "2000000",
            description = "of the one large transaction, 0 for none (default: ${DEFAULT-VALUE})")
    private long transactionRows;

    @Option(names = "--transaction-heap", defaultValue = "256m", description = "for it (default: ${DEFAULT-VALUE})")
    private String transactionHeap;

    private Report report;
    private String file;
    private String random;

    @Override
    void run(Report to, Path scratch, long seed) throws Exception {
        if (rows < FEW || batch < 1 || lookUps < 1) {
            throw usage("it takes " + FEW + " rows at least");
        }
        report = to;
        file = scratch.resolve("big.pesa").toString();
        random = Long.toString(seed);
        Path picture = scratch.getParent().resolve("big.svg");
        if (!load(picture) || !open("after a clean close", rows)) {
            return; // nothing of what follows would mean anything
        }
        report.say("picture: %s", picture);
        long kept = killed();
        if (open("after kill -9", kept) && transactionRows > 0) {
            transaction(kept);
        }
    }

    private boolean load(Path picture) throws IOException, InterruptedException {
        report.say("loading %d rows, %d in a transaction, heap %s", rows, batch, heap);
        ChildJvm.Told told = ChildJvm.run(
                report, heap, "big-load", file, text(rows), text(batch), text(lookUps), random, picture.toString());
        if (!told.ended()) {
            return false;
        }
        report.say(
                "loaded in %.1f s, %.0f rows/s; closed in %s; main file %s, %.1f bytes a row",
                told.get("seconds"),
                rows / told.get("seconds"),
                Units.time(told.get("close_nanos")),
                Units.bytes(told.get("file_bytes")),
                told.get("file_bytes") / rows);
        tellLookUps(told, "few", FEW);
        tellLookUps(told, "many", rows);
        // A larger hash directory is one level more at most.
        report.expect(
                told.get("many_visits") <= told.get("few_visits") + 1,
                "a look-up visits %.2f pages among %d rows, and %.2f among %d",
                told.get("few_visits"),
                FEW,
                told.get("many_visits"),
                rows);
        return true;
    }

    private void tellLookUps(ChildJvm.Told told, String name, long among) {
        report.say(
                "look-ups among %d rows: %s each, %.2f page visits",
                among, Units.time(told.get(name + "_nanos")), told.get(name + "_visits"));
        report.expect(told.get(name + "_wrong") == 0, "wrong rows: %.0f", told.get(name + "_wrong"));
    }

    /** Opens it in a process, looks rows up and counts them all. */
    private boolean open(String when, long least) throws IOException, InterruptedException {
        ChildJvm.Told told = ChildJvm.run(report, heap, "big-open", file, text(least), text(lookUps), random);
        if (!told.ended()) {
            return false;
        }
        report.say(
                "%s: opened in %s with %.0f page visits, first row after %s; all counted in %s",
                when,
                Units.time(told.get("open_nanos")),
                told.get("open_visits"),
                Units.time(told.get("first_nanos")),
                Units.time(told.get("count_nanos")));
        tellLookUps(told, "many", least);
        report.expect(
                told.get("rows") >= least && told.get("rows") <= least + KillTail.ROWS,
                "%s there are %.0f rows; %d were acknowledged",
                when,
                told.get("rows"),
                least);
        return true;
    }

    /**
     * Kills a process that adds rows.
     *
     * @return how many rows there must be now
     */
    private long killed() throws IOException, InterruptedException {
        long acknowledged = rows;
        try (ChildJvm child = ChildJvm.start(heap, "big-transaction", file, "append", text(rows))) {
            int commits = 0;
            for (String line = child.line(); line != null; line = child.line()) {
                if (KillTail.isAcknowledged(line)) {
                    acknowledged = KillTail.acknowledged(line);
                    if (++commits == KILL_AFTER_COMMITS) {
                        child.kill();
                    }
                }
            }
            report.expect(ChildJvm.wasKilled(child.end()), "killed after %d commits", commits);
        }
        return acknowledged;
    }

    /** One transaction larger than the heap, which leaves nothing: rolled back, and once more and killed. */
    private void transaction(long before) throws IOException, InterruptedException {
        report.say(
                "one transaction of %d rows, heap %s, rolled back, and once more and killed",
                transactionRows, transactionHeap);
        try (ChildJvm child =
                ChildJvm.start(transactionHeap, "big-transaction", file, "leave", text(transactionRows))) {
            for (String line = child.line(); line != null; line = child.line()) {
                if (line.equals(KillTail.READY)) {
                    child.kill();
                } else if (line.startsWith("FAIL ")) {
                    report.fail("%s", line.substring("FAIL ".length()));
                } else {
                    report.say("  %s", line);
                }
            }
            int status = child.end();
            report.expect(ChildJvm.wasKilled(status), "its process came so far as to be killed, status %d", status);
        }
        open("after that transaction", before);
    }

    private static String text(long number) {
        return Long.toString(number);
    }
}
