package org.pesadb.join;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.pesadb.api.spi.JoinStrategy.JoinKind;

/** Two random tables, and what joining them gives: NULLs, duplicates, skew, keys of several columns, and columns not wanted. */
final class Tables {
    private static final String[] TEXTS = {
        "", "a", "b", "aa", "Nairobi", "Ñandú", "\u0000", "a\u0000", "\uD83C\uDF0D", "\uFFFD", "AaAa", "BBBB", "AaBB"
    };

    final int leftWidth;
    final int rightWidth;
    final int[] leftKeys;
    final int[] rightKeys;
    final int[] leftColumns;
    final int[] rightColumns;
    final List<Object[]> left;
    final List<Object[]> right;

    Tables(Random random, int mostRows) {
        int keys = 1 + random.nextInt(3);
        boolean[] number = new boolean[keys];
        for (int i = 0; i < keys; i++) {
            number[i] = random.nextBoolean();
        }
        leftWidth = keys + 2;
        rightWidth = keys + 3;
        int least = mostRows > 300 ? 300 : 1; // else large tables would have millions of pairs
        int distinct = least + random.nextInt(random.nextInt(3) > 0 ? 3000 : 30);
        leftKeys = random.ints(0, leftWidth).distinct().limit(keys).toArray();
        rightKeys = random.ints(0, rightWidth).distinct().limit(keys).toArray();
        leftColumns = columns(random, leftWidth, leftKeys);
        rightColumns = columns(random, rightWidth, rightKeys);
        left = table(random, leftWidth, leftKeys, number, distinct, mostRows);
        right = table(random, rightWidth, rightKeys, number, distinct, mostRows);
    }

    private static int[] columns(Random random, int width, int[] keys) {
        boolean all = random.nextBoolean();
        return java.util.stream.IntStream.range(0, width)
                .filter(column ->
                        all || random.nextInt(3) > 0 || Arrays.stream(keys).anyMatch(key -> key == column))
                .toArray();
    }

    private static List<Object[]> table(
            Random random, int width, int[] keys, boolean[] number, int distinct, int mostRows) {
        List<Object[]> rows = new ArrayList<>();
        int size = random.nextInt(6) == 0 ? random.nextInt(3) : random.nextInt(mostRows);
        // One key may be that of half of all rows.
        int skew = random.nextInt(3) == 0 && distinct > 30 ? random.nextInt(mostRows > 300 ? 2 : 6) : 0;
        for (int i = 0; i < size; i++) {
            Object[] row = new Object[width];
            for (int column = 0; column < width; column++) {
                // A column that is no key has one type as well: even ones are numbers.
                row[column] = value(random, column % 2 == 0, 1000, 0);
            }
            for (int key = 0; key < keys.length; key++) {
                row[keys[key]] = value(random, number[key], distinct, skew);
            }
            rows.add(row);
        }
        return rows;
    }

    private static Object value(Random random, boolean number, int distinct, int skew) {
        int chance = random.nextInt(20);
        if (chance == 0) {
            return null;
        }
        int value = chance < skew ? 0 : random.nextInt(distinct);
        if (number) {
            return value % 3 == 0 ? Long.MIN_VALUE + value : value % 3 == 1 ? (long) value : Long.MAX_VALUE - value;
        }
        return value < TEXTS.length ? TEXTS[value] : TEXTS[value % TEXTS.length] + value;
    }

    ListRows left() {
        return new ListRows(leftWidth, left).columns(leftColumns);
    }

    ListRows right() {
        return new ListRows(rightWidth, right).columns(rightColumns);
    }

    /** Two nested loops, of which only the wanted columns are shown. */
    Map<List<Object>, Integer> joined(JoinKind kind) {
        Map<List<Object>, List<Object[]>> byKey = new HashMap<>();
        for (Object[] row : right) {
            byKey.computeIfAbsent(key(row, rightKeys), key -> new ArrayList<>()).add(row);
        }
        Map<List<Object>, Integer> pairs = new HashMap<>();
        for (Object[] one : left) {
            List<Object> key = key(one, leftKeys);
            List<Object[]> partners = key.contains(null) ? List.of() : byKey.getOrDefault(key, List.of());
            for (Object[] other : partners) {
                pairs.merge(shown(one, other), 1, Integer::sum);
            }
            if (partners.isEmpty() && kind == JoinKind.LEFT) {
                pairs.merge(shown(one, new Object[rightWidth]), 1, Integer::sum);
            }
        }
        return pairs;
    }

    private static List<Object> key(Object[] row, int[] keys) {
        return Arrays.asList(Arrays.stream(keys).mapToObj(key -> row[key]).toArray());
    }

    private List<Object> shown(Object[] one, Object[] other) {
        List<Object> shown = new ArrayList<>();
        for (int column : leftColumns) {
            shown.add(one[column]);
        }
        for (int column : rightColumns) {
            shown.add(other[column]);
        }
        return shown;
    }

    /** The positions of the wanted columns in the result. */
    int[] shown() {
        int[] shown = Arrays.copyOf(leftColumns, leftColumns.length + rightColumns.length);
        for (int i = 0; i < rightColumns.length; i++) {
            shown[leftColumns.length + i] = leftWidth + rightColumns[i];
        }
        return shown;
    }
}
