package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.Seeds;

/**
 * One fixed piece of work, from the making of a database to its last close, and a device that dies or fails at each of its
 * calls in turn. Afterwards everything acknowledged is there, nothing half, and the database is whole.
 */
class CrashAtEveryCallTest {
    private static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();
    private static final long SEED = Seeds.one();

    /** One statement or transaction: what it does to the database, and what that makes of the rows. */
    private record Step(Work work, Effect effect) {}

    private interface Work {
        void on(Session session);
    }

    /** Returns the rows after it; null stands for a database without the table. */
    private interface Effect {
        TreeMap<Long, String> on(TreeMap<Long, String> rows);
    }

    private static final List<List<Step>> SITTINGS = List.of(first(), second(), third());

    private static List<Step> first() {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(
                session -> Tables.create(
                        session, "t", Tables.key("id"), Tables.text("text").asUnique()),
                rows -> new TreeMap<>()));
        for (long id = 1; id <= 5; id++) {
            steps.add(insert(id, "row " + id));
        }
        steps.add(insert(6, "long".repeat(4_000)));
        steps.add(transaction(insert(7, "seven"), update(2, "two"), delete(3)));
        steps.add(new Step(session -> session.run(new Command.Checkpoint()), rows -> rows));
        steps.add(update(6, "short"));
        steps.add(compact(null));
        return steps;
    }

    private static List<Step> second() {
        return List.of(
                batch(100, 40),
                delete(110),
                new Step(
                        session -> {
                            session.run(new Command.Begin(false));
                            insert(8, "never").work.on(session);
                            session.run(new Command.Rollback());
                        },
                        rows -> rows),
                update(1, "longer".repeat(900)),
                insert(9, "nine"));
    }

    private static List<Step> third() {
        return List.of(insert(10, "ten"), delete(6), compact("t"));
    }

    private static Step compact(String table) {
        return new Step(session -> session.run(new Command.Compact(table)), rows -> rows);
    }

    private static Step insert(long id, String text) {
        return new Step(session -> Tables.insert(session, "t", id, text), rows -> {
            rows.put(id, text);
            return rows;
        });
    }

    private static Step update(long id, String text) {
        return new Step(session -> session.run(Tables.set("t", "text", text, Condition.equal("id", id))), rows -> {
            rows.replace(id, text);
            return rows;
        });
    }

    private static Step delete(long id) {
        return new Step(session -> session.run(new Command.DeleteByKey("t", Operand.of(id))), rows -> {
            rows.remove(id);
            return rows;
        });
    }

    private static Step batch(long from, int count) {
        return new Step(
                session -> {
                    try (BatchInsert batch = session.batchInsert("t")) {
                        for (long id = from; id < from + count; id++) {
                            batch.set(0, id);
                            batch.set(1, "batch " + id + "x".repeat(100));
                            batch.add();
                        }
                        batch.finish();
                    }
                },
                rows -> {
                    for (long id = from; id < from + count; id++) {
                        rows.put(id, "batch " + id + "x".repeat(100));
                    }
                    return rows;
                });
    }

    private static Step transaction(Step... steps) {
        return new Step(
                session -> {
                    session.run(new Command.Begin(false));
                    try {
                        for (Step step : steps) {
                            step.work.on(session);
                        }
                        session.run(new Command.Commit());
                    } finally {
                        if (session.inTransaction()) {
                            session.run(new Command.Rollback());
                        }
                    }
                },
                rows -> {
                    for (Step step : steps) {
                        step.effect.on(rows);
                    }
                    return rows;
                });
    }

    /** Counts calls, and dies or fails at one of them. */
    private static final class Device implements MemoryFiles.Hook {
        private final int at;
        private final boolean dies;
        private final String reason;
        private int calls;

        Device(int at, boolean dies, String reason) {
            this.at = at;
            this.dies = dies;
            this.reason = reason;
        }

        @Override
        public void before(MemoryFiles.Call call, Path path, long position, int length) throws IOException {
            calls++;
            if (calls == at || dies && calls > at) {
                throw new IOException(path + ": " + reason);
            }
        }

        boolean struck() {
            return calls >= at;
        }
    }

    /** What may be found, given what was answered. */
    private static final class Expected {
        private TreeMap<Long, String> rows;
        private TreeMap<Long, String> perhaps;
        private boolean doubt;

        void done(Step step) {
            rows = step.effect.on(copy(rows));
        }

        void doubted(Step step) {
            perhaps = step.effect.on(copy(rows));
            doubt = true;
        }

        boolean allows(TreeMap<Long, String> found) {
            return Objects.equals(found, rows) || doubt && Objects.equals(found, perhaps);
        }

        void settle(TreeMap<Long, String> found) {
            rows = found;
            doubt = false;
        }

        private static TreeMap<Long, String> copy(TreeMap<Long, String> rows) {
            return rows == null ? null : new TreeMap<>(rows);
        }
    }

    private static Database open(MemoryFiles files, SyncMode sync) {
        return PesaDb.open(
                PATH,
                PesaDb.options()
                        .files(files)
                        .sync(sync)
                        .checkpointPages(12)
                        .background(Runnable::run)
                        .cacheBytes(100_000)
                        .build());
    }

    private static TreeMap<Long, String> read(Session session) {
        TreeMap<Long, String> rows = new TreeMap<>();
        try {
            for (List<Object> row : Tables.rows(session, Tables.all("t"))) {
                rows.put((Long) row.get(0), (String) row.get(1));
            }
        } catch (PesaDbException failed) {
            if (failed.code() == ErrorCode.NO_SUCH_TABLE) {
                return null;
            }
            throw failed;
        }
        return rows;
    }

    /** Opens what is left, finds it whole, and returns its rows. */
    private static TreeMap<Long, String> whole(MemoryFiles left, String when) {
        try (Database database = open(left, SyncMode.FULL);
                Session session = database.openSession()) {
            List<String> faults = new ArrayList<>();
            database.check(fault -> faults.add(fault.toString()));
            assertEquals(List.of(), faults, when);
            return read(session);
        } catch (PesaDbException failed) {
            throw new AssertionError(when + ": " + failed.getMessage(), failed);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL", "NORMAL"})
    @DisplayName(
            "a power loss at any call, and another one in the recovery after it, take nothing that was acknowledged")
    void powerLoss(SyncMode sync) {
        int stride = sync == SyncMode.FULL ? 1 : 7;
        for (int at = 1; ; at += stride) {
            MemoryFiles files = new MemoryFiles();
            Device device = new Device(at, true, "the power is gone");
            files.hook(device);
            List<TreeMap<Long, String>> history = new ArrayList<>();
            history.add(null);
            boolean ended = runUntilDeath(files, sync, history);
            for (int outcome = 0; outcome < 2; outcome++) {
                String when = sync + ", death at call " + at + ", outcome " + outcome + ", -Dpesadb.seed=" + SEED;
                Random chance = new Random(SEED + 31L * at + outcome);
                MemoryFiles left = files.crash(outcome == 0 ? null : chance);
                MemoryFiles again = dieInRecovery(left, chance);
                List<TreeMap<Long, String>> allowed = sync == SyncMode.FULL
                        ? history.subList(Math.max(0, history.size() - 2), history.size())
                        : history;
                if (ended && sync == SyncMode.FULL) {
                    allowed = history.subList(history.size() - 1, history.size());
                }
                TreeMap<Long, String> found = whole(again, when);
                assertTrue(allowed.contains(found), when + ": found " + brief(found));
            }
            if (!device.struck()) {
                assertTrue(at > 100, "the work is too little");
                return;
            }
        }
    }

    @Test
    @DisplayName("what a killed process left unforced is made durable before anything is built on it")
    void killThenPowerLoss() {
        for (int at = 1; ; at++) {
            String when = "killed at call " + at + ", -Dpesadb.seed=" + SEED;
            MemoryFiles files = new MemoryFiles();
            Device device = new Device(at, true, "killed");
            files.hook(device);
            List<TreeMap<Long, String>> history = new ArrayList<>();
            history.add(null);
            runUntilDeath(files, SyncMode.FULL, history);
            MemoryFiles left = files.killed();
            TreeMap<Long, String> expected;
            try (Database database = open(left, SyncMode.FULL);
                    Session session = database.openSession()) {
                expected = read(session);
                assertTrue(
                        history.subList(Math.max(0, history.size() - 2), history.size())
                                .contains(expected),
                        when + ": found " + brief(expected));
                Tables.create(session, "u", Tables.key("id"));
                Random chance = at % 2 == 0 ? null : new Random(SEED + at);
                MemoryFiles later = left.crash(chance);
                try (Database again = open(later, SyncMode.FULL);
                        Session reader = again.openSession()) {
                    assertEquals(expected, read(reader), when);
                    assertEquals(0, Tables.count(reader, "u"), when);
                } catch (PesaDbException lost) {
                    throw new AssertionError(when + ": " + lost.getMessage(), lost);
                }
            }
            if (!device.struck()) {
                return;
            }
        }
    }

    /** Adds the rows after each step to the history, those of the step that was under way included. */
    private static boolean runUntilDeath(MemoryFiles files, SyncMode sync, List<TreeMap<Long, String>> history) {
        try {
            for (List<Step> sitting : SITTINGS) {
                Database database = open(files, sync);
                Session session = database.openSession();
                for (Step step : sitting) {
                    history.add(step.effect.on(Expected.copy(history.get(history.size() - 1))));
                    step.work.on(session);
                }
                session.close();
                database.close();
            }
            return true;
        } catch (PesaDbException dead) {
            assertNotNull(dead.getMessage());
            return false;
        }
    }

    /** Lets the recovery die too, at some call of it, or come to its end. */
    private static MemoryFiles dieInRecovery(MemoryFiles left, Random chance) {
        MemoryFiles next = left;
        for (int deaths = chance.nextInt(3); deaths > 0; deaths--) {
            next.hook(new Device(1 + chance.nextInt(25), true, "the power is gone again"));
            try {
                open(next, SyncMode.FULL).close();
            } catch (PesaDbException dead) {
                assertNotNull(dead.getMessage());
            }
            next = next.crash(chance);
        }
        return next;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Input/output error", "No space left on device"})
    @DisplayName(
            "a failure of any one call is told by the statement it harms, reads go on, and the next open finds all of it")
    void failure(String reason) {
        for (int at = 1; ; at++) {
            String when = reason + " at call " + at + ", -Dpesadb.seed=" + SEED;
            MemoryFiles files = new MemoryFiles();
            Device device = new Device(at, false, reason);
            files.hook(device);
            Expected expected = new Expected();
            for (List<Step> sitting : SITTINGS) {
                sit(files, sitting, expected, when);
            }
            Random chance = new Random(SEED + at);
            for (MemoryFiles left : List.of(files.crash(chance), files.killed())) {
                TreeMap<Long, String> found = whole(left, when);
                assertTrue(expected.allows(found), when + ": found " + brief(found) + " not " + brief(expected.rows));
            }
            if (!device.struck()) {
                assertTrue(at > 100, "the work is too little");
                return;
            }
        }
    }

    private static void sit(MemoryFiles files, List<Step> sitting, Expected expected, String when) {
        Database database;
        try {
            database = open(files, SyncMode.FULL);
        } catch (PesaDbException failed) {
            database = open(files, SyncMode.FULL); // only one call fails
        }
        Session session = database.openSession();
        settle(session, expected, when);
        for (Step step : sitting) {
            try {
                step.work.on(session);
                expected.done(step);
            } catch (PesaDbException failed) {
                if (failed.outcomeUnknown()) {
                    expected.doubted(step);
                }
            }
            TreeMap<Long, String> found = readTwice(session);
            assertTrue(
                    expected.doubt ? expected.allows(found) : Objects.equals(expected.rows, found),
                    when + ": reads " + brief(found) + " not " + brief(expected.rows));
        }
        session.close();
        try {
            database.close();
        } catch (PesaDbException failed) {
            assertNotNull(failed.getMessage());
        }
    }

    private static void settle(Session session, Expected expected, String when) {
        TreeMap<Long, String> found = readTwice(session);
        assertTrue(expected.allows(found), when + ": found " + brief(found) + " not " + brief(expected.rows));
        expected.settle(found);
    }

    /** The one call that fails may be one of ours. */
    private static TreeMap<Long, String> readTwice(Session session) {
        try {
            return read(session);
        } catch (PesaDbException failed) {
            assertTrue(failed.code() == ErrorCode.IO || failed.code() == ErrorCode.DISK_FULL, failed.getMessage());
            return read(session);
        }
    }

    private static String brief(TreeMap<Long, String> rows) {
        return rows == null ? "no table" : rows.size() + " rows, hash " + rows.hashCode();
    }
}
