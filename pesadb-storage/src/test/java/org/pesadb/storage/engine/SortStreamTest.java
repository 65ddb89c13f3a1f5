package org.pesadb.storage.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.Row;
import org.pesadb.api.TextOrder;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;
import org.pesadb.testing.Seeds;

class SortStreamTest {
    private static StatementContext context(long bytes) {
        return new StatementContext(
                Path.of("x"), PesaDb.options().statementBytes(bytes).build(), new Cancellation(), Progress.NONE);
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
            try (SortStream sorted = new SortStream(input, 0, ColumnType.TEXT, descending, wanted, context(1 << 20))) {
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
    void pastItsBudgetItEndsTheStatement() {
        List<Object[]> rows = new ArrayList<>();
        for (long i = 0; i < 1000; i++) {
            rows.add(new Object[] {"x".repeat(100), i});
        }
        try (SortStream all =
                new SortStream(new Reused(rows), 0, ColumnType.TEXT, false, Long.MAX_VALUE, context(10_000))) {
            assertEquals(
                    ErrorCode.OUT_OF_MEMORY,
                    assertThrows(PesaDbException.class, all::next).code());
        }
        try (SortStream few = new SortStream(new Reused(rows), 1, ColumnType.INT, true, 3, context(10_000))) {
            assertTrue(few.next(), "the first few of any number of rows fit");
            assertEquals(999, few.row().getLong(1));
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
