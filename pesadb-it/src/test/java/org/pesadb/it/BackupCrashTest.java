package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.Seeds;

/** A backup that is cut short by anything at any moment leaves no file of its name, and nothing that looks like one. */
class BackupCrashTest {
    private static final Path MAIN = Path.of("/d/main.pesa").toAbsolutePath();
    private static final Path COPY = Path.of("/d/copy.pesa").toAbsolutePath();
    private static final Path PARTIAL = Path.of("/d/copy.pesa.partial").toAbsolutePath();
    private static final Path RENAMED = Path.of("/d/renamed.pesa").toAbsolutePath();
    private static final int ROWS = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TORN = 20;

    private static Database open(MemoryFiles files, Path path) {
        return PesaDb.open(
                path, PesaDb.options().files(files).checkpointPages(50).build());
    }

    /** A database of a few hundred pages whose newest state is partly in its log. */
    private static MemoryFiles made() {
        MemoryFiles files = new MemoryFiles();
        try (Database database = open(files, MAIN);
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
            for (int id = 0; id < ROWS; id++) {
                Tables.insert(session, "t", id, "x".repeat(id * 400));
            }
        }
        return files;
    }

    private static PesaDbException backup(MemoryFiles files, MemoryFiles.Hook hook) {
        try (Database database = open(files, MAIN);
                Session session = database.openSession()) {
            session.run(Tables.set("t", "text", "newest"));
            files.hook(hook);
            try {
                session.run(new Command.Backup(COPY));
                return null;
            } catch (PesaDbException failed) {
                return failed;
            } finally {
                files.hook(null);
            }
        }
    }

    private static void assertWhole(MemoryFiles files, Path path, String when) {
        try (Database database = open(files, path);
                Session session = database.openSession()) {
            List<Fault> faults = new ArrayList<>();
            database.check(faults::add);
            assertEquals(List.of(), faults, when);
            List<List<Object>> rows = Tables.rows(session, Tables.all("t"));
            assertEquals(ROWS, rows.size(), when);
            assertTrue(rows.stream().allMatch(row -> row.get(1).equals("newest")), when);
        }
    }

    /** Fails one call, or that and all that follow, as a device does that has died. */
    private static final class Device implements MemoryFiles.Hook {
        private final int at;
        private final boolean dies;
        private int calls;

        Device(int at, boolean dies) {
            this.at = at;
            this.dies = dies;
        }

        @Override
        public void before(MemoryFiles.Call call, Path path, long position, int length) throws IOException {
            calls++;
            if (calls == at || dies && calls > at) {
                throw new IOException(path + ": the device has died");
            }
        }
    }

    @Test
    void aDeviceThatDiesAtAnyCallLeavesItAbsentOrWhole() {
        long seed = Seeds.one();
        Random random = new Random(seed);
        int whole = 0;
        int wholeUnfinished = 0;
        for (int at = 1; ; at++) {
            Device device = new Device(at, true);
            MemoryFiles files = made();
            MemoryFiles killed = null;
            MemoryFiles lost = null;
            MemoryFiles torn = null;
            try (Database database = open(files, MAIN);
                    Session session = database.openSession()) {
                session.run(Tables.set("t", "text", "newest"));
                files.hook(device);
                PesaDbException failed = null;
                try {
                    session.run(new Command.Backup(COPY));
                } catch (PesaDbException told) {
                    failed = told;
                }
                killed = files.killed();
                lost = files.crash(null);
                torn = files.crash(random);
                for (int i = 0; i < TORN; i++) {
                    wholeUnfinished += noneOrWhole(files.crash(random), "seed " + seed + ", dead at call " + at);
                }
                files.hook(null);
                if (failed == null) {
                    assertTrue(at > 10, "too few calls: " + at);
                    assertTrue(device.calls < at);
                    assertWhole(lost, COPY, "done");
                    assertTrue(whole > 0, "no crash came after the rename");
                    assertTrue(wholeUnfinished > 0, "no crash came between the last force and the rename");
                    return;
                }
            }
            String when = "seed " + seed + ", dead at call " + at;
            whole += absentOrWhole(killed, when + ", killed")
                    + absentOrWhole(lost, when + ", all unforced lost")
                    + absentOrWhole(torn, when + ", some unforced lost");
        }
    }

    /** Returns 1 where there is a backup. */
    private static int absentOrWhole(MemoryFiles files, String when) {
        assertWhole(files, MAIN, when + ", the original");
        noneOrWhole(files.killed(), when);
        if (files.bytes(COPY) != null) {
            assertWhole(files, COPY, when);
            return 1;
        }
        assertNull(backup(files, null), when + ", again");
        assertWhole(files, COPY, when + ", again");
        assertNull(files.bytes(PARTIAL), when);
        return 0;
    }

    /** What bears the unfinished name is not opened; under another one it is no database, or a whole one; returns 1 for that. */
    private static int noneOrWhole(MemoryFiles files, String when) {
        if (files.bytes(PARTIAL) == null) {
            return 0;
        }
        PesaDbException refused = assertThrows(PesaDbException.class, () -> open(files, PARTIAL), when);
        assertEquals(ErrorCode.NOT_A_DATABASE, refused.code(), when + ": " + refused.getMessage());
        files.set(RENAMED, files.bytes(PARTIAL));
        try {
            assertWhole(files, RENAMED, when + ", the unfinished file opens");
            return 1;
        } catch (PesaDbException none) {
            assertEquals(ErrorCode.NOT_A_DATABASE, none.code(), when + ": " + none.getMessage());
            return 0;
        }
    }

    @Test
    void oneCallThatFailsLeavesNothing() {
        MemoryFiles files = made();
        for (int at = 1; ; at++) {
            Device device = new Device(at, false);
            PesaDbException failed = backup(files, device);
            if (device.calls < at) {
                assertNull(failed);
                assertTrue(at > 10, "too few calls: " + at);
                assertWhole(files, COPY, "done");
                return;
            }
            assertNotNull(failed, "call " + at + " failed unnoticed");
            assertEquals(ErrorCode.IO, failed.code(), failed.getMessage());
            assertNull(files.bytes(COPY), "after a failure of call " + at);
            assertNull(files.bytes(PARTIAL), "after a failure of call " + at);
        }
    }

    @Test
    void aFullDiskLeavesNothing() {
        MemoryFiles files = made();
        for (int room = 0; room < 3; room++) {
            long limit = room * 300_000L;
            PesaDbException failed = backup(files, (call, path, position, length) -> {
                if (call == MemoryFiles.Call.WRITE && path.equals(PARTIAL) && position + length > limit) {
                    throw new IOException("No space left on device");
                }
            });
            assertNotNull(failed, "room for " + limit);
            assertEquals(ErrorCode.DISK_FULL, failed.code(), failed.getMessage());
            assertTrue(failed.getMessage().contains(PARTIAL.toString()), failed.getMessage());
            assertNull(files.bytes(PARTIAL));
            assertNull(files.bytes(COPY));
        }
        assertNull(backup(files, null));
        assertWhole(files, COPY, "with room");
    }

    @Test
    void whatAnEarlierOneLeftIsReplaced() {
        MemoryFiles files = made();
        files.set(PARTIAL, new byte[10_000_000]); // longer than the backup
        assertNull(backup(files, null));
        assertNull(files.bytes(PARTIAL));
        assertWhole(files, COPY, "over a leftover");
    }

    @Test
    void aProcessThatIsKilledOrStoppedLeavesNothingThatLooksLikeABackup(@TempDir Path folder) throws IOException {
        Path copy = folder.resolve("copy.pesa");
        Path partial = folder.resolve("copy.pesa.partial");
        Cli cli = Cli.in(folder);
        StringBuilder csv = new StringBuilder("id,text\n");
        for (int i = 0; i < 100_000; i++) {
            csv.append(i).append(',').append("text ".repeat(40)).append('\n');
        }
        Files.writeString(folder.resolve("t.csv"), csv);
        CliResult made = cli.run("CREATE t id:INT:PK text:TEXT\nIMPORT t FROM t.csv\n", "--bare", "main.pesa");
        assertEquals(0, made.exit(), made.stderr());
        // Where it was too quick, another round.
        boolean killed = false;
        boolean stopped = false;
        for (int round = 0; round < 40 && !(killed && stopped); round++) {
            boolean kill = !killed;
            Files.deleteIfExists(partial); // of the round before: we wait for this one's
            int exit;
            try (CliProcess process = cli.start("backup", "main.pesa", "copy.pesa")) {
                long until = System.nanoTime() + PATIENCE.toNanos();
                while (!Files.exists(partial) && !Files.exists(copy)) {
                    assertTrue(System.nanoTime() < until, "the backup never begins");
                    Thread.onSpinWait();
                }
                if (kill) {
                    process.kill();
                } else {
                    process.terminate();
                }
                exit = process.waitFor(PATIENCE);
            }
            if (Files.deleteIfExists(copy)) {
                continue;
            }
            if (!kill) {
                assertEquals(143, exit);
                assertTrue(Files.notExists(partial), "a backup that is stopped in order leaves nothing");
                stopped = true;
            } else if (!beginsAsADatabase(partial)) {
                PesaDbException none = assertThrows(PesaDbException.class, () -> PesaDb.open(partial));
                assertEquals(ErrorCode.NOT_A_DATABASE, none.code(), none.getMessage());
                killed = true;
            }
        }
        assertTrue(killed && stopped, "no round met a backup that was under way");
        Files.write(partial, new byte[5]);
        CliResult again = cli.run("", "backup", "main.pesa", "copy.pesa");
        assertEquals(0, again.exit(), again.stderr());
        assertTrue(Files.notExists(partial));
        CliResult check = cli.run("COUNT t\n", "--format", "json", "copy.pesa");
        assertEquals(List.of(List.of(100_000L)), check.rows());
        assertEquals(0, cli.run("", "check", "copy.pesa").exit());
    }

    private static boolean beginsAsADatabase(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(6), StandardCharsets.US_ASCII).equals("PesaDB");
        }
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void ofWhatAKilledProcessLeftItHasWhatTheLogHolds(SyncMode sync) {
        MemoryFiles files = made();
        MemoryFiles left;
        try (Database database = PesaDb.open(
                        MAIN, PesaDb.options().files(files).sync(sync).build());
                Session session = database.openSession()) {
            session.run(Tables.set("t", "text", "newest"));
            left = files.killed();
        }
        try (Database database = PesaDb.open(
                        MAIN, PesaDb.options().files(left).readOnly(true).build());
                Session session = database.openSession()) {
            session.run(new Command.Backup(COPY));
        }
        assertWhole(left, COPY, "of a hot log");
        assertWhole(left, MAIN, "the original");
        try (Database database = open(left, COPY);
                Session session = database.openSession()) {
            Tables.insert(session, "t", ROWS, "another");
        }
        try (Database database = open(left, COPY);
                Session session = database.openSession()) {
            assertEquals(ROWS + 1, Tables.count(session, "t"));
        }
    }
}
