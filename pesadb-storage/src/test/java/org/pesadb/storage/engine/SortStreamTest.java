package org.pesadb.storage.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Row;
import org.pesadb.api.TextOrder;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.spill.Spills;
import org.pesadb.testing.Seeds;

class SortStreamTest {
    private static final int[] ALL = {0, 1};

    private final Spills spills = new Spills();

    private SortStream sort(RowStream input, int[] columns, SortStream.Order order, long memory) {
        return new SortStream(input, 2, columns, order, spills.work(memory));
    }

    /** Hands out one row that it fills again and again, as a scan does. */
    private static final class Reused implements RowStream {
        private final List<Object[]> rows;
        private final RowBuffer row = new RowBuffer(2);
        private int next;
        private boolean closed;

        Reused(List<Object[]> rows) {
            this.rows = rows;
        }

        @Override
        public boolean next() {
            if (next == rows.size()) {
                return false;
            }
            RowBuffer values = RowBuffer.of(rows.get(next++));
            row.copy(0, values, 0);
            row.copy(1, values, 1);
            return true;
        }

        @Override
        public Row row() {
            return row;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void sortsLikeAStableSortNullsFirst() {
        Random random = Seeds.random("SortStreamTest");
        for (int round = 0; round < 200; round++) {
            List<Object[]> rows = new ArrayList<>();
            for (int i = random.nextInt(50); i > 0; i--) {
                Object key = random.nextInt(5) == 0 ? null : Seeds.text(random, 2);
                rows.add(new Object[] {key, (long) i});
            }
            boolean descending = random.nextBoolean();
            long wanted = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(60);
            Comparator<Object[]> order = Comparator.comparing(
                    row -> (String) row[0], Comparator.nullsFirst((a, b) -> TextOrder.compare(a, b)));
            List<Object[]> expected = new ArrayList<>(rows);
            expected.sort(descending ? order.reversed() : order);

            Reused input = new Reused(rows);
            List<Object> found = new ArrayList<>();
            SortStream.Order by = new SortStream.Order(new int[] {0}, descending, wanted, true);
            try (SortStream sorted = sort(input, ALL, by, random.nextBoolean() ? 1 : 1 << 20)) {
                while (sorted.next()) {
                    found.add(sorted.row().getLong(1));
                }
            }
            assertEquals(
                    expected.stream().limit(wanted).map(row -> row[1]).toList(),
                    found,
                    "descending " + descending + ", first " + wanted);
            assertTrue(input.closed);
        }
    }

    @Test
    void pastItsBudgetItGoesOnInFiles() {
        List<Object[]> rows = new ArrayList<>();
        for (long i = 0; i < 1000; i++) {
            rows.add(new Object[] {"x".repeat(100), i});
        }
        try (SortStream all =
                sort(new Reused(rows), ALL, new SortStream.Order(new int[] {1}, true, Long.MAX_VALUE, true), 10_000)) {
            for (long i = 999; i >= 0; i--) {
                assertTrue(all.next());
                assertEquals(i, all.row().getLong(1));
                assertEquals("x".repeat(100), all.row().getText(0));
            }
            assertFalse(all.next());
            assertFalse(spills.left().isEmpty());
        }
        assertEquals(List.of(), spills.left());
    }

    @Test
    void rowsThatAreKeptStayAsTheyWere() {
        List<Object[]> rows = new ArrayList<>();
        for (long i = 0; i < 2000; i++) {
            rows.add(new Object[] {"text " + i, i});
        }
        List<RowBuffer> kept = new ArrayList<>();
        try (SortStream sorted =
                sort(new Reused(rows), ALL, new SortStream.Order(new int[] {1}, false, Long.MAX_VALUE, true), 1)) {
            while (sorted.next()) {
                kept.add(RowBuffer.copyOf(sorted.row()));
            }
        }
        for (int i = 0; i < 2000; i++) {
            assertEquals("(text " + i + ", " + i + ")", kept.get(i).toString());
        }
    }

    @Test
    void forAMergeNullsAreLeftOutAndOnlyWhatIsWantedIsKept() {
        List<Object[]> rows = List.of(
                new Object[] {"b", 1L},
                new Object[] {null, 1L},
                new Object[] {"a", 2L},
                new Object[] {"a", null},
                new Object[] {"a", 1L});
        List<String> found = new ArrayList<>();
        try (SortStream sorted = sort(new Reused(rows), ALL, SortStream.Order.ofMerge(new int[] {0, 1}), 1)) {
            while (sorted.next()) {
                found.add(sorted.row().toString());
            }
        }
        assertEquals(List.of("(a, 1)", "(a, 2)", "(b, 1)"), found);
        try (SortStream sorted = sort(new Reused(rows), new int[0], SortStream.Order.ofMerge(new int[] {1}), 1)) {
            assertTrue(sorted.next());
            assertEquals("(null, 1)", sorted.row().toString());
        }
    }

    @Test
    void aLimitLeavesOutAndEnds() {
        List<Object[]> rows = new ArrayList<>();
        for (long i = 0; i < 10; i++) {
            rows.add(new Object[] {null, i});
        }
        assertEquals(List.of(3L, 4L), limited(rows, new Command.Limit(OptionalLong.of(2), 3)));
        assertEquals(List.of(8L, 9L), limited(rows, new Command.Limit(OptionalLong.empty(), 8)));
        assertEquals(List.of(), limited(rows, new Command.Limit(OptionalLong.of(0), 0)));
        assertEquals(List.of(), limited(rows, new Command.Limit(OptionalLong.of(5), 10)));
    }

    private static List<Long> limited(List<Object[]> rows, Command.Limit limit) {
        List<Long> found = new ArrayList<>();
        try (LimitStream stream = new LimitStream(new Reused(rows), limit)) {
            while (stream.next()) {
                found.add(stream.row().getLong(1));
            }
        }
        return found;
    }
}
