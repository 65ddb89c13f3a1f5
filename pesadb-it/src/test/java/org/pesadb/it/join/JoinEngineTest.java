package org.pesadb.it.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;
import org.pesadb.testing.MemoryFiles;

/**
 * JOIN through the engine: chains, LEFT, conditions, order and names against plain loops over lists, by every strategy and with
 * little memory; and what becomes of it when it is cancelled or the disk is full.
 */
class JoinEngineTest {
    private static final Path MAIN = Path.of("/memory/join.pesa");
    private static final Path SPILL = Path.of("/memory/join.pesa-spill");

    private final MemoryFiles files = new MemoryFiles();

    private Database open(long statementBytes) {
        return PesaDb.open(
                MAIN,
                Options.builder().files(files).statementBytes(statementBytes).build());
    }

    private static void fill(Session session, Map<String, List<Object[]>> tables) {
        tables.forEach((name, rows) -> {
            Tables.create(session, name, JoinCase.columns());
            try (BatchInsert batch = session.batchInsert(name)) {
                for (Object[] row : rows) {
                    for (int i = 0; i < row.length; i++) {
                        if (row[i] instanceof Long number) {
                            batch.set(i, number);
                        } else {
                            batch.set(i, (String) row[i]);
                        }
                    }
                    batch.add();
                }
                batch.finish();
            }
        });
    }

    private void assertNothingIsLeft(String when) {
        assertEquals(List.of(), files.list(SPILL, ""), "temporary files " + when);
    }

    static LongStream seeds() {
        String one = System.getProperty("pesadb.seed");
        long first = System.nanoTime();
        // The first has an index whose order is right in the rows that are kept alone.
        return one != null && !one.isEmpty()
                ? LongStream.of(Long.parseLong(one))
                : LongStream.concat(LongStream.of(76896697997618L), LongStream.range(first, first + 24));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givesWhatPlainLoopsGive(long seed) {
        Random random = new Random(seed);
        try (Database database = open(random.nextBoolean() ? 64 << 20 : 256 << 10);
                Session session = database.openSession()) {
            Map<String, List<Object[]>> tables = JoinCase.tables(random, 60, "a", "b", "c");
            fill(session, tables);
            if (random.nextBoolean()) {
                session.run(new Command.CreateIndex("b", "k", false, null));
                session.run(new Command.CreateIndex("c", List.of("n", "x"), false, "btree"));
                session.run(new Command.CreateIndex("a", "x", false, "btree"));
            }
            for (int i = 0; i < 12; i++) {
                String using = List.of("hash", "merge", "index", "loop", "").get(random.nextInt(5));
                JoinCase join = new JoinCase(tables, random, using.isEmpty() ? null : using);
                String what = "seed " + seed + ", join " + i + ": " + join.command();
                List<List<Object>> got;
                try {
                    got = Tables.rows(session, join.command());
                } catch (PesaDbException noIndex) {
                    assertEquals(
                            "index " + ErrorCode.NO_SUCH_INDEX,
                            using + " " + noIndex.code(),
                            () -> what + ": " + noIndex);
                    continue;
                }
                assertEquals(join.wanted(), JoinCase.counted(got), what);
                assertTrue(got.equals(inOrder(got, join.command())), what + " comes in another order: " + got);
                assertEquals(
                        Math.max(0, Math.min(3, got.size() - 1)),
                        Tables.rows(session, join.limited(3)).size(),
                        what);
                assertTrue(
                        Tables.rows(session, new Command.Explain(join.command()))
                                        .size()
                                >= 3,
                        "explained: " + what);
            }
            assertNothingIsLeft("after seed " + seed);
        }
    }

    /** Sorts by the column of ORDER, where it is shown. */
    private static List<List<Object>> inOrder(List<List<Object>> rows, Command.Join join) {
        int column =
                join.order() == null ? -1 : join.columns().indexOf(join.order().column());
        if (column < 0) {
            return rows;
        }
        List<List<Object>> sorted = new ArrayList<>(rows);
        sorted.sort((a, b) -> {
            Object one = a.get(column);
            Object other = b.get(column);
            int order = one == null || other == null
                    ? Boolean.compare(one != null, other != null)
                    : one instanceof Long number
                            ? number.compareTo((Long) other)
                            : ((String) one).compareTo((String) other);
            return join.order().descending() ? -order : order;
        });
        return sorted;
    }

    private static Command.Join twoTables(String using, boolean left, Command.Limit limit) {
        return new Command.Join(
                new Command.TableRef("a", null),
                List.of(new Command.JoinStep(
                        new Command.TableRef("b", null), List.of(new Command.JoinOn("a.x", "b.x")), left)),
                List.of("a.id", "a.n", "b.id", "b.n"),
                List.of(),
                null,
                limit,
                using);
    }

    /** Two tables of thousands of rows each, half of which pair. */
    private static void large(Session session, int count) {
        List<Object[]> a = new ArrayList<>();
        List<Object[]> b = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            a.add(new Object[] {(long) i, null, "some text of a row " + i, (long) i});
            b.add(new Object[] {(long) i, null, "some text of a row " + i, 2L * i});
        }
        fill(session, Map.of("a", a, "b", b));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "merge"})
    void rowsLongerThanABufferCountOnce(String using) {
        int count = 300;
        String text = "x".repeat(80_000);
        List<Object[]> a = new ArrayList<>();
        List<Object[]> b = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            a.add(new Object[] {(long) i, null, text + i, (long) i});
            b.add(new Object[] {(long) i, null, i + text, 2L * i});
        }
        try (Database database = open(4 << 20);
                Session session = database.openSession()) {
            fill(session, Map.of("a", a, "b", b));
            for (boolean left : new boolean[] {false, true}) {
                List<List<Object>> got = Tables.rows(session, twoTables(using, left, Command.Limit.NONE));
                assertEquals(left ? count : count / 2, got.size());
                assertNothingIsLeft("of " + using);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "merge"})
    void aJoinLargerThanItsMemoryGoesThroughFiles(String using) {
        int count = 12_000;
        AtomicInteger writes = new AtomicInteger();
        try (Database database = open(700 << 10);
                Session session = database.openSession()) {
            large(session, count);
            files.hook((call, path, position, length) -> {
                if (call == MemoryFiles.Call.WRITE && path.startsWith(SPILL)) {
                    writes.incrementAndGet();
                }
            });
            for (boolean left : new boolean[] {false, true}) {
                long rows = 0;
                long sum = 0;
                try (Cursor cursor = session.execute(twoTables(using, left, Command.Limit.NONE))) {
                    while (cursor.next()) {
                        rows++;
                        sum += cursor.getLong(0);
                        if (!cursor.isNull(2)) {
                            assertEquals(cursor.getLong(0), 2 * cursor.getLong(2));
                            assertEquals("some text of a row " + cursor.getLong(2), cursor.getText(3));
                        }
                    }
                }
                assertEquals(left ? count : count / 2, rows);
                long all = (long) count * (count - 1) / 2;
                assertEquals(left ? all : (long) count / 2 * (count / 2 - 1), sum);
                assertNothingIsLeft("after a join");
            }
            assertTrue(writes.get() > 10, "writes of temporary files: " + writes.get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "merge"})
    void aFullDiskFailsTheStatementAlone(String using) {
        try (Database database = open(700 << 10);
                Session session = database.openSession()) {
            large(session, 12_000);
            AtomicInteger writes = new AtomicInteger();
            for (int failing : new int[] {1, 2, 7, 20}) {
                writes.set(0);
                files.hook((call, path, position, length) -> {
                    if (call == MemoryFiles.Call.WRITE
                            && path.startsWith(SPILL)
                            && writes.incrementAndGet() == failing) {
                        throw new IOException("No space left on device");
                    }
                });
                PesaDbException full = assertThrows(
                        PesaDbException.class,
                        () -> Tables.rows(session, twoTables(using, true, Command.Limit.NONE)),
                        "write " + failing);
                assertEquals(ErrorCode.DISK_FULL, full.code(), full.toString());
                files.hook(null);
                assertNothingIsLeft("after a full disk");
                Tables.insert(session, "a", 1_000_000L + failing, 1L, "later", 1L);
            }
            assertEquals(
                    12_000 + 4,
                    Tables.rows(session, twoTables(using, true, Command.Limit.NONE))
                            .size());
            List<Object> faults = new ArrayList<>();
            database.check(faults::add);
            assertEquals(List.of(), faults);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "merge", "loop"})
    void cancelledItEndsAndLeavesNothing(String using) {
        try (Database database = open(700 << 10);
                Session session = database.openSession()) {
            large(session, 6_000);
            Command.Join join = twoTables(using, false, Command.Limit.NONE);
            try (Cursor cursor = session.execute(join)) {
                assertTrue(cursor.next());
                session.cancel();
                PesaDbException cancelled = assertThrows(PesaDbException.class, () -> {
                    while (cursor.next()) {
                        assertTrue(cursor.size() == 4);
                    }
                });
                assertEquals(ErrorCode.CANCELLED, cancelled.code());
                assertNothingIsLeft("after cancelling");
            }
            try (Cursor cursor = session.execute(join)) {
                assertTrue(cursor.next(), "the next statement is not cancelled");
            }
            assertNothingIsLeft("after closing early");
        }
    }

    @Test
    void aKeyOfManyRowsOnBothSidesGivesItsFirstRowsAtOnce() {
        try (Database database = open(1 << 20);
                Session session = database.openSession()) {
            List<Object[]> rows = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                rows.add(new Object[] {(long) i, null, "the same text for all", 7L});
            }
            fill(session, Map.of("a", rows, "b", rows));
            for (String using : new String[] {"hash", "merge", "loop"}) {
                Command.Limit limit = new Command.Limit(OptionalLong.of(50_000), 10);
                assertEquals(
                        50_000,
                        Tables.rows(session, twoTables(using, true, limit)).size());
                assertNothingIsLeft("after " + using);
            }
        }
    }

    @Test
    void theCheapestStrategyIsTakenAndAnotherOneOnlyByName() {
        try (Database database = open(64 << 20);
                Session session = database.openSession()) {
            large(session, 3_000);
            Command.Join one = new Command.Join(
                    new Command.TableRef("b", null),
                    new Command.TableRef("a", null),
                    List.of(new Command.JoinOn("x", "id")),
                    List.of("a.n"),
                    List.of(Condition.equal("b.id", 5)),
                    null,
                    Command.Limit.NONE,
                    null);
            assertTrue(explained(session, one).contains(" by index"), explained(session, one));
            Command.Join all = twoTables(null, false, Command.Limit.NONE);
            String why = explained(session, all);
            assertTrue(why.contains(" by hash"), why);
            assertTrue(why.contains("index cannot do it"), why);
            assertTrue(why.contains("loop would cost"), why);
            PesaDbException refused = assertThrows(
                    PesaDbException.class, () -> Tables.rows(session, twoTables("index", false, Command.Limit.NONE)));
            assertEquals(ErrorCode.NO_SUCH_INDEX, refused.code());
            assertTrue(refused.getMessage().contains("a.x = b.x"), refused.getMessage());
            session.run(new Command.CreateIndex("b", "x", false, null));
            assertEquals(
                    1_500,
                    Tables.rows(session, twoTables("index", false, Command.Limit.NONE))
                            .size());
            refused = assertThrows(
                    PesaDbException.class, () -> Tables.rows(session, twoTables("magic", false, Command.Limit.NONE)));
            assertEquals(ErrorCode.NO_SUCH_COMPONENT, refused.code());
        }
    }

    private static String explained(Session session, Command command) {
        StringBuilder text = new StringBuilder();
        Tables.rows(session, new Command.Explain(command))
                .forEach(row -> text.append(row).append('\n'));
        return text.toString();
    }
}
