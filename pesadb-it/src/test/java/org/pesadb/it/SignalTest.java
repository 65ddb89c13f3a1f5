package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;

/**
 * SIGINT, SIGTERM and a reader who goes away, where no terminal is: the statement that runs is cancelled, the database is closed in
 * order, the exit status tells of it, and every line that was printed is whole and true.
 */
class SignalTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 6_000;
    private static final int IMPORTED = 150_000;
    private static final String[] ARGS = {
        "--format",
        "json",
        "--bare",
        "--cache",
        "4M",
        "--transaction-memory",
        "1M",
        "--checkpoint",
        "200",
        "signal.pesa"
    };

    @TempDir
    private static Path shared;

    @TempDir
    Path folder;

    private Path file;
    private Cli cli;

    private enum Signal {
        INT(130),
        TERM(143);

        final int status;

        Signal(int status) {
            this.status = status;
        }
    }

    /** Two tables whose join is long, and a file whose import is. */
    @BeforeAll
    static void prepare() throws IOException {
        try (Database database = PesaDb.open(
                        shared.resolve("signal.pesa"), PesaDb.options().build());
                Session session = database.openSession()) {
            Tables.create(session, "a", Tables.key("id"), Tables.number("k"), Tables.text("x"));
            try (BatchInsert batch = session.batchInsert("a")) {
                for (long id = 0; id < ROWS; id++) {
                    batch.set(0, id);
                    batch.set(1, 1L);
                    batch.set(2, "text " + id);
                    batch.add();
                }
                batch.finish();
            }
            Tables.create(session, "t", Tables.key("id"), Tables.text("x"));
        }
        try (BufferedWriter csv = Files.newBufferedWriter(shared.resolve("long.csv"), StandardCharsets.UTF_8)) {
            csv.write("id,x\n");
            for (int id = 0; id < IMPORTED; id++) {
                csv.write(id + ",some text of a row\n");
            }
        }
    }

    @BeforeEach
    void freshCopy() throws IOException {
        for (String name : List.of("signal.pesa", "signal.pesa-wal")) {
            Files.copy(shared.resolve(name), folder.resolve(name));
        }
        file = folder.resolve("signal.pesa");
        cli = Cli.in(folder);
    }

    private CliProcess start(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(ARGS));
        args.addAll(List.of(more));
        return cli.start(args.toArray(String[]::new));
    }

    private static void send(Signal signal, CliProcess process) throws IOException {
        if (signal == Signal.INT) {
            assumeHears(process);
        }
        process.signal(signal.name());
    }

    /** Who starts the tests in the background of a shell may have SIGINT ignored by them and all that they start. */
    private static void assumeHears(CliProcess process) throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.exists(status)) {
            return;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("SigIgn:")) {
                long ignored = Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16);
                boolean deaf = (ignored & 1L << 1) != 0; // bit n - 1 stands for signal n, SIGINT is 2
                if (deaf) {
                    System.out.println("SignalTest: not tested: SIGINT is ignored by whoever started this");
                }
                Assumptions.assumeFalse(deaf, "SIGINT is ignored by whoever started this");
            }
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits for something that the process does without printing. */
    private static void await(Condition condition) throws IOException {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() - begun < PATIENCE.toNanos(), "it does not happen");
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Whether a transaction is under way for which there is not enough memory. */
    private boolean spills() {
        return Files.exists(folder.resolve("signal.pesa-spill/transaction"));
    }

    private List<Reply> assertEnded(CliProcess process, Signal signal) throws IOException {
        assertEquals(signal.status, process.waitFor(PATIENCE), process::errors);
        assertEquals("", process.errors());
        List<Reply> replies = process.rest().lines().map(Reply::parse).toList();
        assertClean();
        return replies;
    }

    /** Where the main file alone is a database, nothing is left to recover. */
    private void assertClean() throws IOException {
        Path alone = folder.resolve("alone.pesa");
        Files.copy(file, alone);
        try (Database database = PesaDb.open(alone, PesaDb.options().build())) {
            List<Fault> faults = new ArrayList<>();
            database.check(faults::add);
            assertEquals(List.of(), faults);
        }
        assertFalse(Files.exists(folder.resolve("signal.pesa-spill")));
    }

    private long count(String table) {
        try (Database database = PesaDb.open(file, PesaDb.options().build());
                Session session = database.openSession()) {
            return Tables.count(session, table);
        }
    }

    private static void assertCancelled(List<Reply> replies) {
        assertEquals("CANCELLED", replies.get(replies.size() - 1).code(), replies::toString);
        assertTrue(
                replies.subList(0, replies.size() - 1).stream().noneMatch(Reply::isEnd),
                () -> replies.size() + " lines");
    }

    @ParameterizedTest
    @EnumSource(Signal.class)
    void waitingForInput(Signal signal) throws IOException {
        try (CliProcess process = start()) {
            assertEquals(Reply.Kind.OK, process.call("INS t 1 one", PATIENCE).kind());
            assertEquals(Reply.Kind.OK, process.call("BEGIN", PATIENCE).kind());
            assertEquals(Reply.Kind.OK, process.call("INS t 2 two", PATIENCE).kind());
            send(signal, process);
            assertEquals(List.of(), assertEnded(process, signal));
        }
        assertEquals(1, count("t"));
    }

    @ParameterizedTest
    @EnumSource(Signal.class)
    void betweenCommits(Signal signal) throws IOException {
        long acknowledged = 0;
        try (CliProcess process = start()) {
            process.feed(stdin -> {
                for (long id = 0; ; id++) { // ends by the exception of the pipe
                    stdin.write(("INS t " + id + " x\n").getBytes(StandardCharsets.UTF_8));
                }
            });
            for (; acknowledged < 300; acknowledged++) {
                assertEquals(Reply.Kind.OK, process.next(PATIENCE).kind());
            }
            send(signal, process);
            List<Reply> replies = assertEnded(process, signal);
            for (int i = 0; i < replies.size(); i++) {
                boolean last = i == replies.size() - 1;
                assertTrue(
                        replies.get(i).kind() == Reply.Kind.OK
                                || last && replies.get(i).code().equals("CANCELLED"),
                        replies.get(i)::toString);
                acknowledged += replies.get(i).kind() == Reply.Kind.OK ? 1 : 0;
            }
        }
        assertEquals(acknowledged, count("t"));
    }

    @Test
    void whileAStatementPrintsRows() throws IOException {
        Signal signal = Signal.TERM;
        try (CliProcess process = start("-c", "JOIN a a ON k k", "-c", "INS t 1 never")) {
            assertEquals(Reply.Kind.ROW, process.next(PATIENCE).kind());
            send(signal, process);
            assertCancelled(assertEnded(process, signal));
        }
        assertEquals(0, count("t"));
    }

    @Test
    void whileAStatementPrintsNothing() throws IOException {
        Signal signal = Signal.INT;
        try (CliProcess process = start("-c", "SEL a LIMIT 1", "-c", "JOIN a AS l a AS r ON k k ORDER l.x LIMIT 1")) {
            assertEquals(Reply.Kind.ROW, process.next(PATIENCE).kind());
            assertEquals(Reply.Kind.OK, process.next(PATIENCE).kind());
            send(signal, process);
            assertCancelled(assertEnded(process, signal));
        }
    }

    /** Twice, as people do who see nothing happen; the second must not cut off what the first began. */
    @ParameterizedTest
    @EnumSource(Signal.class)
    void twiceDuringAnImport(Signal signal) throws IOException {
        try (CliProcess process = start("-c", "IMPORT t FROM '" + shared.resolve("long.csv") + "'")) {
            await(this::spills);
            send(signal, process);
            try {
                send(signal, process);
            } catch (IOException gone) {
                assertTrue(gone.getMessage().contains("No such process"), gone.getMessage());
            }
            assertCancelled(assertEnded(process, signal));
        }
        assertEquals(0, count("t"));
    }

    @Test
    void duringALargeTransactionOfAScript() throws IOException {
        Signal signal = Signal.TERM;
        Path script = folder.resolve("script.pesa.txt");
        Files.writeString(
                script,
                "INS t -1 kept\nBEGIN\nINS t -2 dropped\nIMPORT t FROM '" + shared.resolve("long.csv")
                        + "'\nCOMMIT\nINS t -3 never\n");
        try (CliProcess process = start("-f", script.toString())) {
            for (int i = 0; i < 3; i++) {
                assertEquals(Reply.Kind.OK, process.next(PATIENCE).kind());
            }
            await(this::spills);
            send(signal, process);
            assertCancelled(assertEnded(process, signal));
        }
        assertEquals(1, count("t"));
    }

    @Test
    void duringAnExport() throws IOException {
        Signal signal = Signal.INT;
        CliResult filled = cli.run("IMPORT t FROM '" + shared.resolve("long.csv") + "'\n", ARGS);
        assertEquals(0, filled.exit(), filled::stdout);
        try (CliProcess process = start("-c", "EXPORT t TO 'out.csv'")) {
            await(() -> Files.exists(folder.resolve(".out.csv." + process.pid() + ".tmp")));
            send(signal, process);
            int status = process.waitFor(PATIENCE);
            List<Reply> replies = process.rest().lines().map(Reply::parse).toList();
            boolean cancelled = replies.get(0).code().equals("CANCELLED");
            assertEquals(signal.status, status, process::errors);
            assertEquals(!cancelled, Files.exists(folder.resolve("out.csv")), replies::toString);
        }
        try (var left = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    left.filter(name -> name.toString().endsWith(".tmp")).toList());
        }
        assertClean();
    }

    /** Nothing may come from a pipe for long. */
    @Test
    void whileAnImportWaitsForItsFile() throws IOException {
        try (CliProcess process = start("-c", "INS t 1 one", "-c", "IMPORT t FROM '/dev/stdin'")) {
            process.send("id,x");
            assertEquals(Reply.Kind.OK, process.next(PATIENCE).kind());
            process.send("2,two");
            send(Signal.TERM, process);
            assertEquals(143, process.waitFor(PATIENCE), process::errors);
            assertEquals("", process.errors());
        }
        assertClean(); // else it gave up waiting, and went down as it was
        assertEquals(1, count("t"));
    }

    /** As {@code | head -1} does. */
    @Test
    void aReaderThatGoesAwayEndsItInOrder() throws IOException {
        try (CliProcess process = start("-c", "INS t 1 one", "-c", "JOIN a a ON k k", "-c", "INS t 2 never")) {
            assertEquals(Reply.Kind.OK, process.next(PATIENCE).kind());
            process.closeOutput();
            assertEquals(1, process.waitFor(PATIENCE));
            assertEquals("", process.errors());
        }
        assertClean();
        assertEquals(1, count("t"));
    }

    /** What it acknowledges while it cannot be heard is as durable as ever, and its transaction is not left open. */
    @Test
    void aReaderThatGoesAwayWithinATransactionLeavesNothingOfIt() throws IOException {
        try (CliProcess process = start()) {
            assertEquals(Reply.Kind.OK, process.call("BEGIN", PATIENCE).kind());
            assertEquals(Reply.Kind.OK, process.call("INS t 1 one", PATIENCE).kind());
            process.closeOutput();
            // The first answers may still go to who was listening; then it leaves, whatever else is said to it.
            process.feed(stdin -> {
                for (int id = 2; id < 50; id++) {
                    stdin.write(("INS t " + id + " more\n").getBytes(StandardCharsets.UTF_8));
                }
            });
            assertEquals(1, process.waitFor(PATIENCE));
            assertEquals("", process.errors());
        }
        assertClean();
        assertEquals(0, count("t"));
    }
}
