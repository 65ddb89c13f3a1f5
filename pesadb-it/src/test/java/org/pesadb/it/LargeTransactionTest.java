package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;

/**
 * Transactions of which only a part has room in the heap of the process: committed, rolled back, killed, failed in between.
 * {@code -Dpesadb.large.rows=2000000 -Dpesadb.large.heap=256m} is the full size.
 */
class LargeTransactionTest {
    private static final int ROWS = Integer.getInteger("pesadb.large.rows", 80_000);
    private static final String HEAP = System.getProperty("pesadb.large.heap", "24m");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void writeRows() throws IOException {
        cli = Cli.in(folder).withJvm("-XX:+UseSerialGC", "-Xmx" + HEAP);
        write("orders.csv", 0, ROWS, 1);
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.create(session, "orders", Tables.key("order_id"), Tables.number("user_id"), Tables.text("item"));
        }
    }

    /** Keys that follow each other for a step of 1; for a large odd one in an order that no index likes. */
    private void write(String name, long from, int rows, long step) throws IOException {
        try (BufferedWriter csv = Files.newBufferedWriter(folder.resolve(name))) {
            csv.write("order_id,user_id,item\n");
            for (long i = from; i < from + rows; i++) {
                csv.write(i * step + "," + i % 1000 + ",item " + i % 97 + "\n");
            }
        }
    }

    private static String[] args() {
        return new String[] {"--format", "json", "--bare", "big.pesa"};
    }

    private CliResult run(String commands) throws IOException {
        try (CliProcess process = cli.start(args())) {
            process.feed(stdin -> stdin.write(commands.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            int exit = process.waitFor(PATIENCE);
            CliResult result = new CliResult(exit, process.rest(), process.errors());
            assertEquals("", result.stderr());
            return result;
        }
    }

    private Database open() {
        return PesaDb.open(folder.resolve("big.pesa"));
    }

    private long bytes(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private List<String> spilled() throws IOException {
        Path spill = folder.resolve("big.pesa-spill");
        if (!Files.exists(spill)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(spill)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Opens it without a process of its own, and sees that it has so many rows of some kind and is sound. */
    private void assertWhole(long rows, Condition... where) {
        List<Fault> faults = new ArrayList<>();
        try (Database database = open();
                Session session = database.openSession()) {
            assertEquals(rows, Tables.count(session, "orders", where));
            database.check(faults::add);
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void committedItIsThere() throws IOException {
        CliResult result = run(
                "BEGIN\nIMPORT orders FROM 'orders.csv'\nCOUNT orders\nUPD orders SET user_id=5 WHERE order_id >= 0\n"
                        + "COUNT orders WHERE user_id 5\nCOMMIT\nCOUNT orders WHERE user_id 5\n");
        assertEquals(List.of(), result.codes(), result.stdout());
        assertEquals(
                List.of(List.of((long) ROWS), List.of((long) ROWS), List.of((long) ROWS)),
                result.rows().stream().map(row -> List.<Object>copyOf(row)).toList());
        assertWhole(ROWS, Condition.equal("user_id", 5));
        assertTrue(Files.notExists(folder.resolve("big.pesa-spill")), "the folder went with the close");
    }

    @Test
    void rolledBackItGivesItsRoomBack() throws IOException {
        long main = bytes("big.pesa");
        CliResult result = run("BEGIN\nIMPORT orders FROM 'orders.csv'\nROLLBACK\nCOUNT orders\n");
        assertEquals(List.of(List.of(0L)), result.rows());
        assertEquals(List.of(), spilled());
        assertTrue(bytes("big.pesa") <= main + 4096, bytes("big.pesa") + " bytes after " + main);
        assertTrue(bytes("big.pesa-wal") <= 1 << 20, bytes("big.pesa-wal") + " bytes of log");
        assertWhole(0);
    }

    @Test
    void killedInTheMiddleItWasNever() throws IOException {
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.insert(session, "orders", -1, 7, "before");
        }
        try (CliProcess process = cli.start(args())) {
            assertEquals(Reply.Kind.OK, process.call("BEGIN", PATIENCE).kind());
            assertEquals(
                    Reply.Kind.OK,
                    process.call("IMPORT orders FROM 'orders.csv'", PATIENCE).kind());
            assertEquals(List.of("transaction"), spilled());
            process.send("UPD orders SET item='never' WHERE order_id >= 0");
            process.kill();
            process.waitFor(PATIENCE);
        }
        assertTrue(spilled().contains("transaction"), "a kill leaves it behind");
        assertWhole(1);
        assertEquals(List.of(), spilled());
    }

    @Test
    void aStatementThatFailsInItIsUndoneAndTheRestStays() throws IOException {
        // The last row of the second file is there already.
        write("again.csv", 2L * ROWS, ROWS, 1);
        Files.writeString(folder.resolve("again.csv"), "0,0,twice\n", java.nio.file.StandardOpenOption.APPEND);
        CliResult result = run("BEGIN\nIMPORT orders FROM 'orders.csv'\nIMPORT orders FROM 'again.csv'\n"
                + "DEL orders WHERE user_id 3\nCOMMIT\nCOUNT orders\n");
        assertEquals(List.of("DUPLICATE_KEY"), result.codes());
        assertEquals(List.of(List.of((long) (ROWS - ROWS / 1000))), result.rows());
        assertWhole(ROWS - ROWS / 1000);
    }

    @Test
    void tenUpdatesOfAllRowsTakeNoMoreRoomThanTwo() throws IOException {
        try (CliProcess process = cli.start(args())) {
            process.call("BEGIN", PATIENCE);
            process.call("IMPORT orders FROM 'orders.csv'", PATIENCE);
            long most = 0;
            for (int round = 1; round <= 10; round++) {
                Reply reply = process.call("UPD orders SET user_id=" + round + " WHERE order_id >= 0", PATIENCE);
                assertEquals(Reply.Kind.OK, reply.kind(), reply::toString);
                long now = bytes("big.pesa-spill/transaction");
                assertTrue(round <= 2 || now <= most, "round " + round + ": " + now + " bytes after " + most);
                most = Math.max(most, now);
            }
            assertEquals(Reply.Kind.OK, process.call("COMMIT", PATIENCE).kind());
            process.endInput();
            assertEquals(0, process.waitFor(PATIENCE));
        }
        assertWhole(ROWS, Condition.equal("user_id", 10));
    }

    @Test
    void keysInRandomOrderAndAnIndexAndTheDropOfItAll() throws IOException {
        write("random.csv", 0, ROWS, 0x9E3779B97F4AL);
        CliResult result =
                run("BEGIN\nIMPORT orders FROM 'random.csv'\nINDEX orders item\nCOUNT orders WHERE item 'item 5'\n"
                        + "COMMIT\nCOUNT orders\n");
        assertEquals(List.of(), result.codes(), result.stdout());
        assertEquals(
                List.of((ROWS + 91L) / 97, (long) ROWS),
                result.rows().stream().map(row -> row.get(0)).toList());
        assertWhole(ROWS);
        result = run("BEGIN\nDROP orders\nROLLBACK\nCOUNT orders\nDROP orders\n");
        assertEquals(List.of(), result.codes(), result.stdout());
        assertEquals(List.of(List.of((long) ROWS)), result.rows());
        List<Fault> faults = new ArrayList<>();
        try (Database database = open()) {
            database.check(faults::add);
        }
        assertEquals(List.of(), faults);
    }
}
