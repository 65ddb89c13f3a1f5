package org.pesadb.it.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowPredicate;

/** A predicate by chance: each of its tests compares a column's bytes or number with a value, which is often the row's own. Immutable. */
final class CodecPredicate implements RowPredicate {
    /** What a comparison may give, by -1, 0 and 1, and what NULL gives. */
    private record Single(int column, ColumnType type, Object value, boolean[] wanted, boolean ofNull) {
        boolean of(int comparison) {
            return wanted[Integer.signum(comparison) + 1];
        }

        boolean of(byte[] bytes, int from, int to) {
            byte[] mine = ((String) value).getBytes(StandardCharsets.UTF_8);
            return of(Arrays.compareUnsigned(bytes, from, to, mine, 0, mine.length));
        }

        @Override
        public String toString() {
            return "column " + column + (wanted[0] ? " <" : "") + (wanted[1] ? " =" : "") + (wanted[2] ? " >" : "")
                    + " " + value + (ofNull ? " or NULL" : "");
        }
    }

    private final List<Single> tests;

    private CodecPredicate(List<Single> tests) {
        this.tests = tests;
    }

    static CodecPredicate of(TableSchema schema, Row row, Random random) {
        List<Single> tests = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            int column = random.nextInt(schema.size());
            ColumnType type = schema.column(column).type();
            Object value = row.get(column);
            if (value == null || random.nextInt(3) == 0) {
                value = CodecRows.value(type, random);
            }
            // Mostly true, so that the later tests of a row are done too.
            boolean[] wanted = {random.nextInt(4) > 0, random.nextInt(4) > 0, random.nextInt(4) > 0};
            tests.add(new Single(column, type, value, wanted, random.nextInt(4) > 0));
        }
        tests.sort(Comparator.comparingInt(Single::column));
        return new CodecPredicate(tests);
    }

    @Override
    public int[] columns() {
        return tests.stream().mapToInt(Single::column).distinct().toArray();
    }

    @Override
    public boolean test(Row row) {
        for (int i = 0; i < tests.size(); i++) {
            int column = tests.get(i).column;
            boolean holds;
            if (row.isNull(column)) {
                holds = testNull(i);
            } else if (tests.get(i).type == ColumnType.INT) {
                holds = test(i, row.getLong(column));
            } else {
                byte[] bytes = row.getText(column).getBytes(StandardCharsets.UTF_8);
                holds = test(i, bytes, 0, bytes.length);
            }
            if (!holds) {
                return false;
            }
        }
        return true;
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
        return tests.get(test).of(bytes, offset, offset + length);
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
