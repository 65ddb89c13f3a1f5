package org.pesadb.it.isolation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.testing.MemoryFiles;

/**
 * Several threads run random transactions on a new database, which is closed and opened again at the end; all that their sessions
 * saw is the history. Files are in memory.
 */
final class Workload {
    private static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();
    private static final int LISTS = 10;
    private static final int REGISTERS = 4;
    private static final int MINUTES = 5;

    private final Recorder recorder = new Recorder();
    private final AtomicLong marks = new AtomicLong();
    private final AtomicLong lastList = new AtomicLong(LISTS);
    private final AtomicInteger renames = new AtomicInteger();
    private final MemoryFiles files = new MemoryFiles();
    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private final Map<ErrorCode, Integer> refusals = new ConcurrentHashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private final UnaryOperator<Options.Builder> options;
    private final UnaryOperator<Session> sessions;
    private final AtomicInteger forces = new AtomicInteger();
    private int failAt;
    private boolean powerLoss;
    private long checkpoints;
    private long cuts;

    /**
     * @param options  changes how the database is opened
     * @param sessions comes between the workers and their sessions
     */
    Workload(UnaryOperator<Options.Builder> options, UnaryOperator<Session> sessions) {
        this.options = options;
        this.sessions = sessions;
    }

    /**
     * Lets a force fail, while everything goes on, and the power or the process at the end.
     *
     * @param force the how manieth; 1 or more
     * @param power whether the power goes and takes what is not forced
     */
    Workload failing(int force, boolean power) {
        failAt = force;
        powerLoss = power;
        return this;
    }

    /**
     * Runs it.
     *
     * @param seed         of what the threads do; when they do it is up to the system
     * @param threads      how many, each with two sessions
     * @param transactions how many each of them begins
     */
    History run(long seed, int threads, int transactions) throws Exception {
        MemoryFiles left = files;
        try (Database database = open(files)) {
            setUp(database);
            files.hook(this::watch);
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    String name = "S" + (i + 1);
                    Random random = new Random(seed + i);
                    running.add(pool.submit(() -> work(database, name, random, transactions)));
                }
                for (Future<?> each : running) {
                    each.get(MINUTES, TimeUnit.MINUTES);
                }
            } finally {
                pool.shutdownNow();
                pool.awaitTermination(MINUTES, TimeUnit.MINUTES);
            }
            look(database, "at the end");
            database.check(faults::add);
            checkpoints = ((Number) database.stats().get("checkpoints")).longValue();
            cuts = ((Number) database.stats().get("log_generation")).longValue();
            files.hook(null); // to close is no part of it
            if (failing()) {
                left = powerLoss ? files.crash(new Random(seed)) : files.killed();
            }
        }
        try (Database again = open(left)) {
            look(again, "opened again");
            again.check(faults::add);
        }
        return recorder.history();
    }

    private void watch(MemoryFiles.Call call, Path path, long position, int length) throws IOException {
        if (call == MemoryFiles.Call.RENAME && path.toString().endsWith("-wal")) {
            renames.incrementAndGet();
        }
        if (call == MemoryFiles.Call.FORCE && path.startsWith(PATH.getParent()) && forces.incrementAndGet() == failAt) {
            throw new IOException("the device failed");
        }
    }

    private boolean failing() {
        return failAt > 0;
    }

    /** What was seen so far, where {@link #run} failed. */
    History history() {
        return recorder.history();
    }

    private Database open(MemoryFiles where) {
        return PesaDb.open(
                PATH,
                options.apply(PesaDb.options().files(where).initialTables(Rows.TABLES))
                        .build());
    }

    private void setUp(Database database) {
        try (Client client = new Client("setup", database.openSession(), recorder, marks, this::refused, failing())) {
            client.maintain(new Command.CreateIndex(Rows.LISTS, "kind", false, null));
            client.begin(false);
            for (int i = 0; i <= LISTS; i++) {
                client.insert(i);
            }
            for (int i = 1; i <= REGISTERS; i++) {
                client.insertRegister(i);
            }
            client.end(true);
        }
    }

    private void work(Database database, String name, Random random, int transactions) {
        try (Client outer = client(database, name + "a");
                Client inner = client(database, name + "b")) {
            clients.add(outer);
            clients.add(inner);
            Random chosen = new Random(random.nextLong());
            new Worker(
                            outer,
                            inner,
                            random,
                            lastList,
                            REGISTERS,
                            files,
                            () -> clients.get(chosen.nextInt(clients.size())),
                            failing(),
                            transactions)
                    .run();
        }
    }

    private void refused(ErrorCode code) {
        refusals.merge(code, 1, Integer::sum);
    }

    private Client client(Database database, String name) {
        return new Client(name, sessions.apply(database.openSession()), recorder, marks, this::refused, failing());
    }

    private void look(Database database, String name) {
        try (Client client = client(database, name)) {
            client.begin(true);
            client.scan(Rows.LISTS, Rows.ALL_LISTS, () -> {});
            client.scan(Rows.REGISTERS, Rows.ALL_REGISTERS, () -> {});
            client.end(true);
        }
    }

    /** What {@code check} found at the end. */
    List<Fault> faults() {
        return faults;
    }

    /** How many checkpoints there were. */
    long checkpoints() {
        return checkpoints;
    }

    /** How often the log was cut, in place or by carrying a rest over. */
    long cuts() {
        return cuts;
    }

    /** How often what snapshots still needed was carried over to a new log. */
    int carries() {
        return renames.get();
    }

    /** How many statements were refused, by why. */
    int refusals(ErrorCode code) {
        return refusals.getOrDefault(code, 0);
    }
}
