package org.pesadb.storage.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command.Function;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.TextOrder;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.spill.Spills;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.Seeds;

/** The functions against lists of each group's values. */
class AggregateStreamTest {
    private static final TableSchema SCHEMA = new TableSchema(
            "t",
            List.of(
                    Column.of("id", ColumnType.INT).asPrimaryKey(),
                    Column.of("n", ColumnType.INT),
                    Column.of("x", ColumnType.TEXT),
                    Column.of("g", ColumnType.TEXT),
                    Column.of("h", ColumnType.INT)));
    private static final int[] ALL = {0, 1, 2, 3, 4};

    private final Spills spills = new Spills();

    /** Fills one row again and again, as a scan does. */
    private static final class Reused implements RowStream {
        private final List<RowBuffer> rows;
        private final RowBuffer row = new RowBuffer(ALL.length);
        private int next;

        Reused(List<RowBuffer> rows) {
            this.rows = rows;
        }

        @Override
        public boolean next() {
            if (next == rows.size()) {
                return false;
            }
            for (int column : ALL) {
                row.copy(column, rows.get(next), column);
            }
            next++;
            return true;
        }

        @Override
        public Row row() {
            return row;
        }

        @Override
        public void close() {
            next = rows.size();
        }
    }

    private AggregateStream stream(Function function, int column, int[] by, long memory, List<RowBuffer> rows) {
        List<String> names = Arrays.stream(by)
                .mapToObj(position -> SCHEMA.column(position).name())
                .toList();
        return new AggregateStream(
                new Reused(rows),
                ALL.length,
                ALL,
                by,
                names,
                Aggregate.of(function, SCHEMA, column),
                spills.work(memory));
    }

    private List<String> values(Function function, int column, int[] by, long memory, List<RowBuffer> rows) {
        List<String> found = new ArrayList<>();
        try (AggregateStream groups = stream(function, column, by, memory, rows)) {
            while (groups.next()) {
                found.add(groups.row().toString());
            }
        }
        assertEquals(List.of(), spills.left());
        return found;
    }

    private static Object expected(Function function, List<Object> values) {
        List<Object> there = values.stream().filter(Objects::nonNull).toList();
        if (function == Function.COUNT) {
            return (long) there.size();
        }
        if (there.isEmpty()) {
            return null;
        }
        BigInteger sum = there.stream()
                .map(value -> value instanceof Long number ? BigInteger.valueOf(number) : BigInteger.ZERO)
                .reduce(BigInteger.ZERO, BigInteger::add);
        return switch (function) {
            case SUM -> sum;
            case MIN -> there.stream().min(AggregateStreamTest::compare).orElseThrow();
            case MAX -> there.stream().max(AggregateStreamTest::compare).orElseThrow();
            default -> {
                BigDecimal mean = new BigDecimal(sum)
                        .divide(BigDecimal.valueOf(there.size()), 10, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros();
                yield mean.signum() == 0 ? "0" : mean.toPlainString();
            }
        };
    }

    private static int compare(Object a, Object b) {
        return a instanceof Long number ? number.compareTo((Long) b) : TextOrder.compare((String) a, (String) b);
    }

    private static List<RowBuffer> rows(Random random, int count, int groups) {
        List<RowBuffer> rows = new ArrayList<>();
        for (long id = 0; id < count; id++) {
            Object number = switch (random.nextInt(6)) {
                case 0 -> null;
                case 1 -> Long.MAX_VALUE - random.nextInt(3);
                case 2 -> Long.MIN_VALUE + random.nextInt(3);
                default -> (long) random.nextInt(1_000) - 500;
            };
            Object text = random.nextInt(4) == 0 ? null : Seeds.text(random, random.nextInt(100) == 0 ? 3_000 : 6);
            Object group = random.nextInt(groups + 1) == 0 ? null : "group " + random.nextInt(groups);
            Object other = random.nextInt(3) == 0 ? null : (Long) (long) random.nextInt(3);
            rows.add(RowBuffer.of(id, number, text, group, other));
        }
        return rows;
    }

    @Test
    void agreesWithListsOfValues() {
        long seed = Seeds.one();
        Random random = new Random(seed);
        List<Integer> columns = List.of(-1, 0, 1, 2);
        int spilled = 0;
        for (int round = 0; round < 50; round++) {
            List<RowBuffer> rows =
                    rows(random, random.nextInt(3_000), 1 + random.nextInt(random.nextBoolean() ? 5 : 2_000));
            Function function = Function.values()[random.nextInt(5)];
            int column = function == Function.COUNT ? columns.get(random.nextInt(4)) : 1;
            if ((function == Function.MIN || function == Function.MAX) && random.nextBoolean()) {
                column = 2;
            }
            int[][] ways = {{}, {3}, {4}, {3, 4}, {4, 3}, {0}};
            int[] by = ways[random.nextInt(ways.length)];
            long memory = random.nextBoolean() ? 1 : 1 << 20;
            String repeat = "-Dpesadb.seed=" + seed + ", round " + round + ": " + function + " of " + column + " by "
                    + Arrays.toString(by) + ", " + rows.size() + " rows in " + memory + " bytes";

            Map<byte[], List<RowBuffer>> groups = new TreeMap<>(Arrays::compareUnsigned);
            if (by.length == 0) {
                groups.put(new byte[0], new ArrayList<>());
            }
            for (RowBuffer row : rows) {
                byte[] key = by.length == 0 ? new byte[0] : KeyEncoding.of(row, by);
                groups.computeIfAbsent(key, any -> new ArrayList<>()).add(row);
            }
            List<String> expected = new ArrayList<>();
            boolean tooWide = false;
            for (List<RowBuffer> group : groups.values()) {
                int of = column;
                List<Object> values = group.stream()
                        .map(row -> of < 0 ? (Object) 1L : row.get(of))
                        .toList();
                Object value = expected(function, values);
                tooWide |= value instanceof BigInteger sum && sum.bitLength() > 63;
                expected.add(Stream.concat(
                                        Arrays.stream(by)
                                                .mapToObj(
                                                        position -> group.get(0).get(position)),
                                        Stream.of("="))
                                .map(String::valueOf)
                                .reduce("", (a, b) -> a + ", " + b)
                        + value);
            }
            if (tooWide) {
                int of = column;
                PesaDbException refused =
                        assertThrows(PesaDbException.class, () -> values(function, of, by, memory, rows), repeat);
                assertEquals(ErrorCode.OUT_OF_RANGE, refused.code(), repeat);
                assertTrue(refused.getMessage().contains("t.n"), refused.getMessage());
                continue;
            }
            List<String> found = new ArrayList<>();
            try (AggregateStream stream = stream(function, column, by, memory, rows)) {
                while (stream.next()) {
                    String line = "";
                    for (int i = 0; i < by.length; i++) {
                        line += ", " + stream.row().get(i);
                    }
                    found.add(line + ", =" + stream.row().get(by.length));
                    spilled += spills.left().isEmpty() ? 0 : 1;
                }
            }
            assertEquals(expected, found, repeat);
            assertEquals(List.of(), spills.left(), repeat);
        }
        assertTrue(spilled > 0, "no group came from a file, -Dpesadb.seed=" + seed);
    }

    @Test
    void whatOverflowsOnTheWayAndComesBackIsNoOverflow() {
        List<RowBuffer> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(RowBuffer.of(i, Long.MAX_VALUE, null, "g", null));
        }
        for (int i = 0; i < 1_000; i++) {
            rows.add(RowBuffer.of(i, -Long.MAX_VALUE, null, "g", null));
        }
        rows.add(RowBuffer.of(5_000, 7, null, "g", null));
        assertEquals(List.of("(g, 7)"), values(Function.SUM, 1, new int[] {3}, 1, rows));
        assertEquals(List.of("(7)"), values(Function.SUM, 1, new int[0], 1, rows));
    }

    @Test
    void anOverflowNamesColumnAndGroup() {
        List<RowBuffer> rows = List.of(
                RowBuffer.of(1, 1, null, "a", 1),
                RowBuffer.of(2, Long.MIN_VALUE, null, "b", null),
                RowBuffer.of(3, -1, null, "b", null));
        PesaDbException refused =
                assertThrows(PesaDbException.class, () -> values(Function.SUM, 1, new int[] {3, 4}, 1 << 20, rows));
        assertEquals(ErrorCode.OUT_OF_RANGE, refused.code());
        assertTrue(
                refused.getMessage().startsWith("the sum of t.n where g is b and h is NULL is -9223372036854775809,"),
                refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "1 2, 1.5",
        "1 1 2, 1.3333333333",
        "-1 -1 -2, -1.3333333333",
        "1 -1, 0",
        "100 300, 200",
        "9223372036854775807 9223372036854775807, 9223372036854775807",
        "-9223372036854775808 9223372036854775807, -0.5",
        "-9223372036854775808 -9223372036854775808 -9223372036854775808, -9223372036854775808"
    })
    void means(String values, String mean) {
        List<RowBuffer> rows = Arrays.stream(values.split(" "))
                .map(value -> RowBuffer.of(1, Long.parseLong(value), null, null, null))
                .toList();
        assertEquals(List.of("(" + mean + ")"), values(Function.AVG, 1, new int[0], 1 << 20, rows));
    }

    /** A sum that is 1 and a count that ends in the half of the tenth place: the last place gets even. */
    @Test
    void theTenthPlaceOfAMeanIsRoundedHalfToEven() {
        RowBuffer row = new RowBuffer(1);
        MeanAggregate mean = new MeanAggregate(0);
        mean.result(20_000_000_000L, 0, 1, row, 0, () -> "");
        assertEquals("0", row.getText(0), "0.00000000005");
        mean.result(20_000_000_000L, 0, 3, row, 0, () -> "");
        assertEquals("0.0000000002", row.getText(0), "0.00000000015");
        mean.result(20_000_000_000L, -1, -3, row, 0, () -> "");
        assertEquals("-0.0000000002", row.getText(0), "-0.00000000015");
    }

    @Test
    void onlyNumbersAreAddedUp() {
        for (Function function : List.of(Function.SUM, Function.AVG)) {
            PesaDbException refused = assertThrows(PesaDbException.class, () -> Aggregate.of(function, SCHEMA, 2));
            assertEquals(ErrorCode.TYPE_MISMATCH, refused.code());
            assertTrue(refused.getMessage().contains("t.x is TEXT"), refused.getMessage());
        }
    }

    /** Two passes over many groups, in an order that brings each back when its first part is in a file already. */
    @Test
    void aHundredThousandGroupsInLittleMemory() {
        int count = 100_000;
        List<RowBuffer> rows = new ArrayList<>();
        for (long i = 0; i < 2 * count; i++) {
            rows.add(RowBuffer.of(i, i < count ? 1 : 2, null, null, i * 7_919 % count));
        }
        try (AggregateStream groups = stream(Function.SUM, 1, new int[] {4}, 256 << 10, rows)) {
            for (long i = 0; i < count; i++) {
                assertTrue(groups.next());
                assertEquals(i, groups.row().getLong(0));
                assertEquals(3, groups.row().getLong(1));
            }
            assertFalse(groups.next());
            assertFalse(spills.left().isEmpty());
        }
        assertEquals(List.of(), spills.left());
    }

    @Test
    void aFullDiskEndsTheStatementAlone() {
        List<RowBuffer> rows = rows(new Random(5), 3_000, 2_000);
        spills.files.hook((call, path, position, length) -> {
            if (call == MemoryFiles.Call.WRITE && position > 20_000) {
                throw new IOException("No space left on device");
            }
        });
        try (AggregateStream groups = stream(Function.MIN, 2, new int[] {3}, 1, rows)) {
            assertEquals(
                    ErrorCode.DISK_FULL,
                    assertThrows(PesaDbException.class, groups::next).code());
        }
        assertEquals(List.of(), spills.left());
    }
}
