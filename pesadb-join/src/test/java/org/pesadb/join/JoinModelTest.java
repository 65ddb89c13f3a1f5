package org.pesadb.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowStream;

/**
 * Every strategy gives the same rows, as often, as two nested loops over random tables do, for each kind of join and with little
 * memory and much. {@code -Dpesadb.seed=N} repeats one seed.
 */
class JoinModelTest {
    /** The least of them is what a few rows take. */
    private static final long[] MEMORY = {64 << 10, 100 << 10, 200 << 10, 1 << 30};

    static LongStream seeds() {
        String one = System.getProperty("pesadb.seed");
        long first = System.nanoTime();
        return one != null && !one.isEmpty()
                ? LongStream.of(Long.parseLong(one))
                : LongStream.range(first, first + 120);
    }

    /** All strategies; of hashing, one whose spills are small and one whose memory has no room for theirs. */
    static List<JoinStrategy> strategies() {
        return List.of(
                new HashJoin(TestContext.BUFFER),
                new HashJoin(1 << 20),
                new MergeJoin(),
                new IndexJoin(),
                new LoopJoin());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void equalsNestedLoops(long seed) {
        Random random = new Random(seed);
        Tables tables = new Tables(random, random.nextInt(4) == 0 ? 3000 : 300);
        for (JoinKind kind : JoinKind.values()) {
            Map<List<Object>, Integer> wanted = tables.joined(kind);
            for (JoinStrategy strategy : strategies()) {
                long memory = MEMORY[random.nextInt(MEMORY.length)];
                boolean leftLess = random.nextBoolean();
                String what = "seed " + seed + ", " + kind + " join by " + strategy.name() + " in " + memory
                        + " bytes, the left side said to be " + (leftLess ? "smaller" : "larger");
                ListRows left = tables.left().indexed(leftLess ? 1 : Double.POSITIVE_INFINITY);
                ListRows right = tables.right().indexed(kind == JoinKind.LEFT || !leftLess ? 1 : 5);
                TestContext context = new TestContext(memory);
                Map<List<Object>, Integer> got = new HashMap<>();
                try (RowStream joined = strategy.join(
                        left.input(leftLess ? 1 : 2, tables.leftKeys),
                        right.input(leftLess ? 2 : 1, tables.rightKeys),
                        kind,
                        context)) {
                    while (joined.next()) {
                        got.merge(values(joined.row(), tables.shown()), 1, Integer::sum);
                    }
                }
                assertEquals(wanted, got, what);
                assertTrue(left.closed() && right.closed(), what + ": both inputs are closed");
                assertEquals(0, context.open(), what + ": spills that are not closed");
            }
        }
    }

    /** What is above proves little unless memory really runs out in it. */
    @Test
    void littleMemoryMakesRowsGoAside() {
        Random random = new Random(1);
        Tables tables = new Tables(random, 3000);
        while (tables.left.size() < 2000 || tables.right.size() < 2000) {
            tables = new Tables(random, 3000);
        }
        TestContext context = new TestContext(MEMORY[1]);
        try (RowStream joined = new HashJoin(TestContext.BUFFER)
                .join(
                        tables.left().input(1, tables.leftKeys),
                        tables.right().input(2, tables.rightKeys),
                        JoinKind.INNER,
                        context)) {
            while (joined.next()) {
                assertTrue(joined.row().size() > 0);
            }
        }
        assertTrue(context.spilled() > 1000, "rows put aside: " + context.spilled());
    }

    /** Reads each value in both ways and takes care that they agree. */
    private static List<Object> values(Row row, int[] shown) {
        List<Object> values = new ArrayList<>();
        for (int i : shown) {
            Object value = row.get(i);
            assertEquals(value == null, row.isNull(i));
            if (value instanceof Long number) {
                assertEquals(number.longValue(), row.getLong(i));
            } else {
                assertEquals(value, row.isNull(i) ? null : row.getText(i));
            }
            values.add(value);
        }
        return values;
    }
}
