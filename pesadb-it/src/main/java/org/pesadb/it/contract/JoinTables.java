package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.pesadb.api.spi.JoinStrategy.JoinKind;

/** Two tables to be joined, and what two nested loops over them give. The columns that nobody wants hold anything. Immutable. */
final class JoinTables {
    private static final String[] TEXTS = {
        "", "a", "b", "aa", "Nairobi", "Ñandú", "\u0000", "a\u0000", "\ud83c\udf0d", "\ufffd", "AaAa", "BBBB", "AaBB"
    };

    /** One of the two. */
    record Side(int width, int[] keys, int[] columns, List<Object[]> rows) {}

    private final Side left;
    private final Side right;

    JoinTables(Side left, Side right) {
        this.left = left;
        this.right = right;
    }

    Side left() {
        return left;
    }

    Side right() {
        return right;
    }

    /** By chance: one to three keys of both types, NULLs, duplicates, skew, sides of no row and of one, columns that nobody wants. */
    static JoinTables random(Random random, int mostRows) {
        int keys = 1 + random.nextInt(3);
        boolean[] numbers = new boolean[keys];
        for (int i = 0; i < keys; i++) {
            numbers[i] = random.nextBoolean();
        }
        int distinct = mostRows / 10 + 1 + random.nextInt(random.nextInt(3) > 0 ? 4 * mostRows : 30);
        return new JoinTables(side(random, numbers, distinct, mostRows), side(random, numbers, distinct, mostRows));
    }

    private static Side side(Random random, boolean[] numbers, int distinct, int mostRows) {
        int width = numbers.length + 1 + random.nextInt(3);
        int[] keys = random.ints(0, width).distinct().limit(numbers.length).toArray();
        boolean all = random.nextBoolean();
        int[] columns = IntStream.range(0, width)
                .filter(column ->
                        all || random.nextBoolean() || Arrays.stream(keys).anyMatch(key -> key == column))
                .toArray();
        int size = random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(mostRows + 1);
        int skew = random.nextInt(3) == 0 && distinct > 30 ? random.nextInt(4) : 0;
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Object[] row = new Object[width];
            for (int column = 0; column < width; column++) {
                row[column] = value(random, column % 2 == 0, 1000, 0);
            }
            for (int key = 0; key < keys.length; key++) {
                row[keys[key]] = value(random, numbers[key], distinct, skew);
            }
            rows.add(row);
        }
        return new Side(width, keys, columns, rows);
    }

    private static Object value(Random random, boolean number, int distinct, int skew) {
        int chance = random.nextInt(20);
        if (chance == 0) {
            return null;
        }
        int value = chance <= skew ? 0 : random.nextInt(distinct);
        if (number) {
            return value % 3 == 0 ? Long.MIN_VALUE + value : value % 3 == 1 ? (long) value : Long.MAX_VALUE - value;
        }
        return value < TEXTS.length ? TEXTS[value] : TEXTS[value % TEXTS.length] + value;
    }

    /** Tables of two columns, key and number; each list holds keys, null too. */
    static JoinTables of(List<?> leftKeys, List<?> rightKeys) {
        return new JoinTables(numbered(leftKeys), numbered(rightKeys));
    }

    private static Side numbered(List<?> keys) {
        List<Object[]> rows = new ArrayList<>();
        for (Object key : keys) {
            rows.add(new Object[] {key, (long) rows.size()});
        }
        return new Side(2, new int[] {0}, new int[] {0, 1}, rows);
    }

    /** As many rows on each side, with a text; each key stands once on each side, in another order. */
    static JoinTables pairs(int rows) {
        List<Object[]> one = new ArrayList<>();
        List<Object[]> other = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            one.add(new Object[] {(long) i, "left " + i});
            other.add(new Object[] {(long) (rows - 1 - i), "right " + (rows - 1 - i)});
        }
        int[] both = {0, 1};
        return new JoinTables(new Side(2, new int[] {0}, both, one), new Side(2, new int[] {0}, both, other));
    }

    /** Two nested loops: how often each row comes, of which only the wanted columns are shown. */
    Map<List<Object>, Integer> joined(JoinKind kind) {
        Map<List<Object>, List<Object[]>> partners = new HashMap<>();
        for (Object[] row : right.rows) {
            partners.computeIfAbsent(key(row, right.keys), key -> new ArrayList<>())
                    .add(row);
        }
        Map<List<Object>, Integer> pairs = new HashMap<>();
        for (Object[] one : left.rows) {
            List<Object> key = key(one, left.keys);
            List<Object[]> found = key.contains(null) ? List.of() : partners.getOrDefault(key, List.of());
            for (Object[] other : found) {
                pairs.merge(shown(one, other), 1, Integer::sum);
            }
            if (found.isEmpty() && kind == JoinKind.LEFT) {
                pairs.merge(shown(one, new Object[right.width]), 1, Integer::sum);
            }
        }
        return pairs;
    }

    private static List<Object> key(Object[] row, int[] keys) {
        return Arrays.asList(Arrays.stream(keys).mapToObj(key -> row[key]).toArray());
    }

    private List<Object> shown(Object[] one, Object[] other) {
        List<Object> shown = new ArrayList<>();
        for (int column : left.columns) {
            shown.add(one[column]);
        }
        for (int column : right.columns) {
            shown.add(other[column]);
        }
        return shown;
    }

    /** The places of the wanted columns in a row of the result; a right one that nobody wants is not among them. */
    int[] shown() {
        return IntStream.concat(
                        Arrays.stream(left.columns),
                        Arrays.stream(right.columns).map(column -> left.width + column))
                .toArray();
    }

    @Override
    public String toString() {
        return left.rows.size() + " rows by " + Arrays.toString(left.keys) + " with " + right.rows.size() + " by "
                + Arrays.toString(right.keys);
    }
}
