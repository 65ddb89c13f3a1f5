package org.pesadb.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowStream;

/** The hash join past its memory: what it puts aside, how often it reads, and that it streams all the same. */
class HashSpillTest {
    private static final int ROWS = 200_000;

    private final HashJoin join = new HashJoin(TestContext.BUFFER);

    private static List<Object[]> rows(int count, IntFunction<Object[]> row) {
        return IntStream.range(0, count).mapToObj(row).toList();
    }

    private static Object[] row(Object... values) {
        return values;
    }

    /** The number of rows, and the sum of the first values. */
    private static long[] read(RowStream joined) {
        long count = 0;
        long sum = 0;
        while (joined.next()) {
            count++;
            sum += joined.row().getLong(0);
        }
        return new long[] {count, sum};
    }

    @Test
    void aSideThatIsALittleTooLargePutsALittleAside() {
        ListRows left = new ListRows(1, rows(ROWS, i -> row((long) i)));
        ListRows right = new ListRows(1, rows(ROWS / 4, i -> row((long) i * 4)));
        TestContext probe = new TestContext(1 << 30);
        try (RowStream all = join.join(left.input(2, 0), right.input(1, 0), JoinKind.INNER, probe)) {
            assertEquals(ROWS / 4, read(all)[0]);
        }
        assertEquals(0, probe.spills(), "with memory enough nothing goes aside");

        TestContext context = new TestContext(2_400_000);
        try (RowStream joined = join.join(left.input(2, 0), right.input(1, 0), JoinKind.INNER, context)) {
            long[] read = read(joined);
            assertEquals(ROWS / 4, read[0]);
            assertEquals(4L * (ROWS / 4 - 1) * (ROWS / 4) / 2, read[1]);
        }
        assertTrue(context.spilled() > 0 && context.spilled() < 0.6 * (ROWS + ROWS / 4), "aside: " + context.spilled());
        assertEquals(1, left.openings() - 1, "each input is read once");
    }

    @Test
    void partitionsThatAreStillTooLargeArePartedAgain() {
        ListRows left = new ListRows(1, rows(ROWS, i -> row((long) i)));
        ListRows right = new ListRows(1, rows(ROWS, i -> row((long) ROWS - i)));
        // Room for about 2,500 rows, and so few partitions that one round of them does not do.
        TestContext context = new TestContext(100 << 10);
        try (RowStream joined =
                new HashJoin(3 << 10).join(left.input(2, 0), right.input(1, 0), JoinKind.INNER, context)) {
            long[] read = read(joined);
            assertEquals(ROWS - 1, read[0]);
            assertEquals((ROWS - 1L) * ROWS / 2, read[1]);
        }
        assertTrue(context.spilled() > 3L * ROWS, "aside: " + context.spilled() + " of " + 2 * ROWS);
        assertTrue(context.spilled() < 20L * ROWS, "aside: " + context.spilled() + " of " + 2 * ROWS);
        assertEquals(0, context.open());
        assertTrue(context.mostOpen() < 80, "few spills at a time: " + context.mostOpen());
    }

    @Test
    void aKeyWithManyRowsOnBothSidesStreamsInTheMemoryOfAFew() {
        for (JoinKind kind : JoinKind.values()) {
            ListRows left = new ListRows(2, rows(ROWS, i -> row((long) i, "same")));
            ListRows right = new ListRows(1, rows(ROWS, i -> row("same")));
            TestContext context = new TestContext(200 << 10);
            try (RowStream joined = join.join(left.input(2, 1), right.input(1, 0), kind, context)) {
                // Of forty milliards of pairs.
                for (int i = 0; i < 1_000_000; i++) {
                    assertTrue(joined.next());
                    assertEquals("same", joined.row().getText(2));
                }
            }
            assertEquals(0, context.open());
            assertTrue(left.closed() && right.closed());
            assertTrue(
                    context.spilled() <= 2L * ROWS, "parting does not help, and is tried once: " + context.spilled());
        }
    }

    @Test
    void withoutRoomForPartitionsTheProbeSideIsReadForEachChunk() {
        ListRows left = new ListRows(1, rows(9_000, i -> row((long) i)));
        ListRows right = new ListRows(1, rows(5_000, i -> row((long) 2 * i)));
        TestContext context = new TestContext(60 << 10);
        try (RowStream joined =
                new HashJoin(1 << 20).join(left.input(9_000, 0), right.input(5_000, 0), JoinKind.LEFT, context)) {
            assertEquals(9_000, read(joined)[0]);
        }
        assertEquals(0, context.spilled());
        assertTrue(right.openings() > 2, "chunks of the left side: " + right.openings());
        assertTrue(right.openings() < 40, "chunks of the left side: " + right.openings());
    }

    @Test
    void leftRowsWithoutAPartnerStayWhereverTheyWerePut() {
        for (boolean leftLess : new boolean[] {true, false}) {
            ListRows left = new ListRows(2, rows(20_000, i -> row((long) i, i % 10 == 0 ? null : (long) i)));
            ListRows right = new ListRows(1, rows(10_000, i -> row((long) 4 * i)));
            TestContext context = new TestContext(80 << 10);
            long alone = 0;
            long met = 0;
            try (RowStream joined =
                    join.join(left.input(leftLess ? 1 : 3, 1), right.input(2, 0), JoinKind.LEFT, context)) {
                while (joined.next()) {
                    if (joined.row().isNull(2)) {
                        alone++;
                    } else {
                        met++;
                        assertEquals(joined.row().getLong(0), joined.row().getLong(2));
                    }
                }
            }
            assertEquals(4_000, met, "every fourth row, but for every twentieth");
            assertEquals(16_000, alone);
            assertTrue(context.spilled() > 1_000, "aside: " + context.spilled());
        }
    }
}
