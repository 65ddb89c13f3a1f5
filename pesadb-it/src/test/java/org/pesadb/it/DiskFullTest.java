package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/**
 * A file system that really fills up, at every block of each kind of work: a statement that finds no room fails with DISK_FULL and
 * changes nothing, everything before it is intact and can be read, also by whoever opens the database while the disk is full; and
 * once there is room, writing goes on without a restart.
 */
class DiskFullTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int DISK_KILOBYTES = 4096;
    private static final int BLOCK = 4096;
    private static final int ROWS = 100;
    private static final String PAD = "p".repeat(700);

    @TempDir
    private static Path scratch;

    private static SmallDisk disk;

    private Path file;

    @BeforeAll
    static void mount() throws IOException {
        disk = SmallDisk.mount(scratch.resolve("disk"), DISK_KILOBYTES);
        // What each round begins with: closed, with rows in several pages.
        try (Database database = open(scratch.resolve("data.pesa"), 1_000);
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.number("n"), Tables.text("x"));
            insert(session, 0, ROWS);
        }
    }

    @AfterAll
    static void unmount() {
        if (disk != null) {
            disk.close();
        }
    }

    @BeforeEach
    void freshCopy() throws IOException {
        copyIn();
    }

    private void copyIn() throws IOException {
        try (var files = Files.walk(disk.folder())) {
            for (Path old : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                if (!old.equals(disk.folder())) {
                    Files.delete(old);
                }
            }
        }
        disk.put(scratch.resolve("data.pesa"));
        disk.put(scratch.resolve("data.pesa-wal"));
        file = disk.folder().resolve("data.pesa");
    }

    private static Database open(Path file, int checkpoint) {
        return PesaDb.open(
                file,
                PesaDb.options()
                        .checkpointPages(checkpoint)
                        .cacheBytes(400_000)
                        .transactionBytes(1)
                        .background(Runnable::run)
                        .build());
    }

    private static void insert(Session session, long from, int rows) {
        try (BatchInsert batch = session.batchInsert("t")) {
            for (long id = from; id < from + rows; id++) {
                batch.set(0, id);
                batch.set(1, id % 7);
                batch.set(2, PAD + id);
                batch.add();
            }
            batch.finish();
        }
    }

    private static List<List<Object>> content(Session session) {
        return Tables.rows(
                session,
                new Command.Select("t", List.of(), List.of(), new Command.Ordering("id", false), Command.Limit.NONE));
    }

    private static void assertSound(Database database, String where) {
        List<Fault> faults = new ArrayList<>();
        database.check(faults::add);
        assertEquals(List.of(), faults, where);
    }

    /** What may meet the end of the disk. */
    enum Work {
        /** A transaction in memory. */
        INSERT {
            @Override
            void run(Session session) {
                insert(session, 1_000, 120);
            }
        },
        /** One whose pages go to the spill folder first. */
        LARGE_INSERT {
            @Override
            void run(Session session) {
                insert(session, 1_000, 200);
            }
        },
        /** Several statements of one transaction. */
        TRANSACTION {
            @Override
            void run(Session session) {
                session.run(new Command.Begin(false));
                try {
                    insert(session, 1_000, 50);
                    session.run(Tables.set("t", "n", 99L));
                    insert(session, 2_000, 50);
                    session.run(new Command.Commit());
                } finally {
                    if (session.inTransaction()) {
                        session.run(new Command.Rollback());
                    }
                }
            }
        },
        /** Every row. */
        UPDATE {
            @Override
            void run(Session session) {
                session.run(Tables.set("t", "n", 77L));
            }
        },
        /** A change, and then the main file grows. */
        CHECKPOINT {
            @Override
            void run(Session session) {
                insert(session, 1_000, 100);
                session.run(new Command.Checkpoint());
            }

            @Override
            boolean mayDoHalf() {
                return true;
            }
        },
        /** Moves rows. */
        COMPACT {
            @Override
            void run(Session session) {
                session.run(new Command.Delete("t", List.of(Condition.of("n", Operator.LESS, Operand.of(5L)))));
                session.run(new Command.Compact(null));
            }

            @Override
            boolean mayDoHalf() {
                return true;
            }
        },
        /** Another file on the same disk. */
        BACKUP {
            @Override
            void run(Session session) {
                session.run(new Command.Backup(disk.folder().resolve("backup.pesa")));
            }
        },
        /** A tree built at once. */
        INDEX {
            @Override
            void run(Session session) {
                session.run(new Command.CreateIndex("t", "x", false, null));
            }
        };

        abstract void run(Session session);

        /** Whether it is more than one transaction, so that the first may be done where the second fails. */
        boolean mayDoHalf() {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void whereverTheDiskEnds(Work work) throws IOException {
        long needed = needed(work);
        int failures = 0;
        // With less and less room; at last none at all.
        for (long room = needed; room >= 0; room -= Math.max(BLOCK, needed / 16 / BLOCK * BLOCK)) {
            copyIn();
            String where = work + " with " + room + " bytes of room";
            failures += withRoom(work, room, where) ? 0 : 1;
        }
        assertTrue(failures > 0, work + " always found room");
    }

    /** How much room the work takes, at most. */
    private long needed(Work work) throws IOException {
        long before = disk.room();
        try (Database database = open(file, 40);
                Session session = database.openSession()) {
            work.run(session);
        }
        long after = disk.room();
        return Math.min(before, (before - after) * 3 + 64 * BLOCK);
    }

    /** Returns whether the work was done. */
    private boolean withRoom(Work work, long room, String where) throws IOException {
        boolean done;
        List<List<Object>> content;
        try (Database database = open(file, 40);
                Session session = database.openSession()) {
            List<List<Object>> before = content(session);
            disk.leave(room);
            done = attempt(work, session, where);
            content = content(session);
            if (!done && !work.mayDoHalf()) {
                assertEquals(before, content, where);
            }
            assertSound(database, where);
            if (!done) {
                assertFalse(Files.exists(disk.folder().resolve("backup.pesa")), where);
                disk.free();
                insert(session, 5_000, 1);
                disk.leave(room);
                content = content(session);
                assertEquals(5_000L, content.get(content.size() - 1).get(0), where);
            }
        }
        try (Database again = open(file, 40);
                Session session = again.openSession()) {
            assertEquals(content, content(session), where + ", reopened on the full disk");
            assertSound(again, where);
            disk.free();
            insert(session, 6_000, 1);
        }
        try (Database again = open(file, 40);
                Session session = again.openSession()) {
            assertEquals(content.size() + 1, content(session).size(), where + ", reopened with room");
            assertSound(again, where);
        }
        return done;
    }

    private static boolean attempt(Work work, Session session, String where) {
        try {
            work.run(session);
            return true;
        } catch (PesaDbException failed) {
            assertEquals(ErrorCode.DISK_FULL, failed.code(), where + ": " + failed.getMessage());
            assertFalse(failed.outcomeUnknown(), where + ": " + failed.getMessage());
            return false;
        }
    }

    @Test
    void creationWaitsForRoomAndLeavesNothingInItsWay() throws IOException {
        Path fresh = disk.folder().resolve("folder/fresh.pesa");
        int failures = 0;
        for (long room = 0; room < 80 * BLOCK; room += BLOCK) {
            disk.leave(room);
            try (Database made = open(fresh, 40)) {
                assertTrue(made.created());
                assertSound(made, room + " bytes of room");
                break;
            } catch (PesaDbException failed) {
                assertEquals(ErrorCode.DISK_FULL, failed.code(), failed.getMessage());
                failures++;
            }
        }
        assertTrue(failures > 0, "there was always room");
        disk.free();
        try (Database made = open(fresh, 40);
                Session session = made.openSession()) {
            Tables.create(session, "t", Tables.key("id"));
            Tables.insert(session, "t", 1L);
            assertSound(made, "made at last");
        }
    }

    /** The same as a user sees it, with a process that is killed on the full disk. */
    @Test
    void killedOnAFullDiskItCanBeReadAndLaterWritten() throws IOException {
        Cli cli = Cli.in(scratch);
        String[] write = {"--format", "json", file.toString()};
        long kept;
        try (CliProcess process = cli.start(write)) {
            process.send("COUNT t");
            disk.leave(80 * BLOCK);
            long id = 10_000;
            assertEquals(ROWS, process.next(PATIENCE).number("count"));
            process.next(PATIENCE);
            Reply reply = process.call("INS t " + id + " 1 '" + PAD + "'", PATIENCE);
            while (reply.kind() == Reply.Kind.OK) {
                id++;
                reply = process.call("INS t " + id + " 1 '" + PAD + "'", PATIENCE);
            }
            assertEquals("DISK_FULL", reply.code(), reply::toString);
            kept = ROWS + id - 10_000;
            process.kill();
        }
        disk.leave(0);

        CliResult reader = cli.run("COUNT t\nINS t 1 1 x\n", "--format", "json", "--read-only", file.toString());
        assertEquals(List.of(List.of(kept)), reader.rows(), reader::stdout);
        assertEquals(List.of("READ_ONLY"), reader.codes());
        CliResult check = cli.run("", "check", file.toString());
        assertEquals(0, check.exit(), check.stdout() + check.stderr());

        try (CliProcess process = cli.start(write)) {
            process.send("COUNT t");
            assertEquals(kept, process.next(PATIENCE).number("count"));
            process.next(PATIENCE);
            Reply refused = process.call("INS t 99999 1 x", PATIENCE);
            assertEquals("DISK_FULL", refused.code(), refused::toString);
            assertTrue(refused.text("message").contains("make room"), refused::toString);
            disk.free();
            Reply taken = process.call("INS t 99999 1 x", PATIENCE);
            assertEquals(Reply.Kind.OK, taken.kind(), taken::toString);
            process.endInput();
            assertEquals(1, process.waitFor(PATIENCE)); // one command failed
            assertFalse(process.errors().contains("\tat "), process::errors);
        }
        CliResult after = cli.run("COUNT t\n", write);
        assertEquals(List.of(List.of(kept + 1)), after.rows(), after::stdout);
    }

    /** A full disk is no failure of a close: nothing that was acknowledged is at stake. */
    @Test
    void closesWithoutComplaintWhatTheLogStillHolds() throws IOException {
        Database database = open(file, 1_000);
        Session session = database.openSession();
        insert(session, 1_000, 200);
        disk.leave(0);
        database.close();
        try (Database reader = PesaDb.open(file, PesaDb.options().readOnly(true).build());
                Session reading = reader.openSession()) {
            assertEquals(ROWS + 200, content(reading).size());
        } catch (PesaDbException failed) {
            fail("a reader on a full disk: " + failed.getMessage(), failed);
        }
    }

    /** The lock file takes a block, which a full disk does not have. */
    @Test
    void needsNoRoomToLock() throws IOException {
        disk.leave(0);
        Files.deleteIfExists(disk.folder().resolve("data.pesa-lock"));
        disk.leave(0);
        for (boolean readOnly : Arrays.asList(true, false)) {
            try (Database database = PesaDb.open(
                            file, PesaDb.options().readOnly(readOnly).build());
                    Session session = database.openSession()) {
                assertEquals(ROWS, content(session).size());
            }
        }
    }
}
