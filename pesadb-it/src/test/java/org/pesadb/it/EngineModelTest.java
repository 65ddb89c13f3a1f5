package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.api.TableSchema;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.Seeds;

/**
 * Random commands against the whole engine and against a plain map: rows, constraints, failed statements within transactions,
 * rollbacks, checkpoints, compactions, clean closes, killed processes and power losses, after each of which everything acknowledged must be
 * there and nothing else.
 */
class EngineModelTest {
    private static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();
    private static final int STEPS = 1_500;

    private static final TableSchema SCHEMA = new TableSchema(
            "t",
            List.of(
                    Column.of("id", ColumnType.INT).asPrimaryKey(),
                    Column.of("name", ColumnType.TEXT).asUnique(),
                    Column.of("kind", ColumnType.INT),
                    Column.of("text", ColumnType.TEXT).asNotNull()));

    private record Entry(String name, Long kind, String text) {}

    static List<Long> seeds() {
        Random random = Seeds.random("EngineModelTest");
        return random.longs(6).boxed().toList();
    }

    private final TreeMap<Long, Entry> durable = new TreeMap<>();
    private TreeMap<Long, Entry> current = new TreeMap<>();
    private MemoryFiles files = new MemoryFiles();
    private Database database;
    private Session session;
    private boolean inTransaction;
    private Random random;
    private SyncMode sync;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void behavesLikeAMap(long seed) {
        random = new Random(seed);
        sync = SyncMode.values()[random.nextInt(4) % 3]; // FULL twice as often
        open();
        session.run(new Command.CreateTable(SCHEMA, false, null, null));
        session.run(new Command.CreateIndex("t", "kind", false, null));
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        end(true);
        verify();
        database.close();
    }

    private void open() {
        database = PesaDb.open(
                PATH,
                PesaDb.options()
                        .files(files)
                        .sync(sync)
                        .checkpointPages(1 + random.nextInt(60))
                        .background(Runnable::run)
                        .cacheBytes(1 + random.nextInt(400_000))
                        .build());
        session = database.openSession();
        inTransaction = false;
        current = new TreeMap<>(durable);
    }

    private void step() {
        int action = random.nextInt(100);
        if (action < 40) {
            insert();
        } else if (action < 60) {
            update();
        } else if (action < 72) {
            delete();
        } else if (action < 76) {
            batch();
        } else if (action < 84) {
            if (!inTransaction) {
                session.run(new Command.Begin(false));
                inTransaction = true;
            }
        } else if (action < 92) {
            if (inTransaction) {
                end(random.nextInt(3) > 0);
            }
        } else if (action < 95) {
            verify();
        } else if (action < 97) {
            checkpointOrCompact();
        } else if (action < 98) {
            database.close();
            open();
            verify();
        } else {
            // Without a force at every commit only the end of the process is survived, not the loss of power.
            files = sync == SyncMode.FULL && random.nextBoolean() ? files.crash(random) : files.killed();
            open();
            verify();
        }
    }

    private void checkpointOrCompact() {
        if (random.nextBoolean()) {
            Command compact = new Command.Compact(random.nextBoolean() ? "t" : null);
            expect(inTransaction ? ErrorCode.IN_TRANSACTION : null, () -> session.run(compact), () -> {});
        } else if (!inTransaction) {
            session.run(new Command.Checkpoint());
        }
    }

    private void end(boolean commit) {
        if (inTransaction) {
            session.run(commit ? new Command.Commit() : new Command.Rollback());
            inTransaction = false;
            if (!commit) {
                current = new TreeMap<>(durable);
            }
            acknowledged();
        }
    }

    private void acknowledged() {
        if (!inTransaction) {
            durable.clear();
            durable.putAll(current);
        }
    }

    private long someId() {
        return random.nextInt(400) - 50;
    }

    private Entry someEntry() {
        String name = random.nextInt(4) == 0 ? null : "n" + random.nextInt(300);
        Long kind = random.nextInt(5) == 0 ? null : (long) random.nextInt(4);
        int size = random.nextInt(60) == 0 ? random.nextInt(30_000) : random.nextInt(40);
        String text = random.nextInt(20) == 0 ? null : Seeds.text(random, 8) + "x".repeat(size);
        return new Entry(name, kind, text);
    }

    /** What the model says of a row: the error it must give, or null. */
    private ErrorCode refusal(Map<Long, Entry> rows, Long replaced, long id, Entry entry) {
        if (entry.text == null) {
            return ErrorCode.NOT_NULL;
        }
        boolean nameTaken = entry.name != null
                && rows.entrySet().stream()
                        .anyMatch(row -> entry.name.equals(row.getValue().name)
                                && !row.getKey().equals(replaced));
        boolean idTaken = rows.containsKey(id) && !Objects.equals(replaced, id);
        return nameTaken || idTaken ? ErrorCode.DUPLICATE_KEY : null;
    }

    private void expect(ErrorCode refused, Runnable command, Runnable model) {
        try {
            command.run();
        } catch (PesaDbException failed) {
            assertEquals(refused, failed.code(), failed::getMessage);
            return;
        }
        if (refused != null) {
            fail("was not refused with " + refused);
        }
        model.run();
        acknowledged();
    }

    private void insert() {
        long id = someId();
        Entry entry = someEntry();
        expect(
                refusal(current, null, id, entry),
                () -> session.run(new Command.Insert(
                        "t",
                        List.of(
                                Operand.of(id),
                                Operand.of(entry.name),
                                Operand.of(entry.kind),
                                Operand.of(entry.text)))),
                () -> current.put(id, entry));
    }

    private void update() {
        if (random.nextBoolean()) {
            long id = someId();
            Entry entry = someEntry();
            boolean there = current.containsKey(id);
            expect(
                    there ? refusal(current, id, id, entry) : null,
                    () -> assertEquals(
                            there ? 1 : 0,
                            session.run(new Command.Update(
                                            "t",
                                            List.of(
                                                    new Command.Assignment("name", Operand.of(entry.name)),
                                                    new Command.Assignment("kind", Operand.of(entry.kind)),
                                                    new Command.Assignment("text", Operand.of(entry.text))),
                                            List.of(Condition.equal("id", id))))
                                    .rows()),
                    () -> {
                        if (there) {
                            current.put(id, entry);
                        }
                    });
            return;
        }
        long kind = random.nextInt(4);
        Long changed = random.nextBoolean() ? null : (long) random.nextInt(4);
        session.run(new Command.Update(
                "t",
                List.of(new Command.Assignment("kind", Operand.of(changed))),
                List.of(Condition.equal("kind", kind))));
        current.replaceAll(
                (id, entry) -> Objects.equals(entry.kind, kind) ? new Entry(entry.name, changed, entry.text) : entry);
        acknowledged();
    }

    private void delete() {
        long id = someId();
        if (random.nextInt(10) > 0) {
            long rows =
                    session.run(new Command.DeleteByKey("t", Operand.of(id))).rows();
            assertEquals(current.remove(id) == null ? 0 : 1, rows);
        } else {
            long rows = session.run(
                            new Command.Delete("t", List.of(Condition.of("id", Operator.LESS, Operand.of(id - 300)))))
                    .rows();
            int before = current.size();
            current.keySet().removeIf(key -> key < id - 300);
            assertEquals(before - current.size(), rows);
        }
        acknowledged();
    }

    private void batch() {
        TreeMap<Long, Entry> expected = new TreeMap<>(current);
        ErrorCode refused = null;
        ErrorCode met = null;
        try (BatchInsert batch = session.batchInsert("t")) {
            for (int i = random.nextInt(40); i > 0 && refused == null; i--) {
                long id = someId();
                Entry entry = someEntry();
                refused = refusal(expected, null, id, entry);
                expected.put(id, entry);
                batch.set(0, id);
                batch.set(1, entry.name);
                if (entry.kind != null) {
                    batch.set(2, entry.kind);
                }
                batch.set(3, entry.text);
                batch.add();
            }
            if (random.nextInt(4) == 0) {
                return; // closed without being finished: nothing of it remains
            }
            batch.finish();
        } catch (PesaDbException failed) {
            met = failed.code();
        }
        assertEquals(refused, met);
        if (met == null) {
            current = expected;
            acknowledged();
        }
    }

    private void verify() {
        assertEquals(current, select(List.of()));
        long kind = random.nextInt(4);
        verify(Condition.equal("kind", kind), entry -> Objects.equals(entry.kind, kind));
        verify(new Condition("kind", Operator.IS_NULL, List.of()), entry -> entry.kind == null);
        String name = "n" + random.nextInt(300);
        verify(Condition.equal("name", name), entry -> name.equals(entry.name));
        if (!inTransaction) {
            List<Fault> faults = new ArrayList<>();
            database.check(faults::add);
            assertTrue(faults.isEmpty(), faults::toString);
        }
    }

    private void verify(Condition condition, Predicate<Entry> holds) {
        TreeMap<Long, Entry> expected = new TreeMap<>(current);
        expected.values().removeIf(holds.negate());
        assertEquals(expected, select(List.of(condition)));
        try (Cursor count = session.execute(new Command.Count("t", List.of(condition)))) {
            assertTrue(count.next());
            assertEquals(expected.size(), count.getLong(0));
        }
    }

    private TreeMap<Long, Entry> select(List<Condition> where) {
        TreeMap<Long, Entry> found = new TreeMap<>();
        try (Cursor rows = session.execute(new Command.Select("t", List.of(), where, null, Command.Limit.NONE))) {
            while (rows.next()) {
                Long kind = rows.isNull(2) ? null : rows.getLong(2);
                Entry before = found.put(rows.getLong(0), new Entry(rows.getText(1), kind, rows.getText(3)));
                assertEquals(null, before, "each row once");
            }
        }
        return found;
    }
}
