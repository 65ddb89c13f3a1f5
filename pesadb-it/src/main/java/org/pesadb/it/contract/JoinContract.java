package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.Session;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowStream;

/**
 * What a {@link JoinStrategy} has to do, one rule a test. An author extends it by one method:
 *
 * <pre>{@code
 * class MyJoinTest extends JoinContract {
 *     protected JoinStrategy provider() {
 *         return new MyJoin();
 *     }
 * }
 * }</pre>
 *
 * <p>The rules come in five groups: the rows are those of two nested loops; inputs are read as {@link org.pesadb.api.spi.RowStream} says; everything that was
 * opened is closed, however the join ends; memory and cancellation are kept to; and within a database the result is the default's. Where
 * the SPI leaves something open, the kit asks for no more than this:
 *
 * <ul>
 *   <li>A strategy is asked to join only where its estimate is finite. The kit tries each rule without an index, with one on the left, on the right, and on both
 *       sides; one of these at least must be possible for each kind of join.
 *   <li>A column that is not among {@code columns()} may be copied, as {@link org.pesadb.api.spi.RowBuffer#copyOf} does, but may hold anything.
 *   <li>Between two calls of {@code checkCancelled()} at most a thousand rows are read of the inputs, and at most a thousand given.
 *   <li>Memory is measured from outside, as what of the heap is alive while 16 MiB of rows a side are joined with 1 MiB to use: 7 MiB more are no fault.
 *       A strategy whose estimate grows by the product of both sides gets fewer rows, which are longer.
 *   <li>Where not even one row fits, OUT_OF_MEMORY is right, and so are the rows.
 * </ul>
 *
 * <p>{@code -Dpesadb.contract.join-rows=N} sets how many rows a side the largest join has (1,000,000), {@code -Dpesadb.contract.join-rounds=N} how often the random
 * ones try (200).
 */
public abstract class JoinContract extends Contract {
    private static final long MUCH = 64 << 20;
    /** Enough for a few rows, and for the buffers of a few spills. */
    private static final long[] MEMORY = {64 << 10, 160 << 10, 1 << 20, MUCH};

    private static final long MOST_BETWEEN_CHECKS = 1_000;

    private static final long LARGE_MEMORY = 1 << 20;
    private static final long LARGE_BYTES = 16 << 20;
    private static final long LARGE_SLACK = 7 << 20;
    /** A strategy that would cost more for each row is given fewer of them. */
    private static final double MOST_COST_PER_ROW = 200;

    private static final int LARGE_LOOKS = 3;

    private final Random random = random();
    private JoinStrategy strategy;

    /** For those who extend it. */
    protected JoinContract() {}

    /**
     * The strategy that is judged.
     *
     * @return asked for once for each rule; a new object or the same
     */
    protected abstract JoinStrategy provider();

    @Override
    final Component part() {
        return provider();
    }

    private JoinStrategy strategy() {
        if (strategy == null) {
            strategy = provider();
        }
        return strategy;
    }

    private static int rounds() {
        return size("join-rounds", 200);
    }

    /** Which inputs have an index of the keys. */
    private record Indexes(boolean left, boolean right) {
        static List<Indexes> all() {
            return List.of(
                    new Indexes(false, false),
                    new Indexes(true, true),
                    new Indexes(false, true),
                    new Indexes(true, false));
        }

        @Override
        public String toString() {
            return left
                    ? right ? "both sides indexed" : "the left side indexed"
                    : right ? "the right side indexed" : "no index";
        }
    }

    /** Two inputs, what watches over them, and what the join may use. */
    private static final class Trial {
        final JoinTables tables;
        final JoinSide.Watch watch = new JoinSide.Watch();
        final JoinSide left;
        final JoinSide right;

        Trial(JoinTables tables, Indexes indexes) {
            this.tables = tables;
            left = new JoinSide(tables.left(), watch);
            right = new JoinSide(tables.right(), watch);
            if (indexes.left) {
                left.indexed();
            }
            if (indexes.right) {
                right.indexed();
            }
        }

        /** What must hold when the result is closed. */
        void assertClean(JoinRoom room, String what) {
            assertEquals(List.of(), watch.broken(), what);
            assertEquals(0, watch.open(), what + ": streams of the inputs that are not closed");
            assertEquals(0, room.open(), what + ": spills, or streams of them, that are not closed");
            assertTrue(
                    left.arraysAreUntouched() && right.arraysAreUntouched(),
                    what + ": keys() or columns() was written to");
        }
    }

    /** Something to be done in each way that is possible. */
    private interface Rule {
        void check(Trial trial, JoinKind kind, String what);
    }

    /** Tries a rule by every kind of join, and with every index that makes it possible. */
    private void everyWay(JoinTables tables, Rule rule) {
        for (JoinKind kind : JoinKind.values()) {
            for (Indexes indexes : Indexes.all()) {
                Trial trial = new Trial(tables, indexes);
                if (isPossible(trial, kind)) {
                    rule.check(trial, kind, kind + " join of " + tables + ", " + indexes);
                }
            }
        }
    }

    private boolean isPossible(Trial trial, JoinKind kind) {
        return !Double.isInfinite(strategy().estimate(trial.left, trial.right, kind));
    }

    /** Reads a join to its end, and takes care that each value is the same in every way that it can be read. */
    private Map<List<Object>, Integer> join(Trial trial, JoinKind kind, JoinRoom room) {
        Map<List<Object>, Integer> got = new HashMap<>();
        int width = trial.tables.left().width() + trial.tables.right().width();
        try (RowStream joined = begin(trial, kind, room)) {
            while (joined.next()) {
                Row row = joined.row();
                assertEquals(width, row.size(), "the values of a row of the result");
                got.merge(values(row, trial.tables.shown()), 1, Integer::sum);
            }
        }
        return got;
    }

    private RowStream begin(Trial trial, JoinKind kind, JoinRoom room) {
        RowStream joined = strategy().join(trial.left, trial.right, kind, room);
        assertNotNull(joined, "join gave null");
        return joined;
    }

    private static List<Object> values(Row row, int[] shown) {
        List<Object> values = new ArrayList<>();
        for (int position : shown) {
            Object value = row.get(position);
            assertEquals(value == null, row.isNull(position), "isNull and get");
            if (value instanceof Long number) {
                assertEquals(number, row.getLong(position), "getLong and get");
            } else if (value != null) {
                assertEquals(value, row.getText(position), "getText and get");
            }
            values.add(value);
        }
        return values;
    }

    private void equalsNestedLoops(JoinTables tables, long memory) {
        everyWay(tables, (trial, kind, what) -> {
            JoinRoom room = new JoinRoom(memory);
            assertRows(tables.joined(kind), join(trial, kind, room), what + " in " + memory + " bytes");
            trial.assertClean(room, what);
        });
    }

    /** Says what differs, and not all rows. */
    private static void assertRows(Map<List<Object>, Integer> wanted, Map<List<Object>, Integer> got, String what) {
        if (!wanted.equals(got)) {
            Map<List<Object>, Integer> lacking = new HashMap<>(wanted);
            Map<List<Object>, Integer> extra = new HashMap<>(got);
            got.forEach(
                    (row, times) -> lacking.merge(row, -times, (one, other) -> one + other == 0 ? null : one + other));
            wanted.forEach(
                    (row, times) -> extra.merge(row, -times, (one, other) -> one + other == 0 ? null : one + other));
            lacking.values().removeIf(times -> times < 0);
            extra.values().removeIf(times -> times < 0);
            throw new AssertionError(what + ": " + some(lacking) + " missing, " + some(extra) + " too many");
        }
    }

    private static String some(Map<List<Object>, Integer> rows) {
        return rows.size() + " rows"
                + (rows.isEmpty() ? "" : " such as " + rows.keySet().iterator().next());
    }

    // ---- itself

    @Test
    @DisplayName("its name and format versions are valid, and always the same")
    void itsNameAndFormatVersionsAreValidAndAlwaysTheSame() {
        Components.of(null, List.of(strategy())); // refuses what is not valid
        JoinStrategy again = provider();
        assertEquals(strategy().name(), again.name());
        assertEquals(strategy().formatVersion(), again.formatVersion());
        assertEquals(Map.of(), strategy().settings(), "settings are for logs and pagers");
    }

    @Test
    @DisplayName("an estimate is a cost or infinite, never NaN or less than nothing, and reads nothing")
    void anEstimateIsACostOrInfinite() {
        JoinTables tables = JoinTables.pairs(3);
        for (JoinKind kind : JoinKind.values()) {
            boolean possible = false;
            for (Indexes indexes : Indexes.all()) {
                for (long left : new long[] {0, 1, 1_000, Long.MAX_VALUE}) {
                    for (long right : new long[] {0, 1, 1_000, Long.MAX_VALUE}) {
                        Trial trial = new Trial(tables, indexes);
                        trial.left.about(left).orderCost(left == 1 ? 0 : 10.0 * left);
                        trial.right.about(right);
                        double cost = strategy().estimate(trial.left, trial.right, kind);
                        String what =
                                "of " + left + " and " + right + " rows, " + indexes + ", " + kind + ", it is " + cost;
                        assertFalse(Double.isNaN(cost), what);
                        assertTrue(cost >= 0, what);
                        JoinStrategy.Readings readings = strategy().readings(trial.left, trial.right, kind);
                        assertTrue(readings != null && readings.left() != null && readings.right() != null, "readings");
                        assertEquals(0, trial.watch.openings(), "streams that an estimate opened");
                        possible |= !Double.isInfinite(cost);
                    }
                }
            }
            assertTrue(possible, "it can do no " + kind + " join, whatever is indexed");
        }
    }

    // ---- the rows

    @Test
    @DisplayName("the rows are those of two nested loops, for random tables")
    void theRowsAreThoseOfTwoNestedLoops() {
        for (int i = 0; i < rounds(); i++) {
            equalsNestedLoops(JoinTables.random(random, i % 10 == 0 ? 600 : 60), MEMORY[random.nextInt(MEMORY.length)]);
        }
    }

    @Test
    @DisplayName("NULL equals nothing, not even NULL")
    void nullEqualsNothing() {
        equalsNestedLoops(
                JoinTables.of(Arrays.asList(null, 1L, null, 2L), Arrays.asList(null, 2L, null, null, 3L)), MUCH);
        equalsNestedLoops(JoinTables.of(Arrays.asList(null, "", "a"), Arrays.asList("", null, "b")), MUCH);
        equalsNestedLoops(JoinTables.of(Arrays.asList(null, null), Arrays.asList(null, null)), MUCH);
        List<Object[]> pairs = List.of(new Object[] {1L, null}, new Object[] {1L, 2L}, new Object[] {null, 2L});
        JoinTables.Side both = new JoinTables.Side(2, new int[] {0, 1}, new int[] {0, 1}, pairs);
        equalsNestedLoops(new JoinTables(both, both), MUCH);
    }

    @Test
    @DisplayName("a LEFT join keeps each left row without a partner once, with NULL in every right column")
    void aLeftJoinKeepsEachLeftRow() {
        equalsNestedLoops(JoinTables.of(List.of(1L, 2L, 2L, 3L), List.of(2L, 2L, 4L)), MUCH);
        equalsNestedLoops(JoinTables.of(List.of("a", "b", "c"), List.of()), MUCH);
        equalsNestedLoops(JoinTables.of(Arrays.asList(5L, null, 6L), List.of(7L)), MUCH);
    }

    @Test
    @DisplayName("each row meets each of its partners, many to many")
    void eachRowMeetsEachOfItsPartners() {
        equalsNestedLoops(JoinTables.of(Collections.nCopies(40, 7L), Collections.nCopies(50, 7L)), MUCH);
        equalsNestedLoops(JoinTables.of(Collections.nCopies(200, "one"), Collections.nCopies(30, "one")), MEMORY[0]);
        List<Object> skewed = new ArrayList<>(Collections.nCopies(100, 1L));
        for (long i = 0; i < 500; i++) {
            skewed.add(i);
        }
        Collections.shuffle(skewed, random);
        equalsNestedLoops(JoinTables.of(skewed, skewed), MEMORY[1]);
    }

    @Test
    @DisplayName("sides of no row and of one row are joined")
    void sidesOfNoRowAndOfOneRowAreJoined() {
        for (List<Object> left : List.<List<Object>>of(List.of(), List.of(1L), List.of(1L, 2L))) {
            for (List<Object> right : List.<List<Object>>of(List.of(), List.of(1L), List.of(2L, 3L))) {
                equalsNestedLoops(JoinTables.of(left, right), MUCH);
            }
        }
    }

    @Test
    @DisplayName("keys are compared wholly: every number, every text, every column of several")
    void keysAreComparedWholly() {
        List<Object> numbers = new ArrayList<>();
        LongStream.of(CodecRows.NUMBERS).forEach(numbers::add);
        for (long i = 0; i < Long.SIZE; i++) {
            numbers.add(1L << i);
            numbers.add(5L ^ 1L << i);
        }
        equalsNestedLoops(
                JoinTables.of(numbers.subList(5, numbers.size()), numbers.subList(0, numbers.size() - 5)), MUCH);
        List<Object> texts = new ArrayList<>(List.of(CodecRows.TEXTS));
        texts.addAll(
                List.of("AaAa", "BBBB", "AaBB", "BBAa", "a", "a ", "A", "\u00e9", "e\u0301")); // one hash, other texts
        texts.add("x".repeat(5_000) + "1");
        texts.add("x".repeat(5_000) + "2");
        equalsNestedLoops(JoinTables.of(texts.subList(2, texts.size()), texts), MUCH);
        List<Object[]> some =
                List.of(new Object[] {1L, "b", 2L}, new Object[] {2L, "b", 1L}, new Object[] {1L, "a", 2L});
        List<Object[]> turned =
                List.of(new Object[] {"b", 2L, 1L}, new Object[] {"a", 1L, 2L}, new Object[] {"b", 1L, 2L});
        equalsNestedLoops(
                new JoinTables(
                        new JoinTables.Side(3, new int[] {1, 0, 2}, new int[] {0, 1, 2}, some),
                        new JoinTables.Side(3, new int[] {0, 2, 1}, new int[] {0, 1, 2}, turned)),
                MUCH);
    }

    @Test
    @DisplayName("the left columns come first, then the right ones, each at its place")
    void theLeftColumnsComeFirst() {
        List<Object[]> left = List.of(new Object[] {"l0", 1L, "l2"}, new Object[] {"m0", 2L, "m2"});
        List<Object[]> right = List.of(new Object[] {"r0", "r1", "r2", 1L}, new Object[] {"s0", "s1", "s2", 2L});
        for (int[] wanted : new int[][] {{1}, {0, 1}, {0, 1, 2}}) {
            for (int[] others : new int[][] {{3}, {1, 3}, {0, 1, 2, 3}}) {
                equalsNestedLoops(
                        new JoinTables(
                                new JoinTables.Side(3, new int[] {1}, wanted, left),
                                new JoinTables.Side(4, new int[] {3}, others, right)),
                        MUCH);
            }
        }
    }

    @Test
    @DisplayName("what one side is said to have of rows changes nothing")
    void whatASideIsSaidToHaveChangesNothing() {
        for (int i = 0; i < Math.max(5, rounds() / 10); i++) {
            JoinTables tables = JoinTables.random(random, 80);
            long[] abouts = {0, 1, 50, 1_000_000};
            everyWay(tables, (trial, kind, what) -> {
                trial.left.about(abouts[random.nextInt(4)]);
                trial.right.about(abouts[random.nextInt(4)]);
                if (isPossible(trial, kind)) {
                    JoinRoom room = new JoinRoom(MUCH);
                    assertRows(
                            tables.joined(kind),
                            join(trial, kind, room),
                            what + ", said to be " + trial.left.about() + " and " + trial.right.about());
                    trial.assertClean(room, what);
                }
            });
        }
    }

    // ---- reading

    @Test
    @DisplayName("a row that is kept is copied: inputs reuse theirs")
    void aRowThatIsKeptIsCopied() {
        List<Object> keys = new ArrayList<>();
        for (long i = 0; i < 60; i++) {
            keys.add(i % 20);
        }
        JoinTables tables = JoinTables.of(keys, keys);
        for (long memory : MEMORY) {
            // Which stream reuses its buffer depends on which is opened first: twice, and each has done so.
            everyWay(tables, (trial, kind, what) -> {
                JoinRoom room = new JoinRoom(memory);
                assertRows(tables.joined(kind), join(trial, kind, room), what);
                assertRows(tables.joined(kind), join(trial, kind, room), what + ", again");
                trial.assertClean(room, what);
            });
        }
    }

    @Test
    @DisplayName("nothing is asked of an input's stream after its end, a failure or closing")
    void nothingIsAskedAfterTheEnd() {
        for (JoinTables tables : List.of(
                JoinTables.pairs(50), JoinTables.of(List.of(), List.of(1L)), JoinTables.of(List.of(1L), List.of()))) {
            everyWay(tables, (trial, kind, what) -> {
                join(trial, kind, new JoinRoom(MEMORY[1]));
                assertEquals(List.of(), trial.watch.broken(), what);
            });
        }
    }

    // ---- closing

    @Test
    @DisplayName("everything is closed after the last row, and closing twice does nothing")
    void everythingIsClosedAfterTheLastRow() {
        everyWay(JoinTables.pairs(300), (trial, kind, what) -> {
            for (long memory : MEMORY) {
                JoinRoom room = new JoinRoom(memory);
                RowStream joined = begin(trial, kind, room);
                int rows = 0;
                while (joined.next()) {
                    rows++;
                }
                joined.close();
                joined.close();
                assertEquals(300, rows, what);
                trial.assertClean(room, what);
            }
        });
    }

    @Test
    @DisplayName("everything is closed where the result is closed early")
    void everythingIsClosedWhereTheResultIsClosedEarly() {
        JoinTables tables = JoinTables.random(random, 400);
        for (JoinTables each : List.of(JoinTables.pairs(400), tables)) {
            everyWay(each, (trial, kind, what) -> {
                for (int rows : new int[] {0, 1, 2, 100, 399}) {
                    JoinRoom room = new JoinRoom(MEMORY[random.nextInt(3)]);
                    try (RowStream joined = begin(trial, kind, room)) {
                        for (int i = 0; i < rows && joined.next(); i++) {
                            assertNotNull(joined.row());
                        }
                    }
                    trial.assertClean(room, what + ", closed after " + rows + " rows");
                }
            });
        }
    }

    @Test
    @DisplayName("what an input throws goes through as it is, and everything is closed")
    void whatAnInputThrowsGoesThrough() {
        JoinTables tables = JoinTables.pairs(200);
        everyWay(tables, (probe, kind, what) -> {
            for (long at : new long[] {-2, 0, 1, 150, 200, 250, 399}) {
                for (boolean leftFails : new boolean[] {true, false}) {
                    Trial trial = new Trial(
                            tables,
                            new Indexes(
                                    !Double.isInfinite(probe.left.lookUpCost()),
                                    !Double.isInfinite(probe.right.lookUpCost())));
                    RuntimeException failure = new PesaDbException(ErrorCode.IO, "the kit lets an input fail");
                    (leftFails ? trial.left : trial.right).failing(at, failure);
                    String when = what + ", failing at row " + at;
                    boolean failed = fails(trial, kind, new JoinRoom(MEMORY[1]), failure, when);
                    assertEquals(trial.left.hasThrown() || trial.right.hasThrown(), failed, when + ": it went on");
                }
            }
        });
    }

    /** Reads until something fails, if it does. What is thrown is the failure; nothing stays open. */
    private boolean fails(Trial trial, JoinKind kind, JoinRoom room, RuntimeException failure, String what) {
        boolean failed = false;
        try (RowStream joined = begin(trial, kind, room)) {
            try {
                while (joined.next()) {
                    assertNotNull(joined.row());
                }
            } catch (RuntimeException thrown) {
                assertSame(failure, thrown, what + ": what went through");
                failed = true;
            }
        } catch (RuntimeException thrown) {
            assertSame(failure, thrown, what + ": what went through"); // before there was a result to be closed
            failed = true;
        }
        trial.assertClean(room, what);
        return failed;
    }

    @Test
    @DisplayName("what a spill throws goes through as it is, and everything is closed")
    void whatASpillThrowsGoesThrough() {
        JoinTables tables = JoinTables.pairs(1_500);
        everyWay(tables, (probe, kind, what) -> {
            Indexes indexes = new Indexes(
                    !Double.isInfinite(probe.left.lookUpCost()), !Double.isInfinite(probe.right.lookUpCost()));
            JoinRoom whole = new JoinRoom(MEMORY[1]);
            join(new Trial(tables, indexes), kind, whole);
            for (long at = 1; at <= whole.calls(); at = at < 5 ? at + 1 : at * 2) {
                RuntimeException failure = new PesaDbException(ErrorCode.DISK_FULL, "the kit lets a spill fail");
                Trial trial = new Trial(tables, indexes);
                assertTrue(
                        fails(trial, kind, new JoinRoom(MEMORY[1]).failingAt(at, failure), failure, what),
                        what + ": a full disk at call " + at + " was not told");
            }
        });
    }

    @Test
    @DisplayName("it asks at least every thousand rows whether it is cancelled")
    void itAsksWhetherItIsCancelled() {
        JoinTables pairs = JoinTables.pairs(3_000);
        JoinTables product = JoinTables.of(Collections.nCopies(150, 1L), Collections.nCopies(150, 1L));
        JoinTables nobody = new JoinTables(
                JoinTables.pairs(2_500).left(),
                JoinTables.of(List.of(), List.of(-1L)).right());
        for (JoinTables tables : List.of(pairs, product, nobody)) {
            everyWay(tables, (trial, kind, what) -> {
                long[] since = {0, 0}; // read, and given
                long[] most = {0, 0};
                JoinRoom room = new JoinRoom(MEMORY[2]).onCheck(() -> Arrays.fill(since, 0));
                trial.watch.onRead(read -> most[0] = Math.max(most[0], ++since[0]));
                try (RowStream joined = begin(trial, kind, room)) {
                    while (joined.next()) {
                        most[1] = Math.max(most[1], ++since[1]);
                    }
                }
                assertTrue(most[0] <= MOST_BETWEEN_CHECKS, what + ": " + most[0] + " rows were read without a look");
                assertTrue(most[1] <= MOST_BETWEEN_CHECKS, what + ": " + most[1] + " rows were given without a look");
            });
        }
    }

    @Test
    @DisplayName("cancelled it ends with the exception that says so, and everything is closed")
    void cancelledItEnds() {
        JoinTables tables = JoinTables.pairs(3_000);
        everyWay(tables, (probe, kind, what) -> {
            Indexes indexes = new Indexes(
                    !Double.isInfinite(probe.left.lookUpCost()), !Double.isInfinite(probe.right.lookUpCost()));
            for (long at : new long[] {1, 2, 3, 5}) {
                RuntimeException cancelled = new PesaDbException(ErrorCode.CANCELLED, "the kit cancels");
                JoinRoom room = new JoinRoom(MEMORY[1]).cancellingAt(at, cancelled);
                assertTrue(
                        fails(new Trial(tables, indexes), kind, room, cancelled, what + ", cancelled at look " + at)
                                || room.checks() < at,
                        what + ": it went on after it was cancelled at look " + at);
                assertTrue(room.checks() > 0, what + ": it never asked");
            }
        });
    }

    // ---- memory

    @Test
    @DisplayName("with little memory it gives the same rows, or says OUT_OF_MEMORY where not even a few fit")
    void withLittleMemoryItGivesTheSameRows() {
        for (int i = 0; i < Math.max(3, rounds() / 40); i++) {
            JoinTables tables = JoinTables.random(random, 1_500);
            equalsNestedLoops(tables, 64 << 10);
            everyWay(tables, (trial, kind, what) -> {
                JoinRoom room = new JoinRoom(1);
                try {
                    assertRows(tables.joined(kind), join(trial, kind, room), what + " in one byte");
                } catch (PesaDbException refused) {
                    assertEquals(ErrorCode.OUT_OF_MEMORY, refused.code(), what + ": " + refused);
                }
                trial.assertClean(room, what);
            });
        }
    }

    @Test
    @DisplayName("a large join stays within its memory, and puts the rest aside")
    void aLargeJoinStaysWithinItsMemory() {
        Assumptions.assumeTrue(LiveHeap.canBeMeasured(), "this JVM collects no garbage when it is asked to");
        for (JoinKind kind : JoinKind.values()) {
            boolean indexed =
                    affordable(kind, false) == 0; // without an index where it can do so: there it needs memory
            large(kind, indexed);
        }
    }

    private void large(JoinKind kind, boolean indexed) {
        long rows = affordable(kind, indexed);
        assertTrue(rows > 0, "it can do no " + kind + " join, whatever is indexed");
        int textBytes = (int) Math.max(20, LARGE_BYTES / rows);
        String what =
                kind + " join of " + rows + " rows a side, of " + textBytes + " bytes" + (indexed ? ", indexed" : "");
        long[] seen = {0};
        long[] most = {0};
        long base = LiveHeap.bytes();
        long each = Math.max(1, 2 * rows / LARGE_LOOKS);
        Runnable look = () -> {
            if (++seen[0] % each == 0 && seen[0] / each <= 3 * LARGE_LOOKS) {
                most[0] = Math.max(most[0], LiveHeap.bytes() - base);
            }
        };
        JoinLarge left = new JoinLarge(rows, textBytes, indexed, look);
        JoinLarge right = new JoinLarge(rows, textBytes, indexed, look);
        JoinRoom room = new JoinRoom(LARGE_MEMORY);
        long given = 0;
        long sum = 0;
        try (RowStream joined = strategy().join(left, right, kind, room)) {
            while (joined.next()) {
                Row row = joined.row();
                given++;
                sum += row.getLong(0);
                if (given == rows / 2) {
                    most[0] = Math.max(most[0], LiveHeap.bytes() - base);
                }
                assertTrue(row.getLong(0) == row.getLong(2), "row " + given + " is no pair");
                if (given % 997 == 0) {
                    assertEquals(JoinLarge.text(row.getLong(0), textBytes), row.getText(1));
                    assertEquals(JoinLarge.text(row.getLong(2), textBytes), row.getText(3));
                }
            }
        }
        assertEquals(rows, given, what);
        assertEquals(rows * (rows - 1) / 2, sum, what + ": each key once");
        assertEquals(0, left.open() + right.open() + room.open(), what + ": streams and spills that are not closed");
        assertTrue(
                most[0] <= LARGE_MEMORY + LARGE_SLACK,
                what + ": it may take " + LARGE_MEMORY + " bytes of memory, and took about " + most[0]);
    }

    /** How many rows a side, so that it ends; 0 where it cannot be done at all. */
    private long affordable(JoinKind kind, boolean indexed) {
        for (long rows = size("join-rows", 1_000_000); rows > 0; rows /= 10) {
            double cost = strategy()
                    .estimate(
                            new JoinLarge(rows, 1, indexed, () -> {}), new JoinLarge(rows, 1, indexed, () -> {}), kind);
            if (Double.isInfinite(cost)) {
                return 0;
            }
            if (cost <= MOST_COST_PER_ROW * size("join-rows", 1_000_000) || rows < 1_000) {
                return rows;
            }
        }
        return 0;
    }

    // ---- several at a time

    @Test
    @DisplayName("several joins go on at a time, in one thread and in many")
    void severalJoinsGoOnAtATime() throws InterruptedException {
        JoinTables one = JoinTables.random(random, 200);
        JoinTables other = JoinTables.random(random, 200);
        everyWay(one, (trial, kind, what) -> {
            Trial second = new Trial(other, new Indexes(true, true));
            if (!isPossible(second, kind)) {
                return;
            }
            Map<List<Object>, Integer> got = new HashMap<>();
            Map<List<Object>, Integer> alsoGot = new HashMap<>();
            JoinRoom room = new JoinRoom(MEMORY[1]);
            try (RowStream first = begin(trial, kind, room);
                    RowStream beside = begin(second, kind, room)) {
                boolean more = true;
                boolean moreBeside = true;
                while (more || moreBeside) {
                    more = more && first.next();
                    moreBeside = moreBeside && beside.next();
                    if (more) {
                        got.merge(values(first.row(), one.shown()), 1, Integer::sum);
                    }
                    if (moreBeside) {
                        alsoGot.merge(values(beside.row(), other.shown()), 1, Integer::sum);
                    }
                }
            }
            assertRows(one.joined(kind), got, what + ", beside another one");
            assertRows(other.joined(kind), alsoGot, what + ", the other one");
        });
        strategy(); // asked for once, by this thread
        Crew crew = new Crew();
        for (int i = 0; i < 4; i++) {
            crew.hire(() -> {
                for (int again = 0; again < 5; again++) {
                    equalsNestedLoops(one, MEMORY[1]);
                    equalsNestedLoops(other, MEMORY[2]);
                }
            });
        }
        crew.await();
    }

    @Test
    @DisplayName("its speed can be measured beside the default's")
    void itsSpeedCanBeMeasured() {
        JoinStrategy standard = Components.installed().choose(ComponentKind.JOIN, JoinStrategy.class, null);
        for (JoinStrategy each : List.of(strategy(), standard)) {
            long rows = 1_000;
            long begin = System.nanoTime();
            long given = 0;
            for (int i = 0; i < 10; i++) {
                JoinLarge left = new JoinLarge(rows, 20, true, () -> {});
                JoinLarge right = new JoinLarge(rows, 20, true, () -> {});
                try (RowStream joined = each.join(left, right, JoinKind.INNER, new JoinRoom(MUCH))) {
                    while (joined.next()) {
                        given += joined.row().getLong(0) == joined.row().getLong(2) ? 1 : 0;
                    }
                }
            }
            System.out.println(String.format(
                    Locale.ROOT,
                    "join %-16s %,6.0f ns a row of the result, of %,d rows a side, both indexed",
                    each.name(),
                    (double) (System.nanoTime() - begin) / given,
                    rows));
            assertEquals(10 * rows, given, "rows of " + each.name());
        }
    }

    // ---- in a database

    @Test
    @DisplayName(
            "in a database it gives the rows that the default gives: with WHERE, ORDER, LIMIT, LEFT and chains of tables")
    void inADatabaseItGivesTheRowsOfTheDefault() {
        String standard = Components.installed().defaultName(ComponentKind.JOIN).orElseThrow();
        JoinBed bed = new JoinBed(strategy(), random);
        try (bed;
                Session session = bed.database().openSession()) {
            for (boolean left : new boolean[] {false, true}) {
                for (String on : List.of("k", "n", "id")) {
                    for (Command.Join join : List.of(
                            bed.join(on, left, null, Command.Limit.NONE),
                            bed.join(
                                    on,
                                    left,
                                    "a.id",
                                    Command.Limit.NONE,
                                    Condition.of("a.id", Operator.LESS, new Operand.Int(90))),
                            bed.join(
                                    on,
                                    left,
                                    null,
                                    Command.Limit.NONE,
                                    Condition.of("b.k", Operator.NOT_EQUAL, new Operand.Int(3))))) {
                        assertRows(
                                JoinBed.rows(session, JoinBed.by(join, standard)),
                                JoinBed.rows(session, join),
                                join.toString());
                    }
                    limited(bed, session, on, left, standard);
                }
                Command.Join chain = bed.chain(left);
                assertRows(
                        JoinBed.rows(session, JoinBed.by(chain, standard)),
                        JoinBed.rows(session, chain),
                        chain.toString());
            }
            assertEquals(List.of(), bed.left(), "files of statements that have ended");
        }
        assertEquals(0, bed.handles(), "files that are still open after the database was closed");
    }

    private static void limited(JoinBed bed, Session session, String on, boolean left, String standard) {
        Command.Join whole = bed.join(on, left, null, Command.Limit.NONE);
        Map<List<Object>, Integer> all = JoinBed.rows(session, JoinBed.by(whole, standard));
        Map<List<Object>, Integer> some = JoinBed.rows(session, bed.join(on, left, null, JoinBed.limit(7)));
        assertEquals(7, some.values().stream().mapToInt(Integer::intValue).sum(), "rows of LIMIT 7");
        some.forEach((row, times) -> assertTrue(all.getOrDefault(row, 0) >= times, "no row of the join: " + row));
    }

    @Test
    @DisplayName("in a database it sees its transaction's changes, and a snapshot's rows beside a writer")
    void inADatabaseItSeesItsTransaction() {
        String standard = Components.installed().defaultName(ComponentKind.JOIN).orElseThrow();
        JoinBed bed = new JoinBed(strategy(), random);
        try (bed;
                Session writer = bed.database().openSession();
                Session reader = bed.database().openSession()) {
            Command.Join join = bed.join("k", true, null, Command.Limit.NONE);
            reader.run(new Command.Begin(true));
            Map<List<Object>, Integer> before = JoinBed.rows(reader, join);
            writer.run(new Command.Begin(false));
            for (int i = 0; i < 5; i++) {
                bed.change(writer);
                assertRows(
                        JoinBed.rows(writer, JoinBed.by(join, standard)),
                        JoinBed.rows(writer, join),
                        "in a transaction");
                assertRows(before, JoinBed.rows(reader, join), "in a snapshot");
            }
            try (Cursor cursor = reader.execute(join)) {
                assertTrue(cursor.next());
                bed.change(writer);
                writer.run(new Command.Commit());
                int rows = 1;
                while (cursor.next()) {
                    rows++;
                }
                assertEquals(
                        before.values().stream().mapToInt(Integer::intValue).sum(), rows, "beside a commit");
            }
            reader.run(new Command.Commit());
            assertRows(JoinBed.rows(reader, JoinBed.by(join, standard)), JoinBed.rows(reader, join), "after all of it");
            assertEquals(List.of(), bed.left(), "files of statements that have ended");
        }
    }
}
