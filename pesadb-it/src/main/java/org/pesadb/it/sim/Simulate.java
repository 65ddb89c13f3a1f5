package org.pesadb.it.sim;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.pesadb.api.SyncMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The simulation as a program: plays scripts until enough is tried, or one fails. */
@Command(
        name = "faults",
        description =
                "Random work under crashes and failing disks, against a model. Exits 1 with the shortest script that fails.")
final class Simulate implements Callable<Integer> {
    private static final int REPLAYS = 3_000;
    private static final long TELL_NANOS = 5_000_000_000L;

    @Option(names = "--minutes", paramLabel = "N", description = "how long at most")
    private Double minutes;

    @Option(names = "--states", paramLabel = "N", description = "how many crash states at least")
    private Long states;

    @Option(
            names = "--scripts",
            paramLabel = "N",
            description = "how many scripts (default, without the other limits: 1000)")
    private Long scripts;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "of the first script; the next has the next (default: a new one)")
    private Long seed;

    @Option(
            names = "--sync",
            paramLabel = "MODE",
            description = "full, normal or off in every script (default: some of each)")
    private SyncMode sync;

    @Option(names = "--threads", paramLabel = "N", description = "how many play (default: one for each processor)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this and leave")
    private boolean help;

    private final PrintStream out;
    private final Product product;

    private Simulate(PrintStream out, Product product) {
        this.out = out;
        this.product = product;
    }

    /**
     * Runs the program.
     *
     * @param out     where it prints
     * @param product what is put to the test
     * @param args    options
     * @return 0 where nothing was found wrong, 1 where something was, 2 for wrong options
     */
    static int run(PrintStream out, Product product, String... args) {
        return new CommandLine(new Simulate(out, product))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        if (minutes == null && states == null && scripts == null) {
            scripts = 1000L;
        }
        long first = seed != null ? seed : System.nanoTime();
        out.printf(Locale.ROOT, "faults --seed %d, %d threads%n", first, threads);
        Campaign campaign = new Campaign(product, first, sync, REPLAYS);
        long start = System.nanoTime();
        AtomicLong toPlay = new AtomicLong(scripts == null ? Long.MAX_VALUE : scripts);
        AtomicLong toTell = new AtomicLong(start + TELL_NANOS);
        Runnable player = () -> {
            while (wantsMore(campaign, start) && toPlay.getAndDecrement() > 0 && campaign.playNext()) {
                long due = toTell.get();
                if (System.nanoTime() - due > 0 && toTell.compareAndSet(due, due + TELL_NANOS)) {
                    tell(campaign.totals(), start);
                }
            }
        };
        ExecutorService players = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> playing = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                playing.add(players.submit(player));
            }
            for (Future<?> each : playing) {
                each.get();
            }
        } finally {
            players.shutdown();
        }
        return conclude(campaign, start);
    }

    private boolean wantsMore(Campaign campaign, long start) {
        boolean inTime = minutes == null || System.nanoTime() - start < minutes * 60e9;
        return inTime && (states == null || campaign.totals().crashStates < states);
    }

    private void tell(Totals totals, long start) {
        out.printf(
                Locale.ROOT,
                "%.0f s: %d scripts, %d crash states, %d transactions, %d faults%n",
                (System.nanoTime() - start) / 1e9,
                totals.scripts,
                totals.crashStates,
                totals.transactions,
                totals.injected());
    }

    private int conclude(Campaign campaign, long start) {
        Totals totals = campaign.totals();
        tell(totals, start);
        out.print(totals.text());
        Campaign.Failure failure = campaign.failure();
        if (failure != null) {
            out.printf("1 violation: %s%n", failure.text());
            return 1;
        }
        out.printf("0 violations%n");
        return 0;
    }
}
