package org.pesadb.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;

class HashJoinTest {
    private static final long PLENTY = 1L << 30;

    private final HashJoin join = new HashJoin();

    private static List<Object[]> rows(int count, IntFunction<Object[]> row) {
        return IntStream.range(0, count).mapToObj(row).toList();
    }

    private static Object[] row(Object... values) {
        return values;
    }

    private static long count(RowStream stream) {
        long count = 0;
        while (stream.next()) {
            count++;
        }
        return count;
    }

    @Test
    void isFoundByItsName() {
        assertTrue(Components.installed().names(ComponentKind.JOIN).contains("hash"));
        JoinStrategy found = Components.installed().choose(ComponentKind.JOIN, JoinStrategy.class, null);
        assertSame(HashJoin.class, found.getClass());
        assertEquals(1, found.formatVersion());
    }

    @Test
    void estimatesTheRowsOfBothSidesWithoutOverflow() {
        assertEquals(1_100_000.0, join.estimate(rows(100_000), rows(1_000_000), JoinKind.INNER));
        assertTrue(join.estimate(rows(Long.MAX_VALUE), rows(Long.MAX_VALUE), JoinKind.INNER) > 1.8e19);
        double twice = join.estimate(rows(1L << 50), rows(1L << 50), JoinKind.INNER);
        assertEquals(3, twice / (1L << 51), 0.01, "nearly every row is written and read again");
    }

    @Test
    void readsTheSmallerInputWholeAndTheOtherOneRowByRow() {
        ListRows small = new ListRows(1, rows(100, i -> row((long) i)));
        ListRows large = new ListRows(1, rows(10_000, i -> row((long) i % 100)));
        try (RowStream joined =
                join.join(large.input(10_000, 0), small.input(100, 0), JoinKind.INNER, new TestContext(PLENTY))) {
            assertEquals(0, small.read(), "nothing is read before the first row is asked for");
            assertTrue(joined.next());
            assertEquals(100, small.read());
            assertEquals(1, large.read());
            assertTrue(small.closed(), "what is read is given back at once");
            assertTrue(joined.next());
            assertEquals(2, large.read());
        }
        assertTrue(large.closed());
    }

    @Test
    void leftColumnsComeFirstWhicheverSideIsBuilt() {
        for (int leftAbout : new int[] {1, 10}) {
            ListRows left = new ListRows(2, List.<Object[]>of(row(7L, "left")));
            ListRows right = new ListRows(3, List.<Object[]>of(row("right", null, 7L)));
            try (RowStream joined =
                    join.join(left.input(leftAbout, 0), right.input(5, 2), JoinKind.INNER, new TestContext(PLENTY))) {
                assertTrue(joined.next());
                assertEquals(
                        "(7, left, right, null, 7)",
                        RowBuffer.copyOf(joined.row()).toString());
                assertEquals(5, joined.row().size());
                assertFalse(joined.next());
                assertFalse(joined.next(), "the end stays the end");
            }
        }
    }

    @Test
    void valuesAreReadAsTheirTypeOnly() {
        ListRows left = new ListRows(2, List.<Object[]>of(row(7L, null)));
        ListRows right = new ListRows(2, List.<Object[]>of(row(7L, "text")));
        try (RowStream joined =
                join.join(left.input(1, 0), right.input(1, 0), JoinKind.INNER, new TestContext(PLENTY))) {
            assertThrows(IllegalStateException.class, joined::row);
            assertTrue(joined.next());
            Row row = joined.row();
            assertThrows(IllegalStateException.class, () -> row.getText(0));
            assertThrows(IllegalStateException.class, () -> row.getLong(1));
            assertNull(row.getText(1));
            assertThrows(IllegalStateException.class, () -> row.getText(2));
            assertThrows(IllegalStateException.class, () -> row.getLong(3));
        }
    }

    @Test
    void manyMoreThan4096DistinctKeysAreAllThere() {
        ListRows left = new ListRows(1, rows(100_000, i -> row((long) i * 4096)));
        ListRows right = new ListRows(1, rows(120_000, i -> row((long) i * 4096)));
        try (RowStream joined =
                join.join(left.input(1, 0), right.input(2, 0), JoinKind.INNER, new TestContext(PLENTY))) {
            long sum = 0;
            long count = 0;
            while (joined.next()) {
                assertEquals(joined.row().getLong(0), joined.row().getLong(1));
                sum += joined.row().getLong(0) / 4096;
                count++;
            }
            assertEquals(100_000, count);
            assertEquals(99_999L * 100_000 / 2, sum);
        }
    }

    @Test
    void oneKeyOnBothSidesStreamsEveryPairInTheMemoryOfOneSide() {
        ListRows left = new ListRows(1, rows(4_000, i -> row("same")));
        ListRows right = new ListRows(1, rows(4_000, i -> row("same")));
        // 16 million pairs; the build side alone is about half a megabyte.
        try (RowStream joined =
                join.join(left.input(1, 0), right.input(2, 0), JoinKind.INNER, new TestContext(1 << 20))) {
            assertEquals(16_000_000, count(joined));
        }
    }

    @Test
    void anEmptyBuildSideEndsWithoutReadingTheOther() {
        ListRows empty = new ListRows(1, rows(50, i -> row((Object) null)));
        ListRows large = new ListRows(1, rows(10_000, i -> row((long) i)));
        try (RowStream joined =
                join.join(empty.input(1, 0), large.input(2, 0), JoinKind.INNER, new TestContext(PLENTY))) {
            assertFalse(joined.next(), "NULL joins nothing");
            assertEquals(0, large.read());
        }
    }

    @Test
    void aBudgetTooSmallForARowSaysWhatToDoAndGivesEverythingBack() {
        ListRows left = new ListRows(1, rows(10, i -> row("x".repeat(100_000))));
        ListRows right = new ListRows(1, rows(10, i -> row("x".repeat(100_000))));
        for (JoinStrategy strategy : List.of(join, new LoopJoin(), new MergeJoin())) {
            TestContext context = new TestContext(100_000);
            RowStream joined = strategy.join(left.input(1, 0), right.input(2, 0), JoinKind.INNER, context);
            PesaDbException refused = assertThrows(PesaDbException.class, joined::next);
            assertEquals(ErrorCode.OUT_OF_MEMORY, refused.code());
            assertTrue(refused.getMessage().contains("statementBytes"), refused.getMessage());
            assertTrue(left.closed() && right.closed());
            assertEquals(0, context.open());
            joined.close();
            assertThrows(IllegalStateException.class, joined::next);
        }
    }

    @Test
    void whatIsChargedIsNearWhatIsHeld() {
        MemoryBudget budget = new MemoryBudget(PLENTY);
        BuildTable table = new BuildTable(Side.all(new ListRows(3, List.of()).input(0, 0)), false, budget);
        JoinKeys keys = new JoinKeys();
        for (int i = 0; i < 100_000; i++) {
            Row row = RowBuffer.of((long) i, (long) i, "0123456789");
            keys.learn(row, new int[] {0});
            assertTrue(table.add(row, keys.hash(KeyHash.SEED, row, new int[] {0})));
        }
        // Two numbers, a reference, a String of ten characters, a slot or two and a link: 16 + 8 + 56 to 76 + 16 to 32
        // + 4 to 8.
        long each = budget.used() / 100_000;
        assertTrue(each >= 100 && each <= 145, each + " bytes a row");
    }

    @Test
    void looksForCancellationAtLeastEveryThousandRowsOfEveryKind() {
        TestContext building = new TestContext(PLENTY);
        ListRows left = new ListRows(1, rows(5_000, i -> row((long) i)));
        ListRows right = new ListRows(1, rows(5_000, i -> row((long) -i - 1)));
        try (RowStream joined = join.join(left.input(1, 0), right.input(2, 0), JoinKind.INNER, building)) {
            assertFalse(joined.next());
        }
        assertTrue(building.checks() >= 10, "build and probe rows without a match: " + building.checks());

        TestContext pairing = new TestContext(PLENTY);
        ListRows one = new ListRows(1, rows(1, i -> row(1L)));
        ListRows many = new ListRows(1, rows(3_000, i -> row(1L)));
        try (RowStream joined = join.join(many.input(1, 0), one.input(2, 0), JoinKind.INNER, pairing)) {
            assertEquals(3_000, count(joined));
        }
        assertTrue(pairing.checks() >= 6, "pairs of one probe row: " + pairing.checks());
    }

    @Test
    void cancelledAnywhereItClosesBothInputs() {
        for (int check = 1; check <= 8; check++) {
            ListRows left = new ListRows(1, rows(1_500, i -> row((long) i)));
            ListRows right = new ListRows(1, rows(1_500, i -> row((long) i)));
            TestContext context = new TestContext(PLENTY).cancelAtCheck(check);
            RowStream joined = join.join(left.input(1, 0), right.input(2, 0), JoinKind.INNER, context);
            PesaDbException cancelled = assertThrows(PesaDbException.class, () -> count(joined), "check " + check);
            assertEquals(ErrorCode.CANCELLED, cancelled.code());
            assertTrue(left.closed() && right.closed(), "check " + check);
        }
    }

    @Test
    void closedEarlyItClosesBothInputsAlsoWhenOneCannot() {
        RuntimeException closing = new IllegalStateException("stuck");
        ListRows left = new ListRows(1, rows(10, i -> row(1L)));
        ListRows right = new ListRows(1, rows(10, i -> row(1L))).failingToClose(closing);
        RowStream joined = join.join(left.input(1, 0), right.input(2, 0), JoinKind.INNER, new TestContext(PLENTY));
        assertTrue(joined.next());
        assertSame(closing, assertThrows(RuntimeException.class, joined::close));
        assertTrue(left.closed() && right.closed());
        joined.close();
    }

    @Test
    void keysThatDoNotPairAreRefused() {
        ListRows left = new ListRows(2, List.of());
        ListRows right = new ListRows(2, List.of());
        assertThrows(
                IllegalArgumentException.class,
                () -> join.join(left.input(1, 0, 1), right.input(2, 0), JoinKind.INNER, new TestContext(PLENTY)));
        assertTrue(left.closed() && right.closed());
    }

    @Test
    void numbersAreNotBoxed() {
        List<Integer> boxed = new ArrayList<>();
        RowStream left = new CountingRows(5_000, boxed);
        RowStream right = new CountingRows(5_000, boxed);
        long sum = 0;
        try (RowStream joined = join.join(given(left, 1), given(right, 2), JoinKind.INNER, new TestContext(PLENTY))) {
            while (joined.next()) {
                for (int i = 0; i < 4; i++) {
                    sum += joined.row().getLong(i);
                }
            }
        }
        assertEquals(4 * (4_999L * 5_000 / 2), sum);
        assertEquals(List.of(0, 0, 1), boxed, "once for each build column and once for the key, to learn their types");
    }

    /** An input of two columns that is read once. */
    private static JoinInput given(RowStream all, long about) {
        JoinInput shape = new ListRows(2, List.of()).input(about, 0);
        return (JoinInput) Proxy.newProxyInstance(
                JoinInput.class.getClassLoader(),
                new Class<?>[] {JoinInput.class},
                (proxy, method, arguments) -> method.getName().equals("rows") ? all : method.invoke(shape, arguments));
    }

    /** Rows of two equal numbers that note each value asked for as an object. */
    private record CountingRows(int count, List<Integer> boxed, int[] at) implements RowStream, Row {
        CountingRows(int count, List<Integer> boxed) {
            this(count, boxed, new int[] {-1});
        }

        @Override
        public boolean next() {
            return ++at[0] < count;
        }

        @Override
        public Row row() {
            return this;
        }

        @Override
        public void close() {
            at[0] = count;
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public boolean isNull(int position) {
            return false;
        }

        @Override
        public long getLong(int position) {
            return at[0];
        }

        @Override
        public String getText(int position) {
            throw new IllegalStateException("a number");
        }

        @Override
        public Object get(int position) {
            boxed.add(position);
            return getLong(position);
        }
    }

    private static JoinInput rows(long about) {
        return new ListRows(1, List.of()).input(about, 0);
    }
}
