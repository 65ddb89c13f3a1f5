package org.pesadb.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowStream;

/**
 * The hash join gives the same rows, as often, as two nested loops over random tables do: with NULLs, duplicates, skew, keys
 * of several columns and either input as the build side. {@code -Dpesadb.seed=N} repeats one seed.
 */
class JoinModelTest {
    private static final String[] TEXTS = {
        "", "a", "b", "aa", "Nairobi", "Ñandú", "\u0000", "a\u0000", "\uD83C\uDF0D", "\uFFFD", "AaAa", "BBBB", "AaBB"
    };

    static LongStream seeds() {
        String one = System.getProperty("pesadb.seed");
        long first = System.nanoTime();
        return one != null ? LongStream.of(Long.parseLong(one)) : LongStream.range(first, first + 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void equalsNestedLoops(long seed) {
        Random random = new Random(seed);
        int keys = 1 + random.nextInt(3);
        boolean[] number = new boolean[keys];
        for (int i = 0; i < keys; i++) {
            number[i] = random.nextBoolean();
        }
        int distinct = 1 + random.nextInt(random.nextBoolean() ? 4 : 300);
        int[] leftKeys = random.ints(0, keys + 2).distinct().limit(keys).toArray();
        int[] rightKeys = random.ints(0, keys + 3).distinct().limit(keys).toArray();
        List<Object[]> left = table(random, keys + 2, leftKeys, number, distinct);
        List<Object[]> right = table(random, keys + 3, rightKeys, number, distinct);
        Map<List<Object>, Integer> wanted = nestedLoops(left, leftKeys, right, rightKeys);

        for (boolean buildLeft : new boolean[] {true, false}) {
            ListRows leftRows = new ListRows(keys + 2, left);
            ListRows rightRows = new ListRows(keys + 3, right);
            Map<List<Object>, Integer> got = new HashMap<>();
            try (RowStream joined = new HashJoin()
                    .join(
                            leftRows.input(buildLeft ? 1 : 2, leftKeys),
                            rightRows.input(buildLeft ? 2 : 1, rightKeys),
                            JoinKind.INNER,
                            new TestContext(1L << 30))) {
                while (joined.next()) {
                    got.merge(values(joined.row()), 1, Integer::sum);
                }
            }
            assertEquals(wanted, got, "seed " + seed + ", build side " + (buildLeft ? "left" : "right"));
            assertTrue(leftRows.closed() && rightRows.closed(), "seed " + seed + ": both inputs are closed");
        }
    }

    private static List<Object[]> table(Random random, int width, int[] keys, boolean[] number, int distinct) {
        List<Object[]> rows = new ArrayList<>();
        int size = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(500);
        for (int i = 0; i < size; i++) {
            Object[] row = new Object[width];
            for (int column = 0; column < width; column++) {
                // A column that is no key has one type as well: even ones are numbers.
                row[column] = value(random, column % 2 == 0, 1000);
            }
            for (int key = 0; key < keys.length; key++) {
                row[keys[key]] = value(random, number[key], distinct);
            }
            rows.add(row);
        }
        return rows;
    }

    private static Object value(Random random, boolean number, int distinct) {
        int chance = random.nextInt(20);
        if (chance == 0) {
            return null;
        }
        int value = chance < 6 ? 0 : random.nextInt(distinct); // One value in four is the same: skew.
        if (number) {
            return value % 3 == 0 ? Long.MIN_VALUE + value : value % 3 == 1 ? (long) value : Long.MAX_VALUE - value;
        }
        return value < TEXTS.length ? TEXTS[value] : TEXTS[value % TEXTS.length] + value;
    }

    private static Map<List<Object>, Integer> nestedLoops(
            List<Object[]> left, int[] leftKeys, List<Object[]> right, int[] rightKeys) {
        Map<List<Object>, Integer> pairs = new HashMap<>();
        for (Object[] one : left) {
            for (Object[] other : right) {
                boolean equal = true;
                for (int i = 0; i < leftKeys.length; i++) {
                    equal &= one[leftKeys[i]] != null && one[leftKeys[i]].equals(other[rightKeys[i]]);
                }
                if (equal) {
                    List<Object> pair = new ArrayList<>(List.of());
                    pair.addAll(java.util.Arrays.asList(one));
                    pair.addAll(java.util.Arrays.asList(other));
                    pairs.merge(pair, 1, Integer::sum);
                }
            }
        }
        return pairs;
    }

    /** Reads each value in both ways and takes care that they agree. */
    private static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
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
