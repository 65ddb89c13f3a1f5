package org.pesadb.storage.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.TextOrder;
import org.pesadb.api.spi.RowPredicate;

/** A predicate by chance: each test compares a column with a value, which is often the row's own, or asks for NULL. */
final class RandomTests implements RowPredicate {
    private final List<Single> tests;

    /** Whether the comparison may give -1, 0 or 1, and what NULL gives. */
    private record Single(int column, ColumnType type, Object value, boolean[] wanted, boolean ofNull) {
        boolean of(int comparison) {
            return wanted[Integer.signum(comparison) + 1];
        }
    }

    private RandomTests(List<Single> tests) {
        this.tests = tests;
    }

    static RandomTests of(TableSchema schema, Row row, Random random) {
        List<Single> tests = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int column = random.nextInt(schema.size());
            ColumnType type = schema.column(column).type();
            Object value = row.get(column);
            if (value == null || random.nextInt(3) == 0) {
                value = type == ColumnType.INT ? (Object) RandomRows.number(random) : RandomRows.text(random);
            }
            // Mostly true, so that the later tests of a row are done too.
            boolean[] wanted = {random.nextInt(4) > 0, random.nextInt(4) > 0, random.nextInt(4) > 0};
            tests.add(new Single(column, type, value, wanted, random.nextInt(4) > 0));
        }
        tests.sort(Comparator.comparingInt(Single::column));
        return new RandomTests(tests);
    }

    @Override
    public int[] columns() {
        return tests.stream().mapToInt(Single::column).distinct().toArray();
    }

    @Override
    public boolean test(Row row) {
        return tests.stream().allMatch(test -> {
            if (row.isNull(test.column)) {
                return test.ofNull;
            }
            return test.type == ColumnType.INT
                    ? test.of(Long.compare(row.getLong(test.column), (Long) test.value))
                    : test.of(TextOrder.compare(row.getText(test.column), (String) test.value));
        });
    }

    @Override
    public int tests() {
        return tests.size();
    }

    @Override
    public int column(int test) {
        return tests.get(test).column;
    }

    @Override
    public boolean test(int test, long value) {
        return tests.get(test).of(Long.compare(value, (Long) tests.get(test).value));
    }

    @Override
    public boolean test(int test, byte[] bytes, int offset, int length) {
        String value = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return tests.get(test).of(TextOrder.compare(value, (String) tests.get(test).value));
    }

    @Override
    public boolean testNull(int test) {
        return tests.get(test).ofNull;
    }

    @Override
    public String toString() {
        return tests.toString();
    }
}
