package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.Seeds;

/**
 * A transaction of hundreds of pages with memory for sixteen, with a statement that fails in it, and a device that dies or
 * fails at each of its calls in turn: afterwards the rows are those of before or those of after, the database is whole, and
 * nothing is left in the spill folder.
 */
class LargeTransactionCrashTest {
    private static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();
    private static final Path SPILL = Path.of("/d/data.pesa-spill").toAbsolutePath();
    private static final int ROWS = 500;
    private static final long SEED = Seeds.one();

    /** From which call to the next; 1 takes minutes. */
    private static final int STRIDE = Integer.getInteger("pesadb.large.stride", 29);

    private static Database open(MemoryFiles files) {
        return PesaDb.open(
                PATH,
                PesaDb.options()
                        .files(files)
                        .checkpointPages(100)
                        .cacheBytes(100_000)
                        .statementBytes(1)
                        .transactionBytes(1)
                        .build());
    }

    /** A closed database with one small row. */
    private static MemoryFiles start() {
        MemoryFiles files = new MemoryFiles();
        try (Database database = open(files);
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
            Tables.insert(session, "t", -1L, "before");
        }
        return files;
    }

    private static void batch(Session session, long from, int rows) {
        try (BatchInsert batch = session.batchInsert("t")) {
            for (long i = from; i < from + rows; i++) {
                batch.set(0, i * 0x9E3779B97F4AL);
                batch.set(1, "x".repeat(1_500));
                batch.add();
            }
            batch.finish();
        }
    }

    /** The transaction; a statement of it that fails is tried once more. */
    private static void work(Session session) {
        session.run(new Command.Begin(false));
        try {
            twice(() -> batch(session, 1, ROWS));
            try {
                batch(session, 2 * ROWS, ROWS / 2);
                batch(session, 1, 1);
            } catch (PesaDbException failed) {
                assertTrue(
                        failed.code() == ErrorCode.DUPLICATE_KEY || failed.code() == code(failed), failed.getMessage());
            }
            twice(() -> session.run(new Command.Delete(
                    "t",
                    List.of(org.pesadb.api.Condition.of(
                            "id",
                            org.pesadb.api.Operator.GREATER,
                            org.pesadb.api.Operand.of(ROWS * 0x9E3779B97F4AL))))));
            twice(() -> session.run(Tables.set("t", "text", "y".repeat(1_600))));
            session.run(new Command.Commit());
        } finally {
            if (session.inTransaction()) {
                session.run(new Command.Rollback());
            }
        }
    }

    private static ErrorCode code(PesaDbException failed) {
        return failed.code() == ErrorCode.IO || failed.code() == ErrorCode.DISK_FULL ? failed.code() : null;
    }

    private static void twice(Runnable statement) {
        try {
            statement.run();
        } catch (PesaDbException once) {
            statement.run();
        }
    }

    /** What there is: true for the transaction, false for what was before it. */
    private static boolean committed(MemoryFiles left, String when) {
        try (Database database = open(left);
                Session session = database.openSession()) {
            assertEquals(List.of(), left.list(SPILL, ""), when);
            List<String> faults = new ArrayList<>();
            database.check(fault -> faults.add(fault.toString()));
            assertEquals(List.of(), faults, when);
            List<List<Object>> rows = Tables.rows(session, Tables.all("t"));
            if (rows.size() == 1) {
                assertEquals("before", rows.get(0).get(1), when);
                return false;
            }
            assertEquals(ROWS + 1, rows.size(), when);
            rows.forEach(row -> assertEquals("y".repeat(1_600), row.get(1), when));
            return true;
        } catch (PesaDbException failed) {
            throw new AssertionError(when + ": " + failed.getMessage(), failed);
        }
    }

    private static final class Device implements MemoryFiles.Hook {
        private final int at;
        private final boolean dies;
        private final String reason;
        private int calls;
        private boolean keepsFile;

        Device(int at, boolean dies, String reason) {
            this.at = at;
            this.dies = dies;
            this.reason = reason;
        }

        @Override
        public void before(MemoryFiles.Call call, Path path, long position, int length) throws IOException {
            calls++;
            if (calls == at || dies && calls > at) {
                keepsFile |= call == MemoryFiles.Call.DELETE;
                throw new IOException(path + ": " + reason);
            }
        }
    }

    @Test
    void deathAtAnyCallLeavesAllOrNothing() {
        MemoryFiles start = start();
        for (int at = 1 + (int) Math.floorMod(SEED, (long) STRIDE); ; at += STRIDE) {
            String when = "death at call " + at + ", -Dpesadb.seed=" + SEED;
            MemoryFiles files = start.killed();
            Device device = new Device(at, true, "the power is gone");
            files.hook(device);
            boolean done = false;
            try (Database database = open(files);
                    Session session = database.openSession()) {
                work(session);
                done = true;
            } catch (PesaDbException dead) {
                assertTrue(device.calls >= at, dead::getMessage);
            }
            Random chance = new Random(SEED + at);
            boolean killed = committed(files.killed(), when);
            boolean crashed = committed(files.crash(chance), when + ", power lost");
            assertTrue(!done || killed && crashed, when);
            if (device.calls < at) {
                assertTrue(at > 200, "the work is too little: " + at);
                return;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Input/output error", "No space left on device"})
    void aFailureOfAnyCallFailsAStatementAtMost(String reason) {
        MemoryFiles start = start();
        for (int at = 1 + (int) Math.floorMod(SEED, (long) STRIDE); ; at += STRIDE) {
            String when = reason + " at call " + at + ", -Dpesadb.seed=" + SEED;
            MemoryFiles files = start.killed();
            Database database = open(files);
            Device device = new Device(at, false, reason);
            files.hook(device);
            boolean done = false;
            boolean doubt = false;
            try (Session session = database.openSession()) {
                work(session);
                done = true;
            } catch (PesaDbException failed) {
                doubt = failed.outcomeUnknown();
            }
            files.hook(null);
            if (!device.keepsFile) {
                assertEquals(List.of(), files.list(SPILL, ""), when);
            }
            try {
                database.close();
            } catch (PesaDbException failed) {
                assertTrue(doubt, when + ": " + failed.getMessage());
            }
            boolean found = committed(files.killed(), when);
            assertTrue(doubt || found == done, when + ": found " + found + ", answered " + done);
            if (device.calls < at) {
                assertTrue(at > 200, "the work is too little: " + at);
                return;
            }
        }
    }
}
