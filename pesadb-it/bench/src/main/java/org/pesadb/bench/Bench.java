package org.pesadb.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.pesadb.bench.http.HttpBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures all peers at all works, in turn, and reports. */
@Command(
        name = "bench",
        description = "Measures PesaDB beside SQLite, H2 and Derby, or over HTTP beside PostgreSQL, in one run.",
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
    private static final int SHORT_ROWS = 100_000;
    private static final double SHORT_SECONDS = 0.4;
    /** Java compiles what is hot meanwhile, in both servers. */
    private static final int HTTP_WARMING = 6;

    private static final int HTTP_ROUNDS = 9;

    @Option(names = "--folder", description = "where the databases are while it runs; on a disk that matters")
    private Path folder = Path.of(System.getProperty("pesadb.bench.folder", "bench"));

    @Option(names = "--rows", description = "rows of the large table (default ${DEFAULT-VALUE})")
    private int rows = 1_000_000;

    @Option(names = "--seconds", description = "for each count of commits and look-ups (default ${DEFAULT-VALUE})")
    private double seconds = 2;

    @Option(names = "--threads", description = "of the many (default ${DEFAULT-VALUE})")
    private int threads = 16;

    @Option(names = "--repeat", description = "repetitions that count (default ${DEFAULT-VALUE})")
    private int repetitions = 3;

    @Option(names = "--short", description = "100,000 rows, 0.4 seconds, one repetition: under three minutes")
    private boolean brief;

    @Option(names = "--peer", description = "only these, such as PesaDB/json/hash or SQLite (repeatable)")
    private List<String> chosen = List.of();

    @Option(names = "--work", description = "only these and what they need (repeatable): ${COMPLETION-CANDIDATES}")
    private List<Work> works = List.of();

    @Option(
            names = "--http",
            description = "measures pesadb serve beside PostgreSQL behind an HTTP handler of the same kind instead")
    private boolean http;

    @Option(names = "--connections", description = "with --http: open at once (default ${DEFAULT-VALUE})")
    private int connections = 64;

    @Option(names = "--requests", description = "with --http: of one round (default ${DEFAULT-VALUE})")
    private int requests = 10_000;

    @Option(
            names = "--pool",
            description = "with --http: connections of the handler to PostgreSQL (default ${DEFAULT-VALUE})")
    private int pool = 16;

    @Option(
            names = "--serve",
            description = "with --http: an option of pesadb serve, such as --serve=--cache=256M (repeatable)")
    private List<String> serve = List.of();

    /**
     * Runs it.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    private static List<Peer> peers() {
        List<Peer> peers = new ArrayList<>(PesaPeer.installed());
        peers.addAll(List.of(JdbcPeer.values()));
        return peers;
    }

    @Override
    public Integer call() throws Exception {
        Path home = Files.createDirectories(folder).toAbsolutePath();
        long seed = new Random().nextLong();
        if (http) {
            return beside(home, seed);
        }
        Settings settings = brief
                ? new Settings(home, SHORT_ROWS, SHORT_SECONDS, threads, 1, seed)
                : new Settings(home, rows, seconds, threads, repetitions, seed);
        List<Peer> peers = peers().stream()
                .filter(peer -> chosen.isEmpty() || chosen.contains(peer.title()))
                .toList();
        Figures figures = new Figures();
        for (int repetition = 0; repetition <= settings.repetitions(); repetition++) {
            System.err.println(repetition == 0 ? "warming up" : "repetition " + repetition);
            repeat(settings, peers, repetition == 0 ? new Figures() : figures);
        }
        List<String> titles = new ArrayList<>(peers.stream().map(Peer::title).toList());
        titles.add(RawLimits.TITLE);
        String markdown = "Java " + Runtime.version() + ", " + System.getProperty("os.name") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors; " + settings.rows() + " rows, "
                + settings.threads() + " threads where many; medians of " + settings.repetitions() + ".\n\n"
                + figures.markdown(titles);
        Files.writeString(home.resolve("bench.md"), markdown);
        Files.writeString(home.resolve("bench.jsonl"), figures.jsonLines());
        System.out.print(markdown);
        return 0;
    }

    private int beside(Path home, long seed) throws Exception {
        Path own = home.resolve("http");
        delete(own);
        Files.createDirectories(own);
        try {
            String markdown = new HttpBench(new HttpBench.Settings(
                            own, connections, requests, HTTP_WARMING, brief ? 3 : HTTP_ROUNDS, pool, serve, seed))
                    .run();
            Files.writeString(home.resolve("http.md"), markdown);
            System.out.print(markdown);
        } finally {
            delete(own);
        }
        return 0;
    }

    private void repeat(Settings settings, List<Peer> all, Figures figures) throws Exception {
        new RawLimits(settings).measure().forEach((work, value) -> figures.add(work, RawLimits.TITLE, value));
        List<Peer> peers = new ArrayList<>(all);
        Collections.shuffle(peers, new Random(settings.random()));
        List<Bed> beds = new ArrayList<>();
        try {
            for (Peer peer : peers) {
                Path own = settings.folder().resolve(peer.title().replace('/', '-'));
                delete(own);
                Files.createDirectories(own);
                beds.add(new Bed(peer, own, peer.open(own), settings));
            }
            Map<Work, Long> sums = new EnumMap<>(Work.class);
            for (Work work : works()) {
                for (Bed bed : beds) {
                    System.gc(); // one peer's garbage is not to be collected on another's account
                    Measured measured = work.run(bed);
                    Long before = sums.putIfAbsent(work, measured.sum());
                    if (before != null && before != measured.sum()) {
                        throw new IllegalStateException(bed.peer().title() + " reads another sum than the others: "
                                + work.title() + " gives " + measured.sum() + ", not " + before);
                    }
                    figures.add(work, bed.peer().title(), measured.value());
                    System.err.printf(
                            "%-45s %-22s %,15.1f %s%n",
                            work.title(), bed.peer().title(), measured.value(), work.unit());
                }
            }
        } finally {
            for (Bed bed : beds) {
                bed.store().close();
                delete(bed.folder());
            }
        }
    }

    /** Those asked for, and those that make what they read. */
    private Set<Work> works() {
        if (works.isEmpty()) {
            return EnumSet.allOf(Work.class);
        }
        Set<Work> wanted = EnumSet.copyOf(works);
        wanted.add(Work.LOAD);
        if (wanted.contains(Work.START)) {
            wanted.add(Work.SIZE);
        }
        return wanted;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
