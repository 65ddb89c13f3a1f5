package org.pesadb.it.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.pesadb.api.Database;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The part of {@code big} that fills the table, with look-ups near the beginning and at the end. */
@Command(name = "big-load", hidden = true)
final class BigLoad extends Part {
    @Parameters(index = "1")
    private long rows;

    @Parameters(index = "2")
    private int batch;

    @Parameters(index = "3")
    private int lookUps;

    @Parameters(index = "4")
    private long seed;

    @Parameters(index = "5")
    private Path picture;

    @Override
    public Integer call() throws Exception {
        Random random = new Random(seed);
        Report report = report("big-load");
        Database database = PesaDb.open(file);
        try (Session session = database.openSession()) {
            Orders.create(session);
            Orders.insert(session, 0, Big.FEW);
            Orders.lookUp(database, session, Big.FEW, lookUps, random); // lets the compiler see it
            Orders.lookUp(database, session, Big.FEW, lookUps, random).tell(out, "few");

            long start = System.nanoTime();
            Timeline batches = new Timeline(start);
            Recorder recorder = batches.recorder();
            Figures figures = new Figures(database, start);
            try (Crew crew = new Crew()) {
                crew.start("log watcher", () -> figures.watch(crew));
                for (long id = Big.FEW; id < rows; id += batch) {
                    long began = System.nanoTime();
                    Orders.insert(session, id, Math.min(rows, id + batch));
                    recorder.since(began);
                    batches.tick();
                    figures.tick();
                    report.progress("%d of %d rows", Math.min(rows, id + batch), rows);
                }
                crew.finish(report);
            }
            ChildJvm.tell(out, "seconds", Units.since(start));
            if (rows > Big.FEW) {
                report.latencyHead();
                report.latencies("transaction of " + batch, batches.total());
                report.overTime("transaction of " + batch, batches);
            }
            report.say(
                    "heap used up to %s, log file up to %s",
                    Units.bytes(figures.heapBytes().max()), Units.bytes(figures.longestLog()));
            Orders.lookUp(database, session, rows, lookUps, random).tell(out, "many");
            Files.writeString(
                    picture,
                    new Chart("big: " + rows + " rows, " + batch + " in a transaction")
                            .panel(Panel.latency("transaction of " + batch + " rows", batches)
                                    .marks(figures.checkpointMoments()))
                            .panel(Panel.numbers("rows per second")
                                    .line("rows/s", "#2471a3", batches.seconds(), rates(batches)))
                            .panel(Panel.bytes("length of the log's file").line("log", "#2471a3", figures.logBytes()))
                            .panel(Panel.bytes("heap used").line("heap", "#2471a3", figures.heapBytes()))
                            .svg());
        } finally {
            long start = System.nanoTime();
            database.close();
            ChildJvm.tell(out, "close_nanos", System.nanoTime() - start);
        }
        ChildJvm.tell(out, "file_bytes", Files.size(file));
        return 0;
    }

    private double[] rates(Timeline batches) {
        return DoubleStream.of(batches.rates()).map(each -> each * batch).toArray();
    }
}
