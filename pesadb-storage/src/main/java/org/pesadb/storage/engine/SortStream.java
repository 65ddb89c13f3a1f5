package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.TextOrder;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;

/**
 * Rows in order of one column, NULL first; equal ones as they came. Holds the rows in memory, and where only the first few are
 * wanted only those, in a heap whose top is the worst of them.
 */
final class SortStream implements RowStream {
    private final RowStream input;
    private final Comparator<Numbered> order;
    private final long wanted;
    private final StatementContext context;
    private Iterator<Numbered> sorted;
    private RowBuffer row;

    /**
     * @param input  what to sort; closed by this stream
     * @param column the position to sort by
     * @param type   its type
     * @param wanted how many of the first rows are wanted
     */
    SortStream(
            RowStream input, int column, ColumnType type, boolean descending, long wanted, StatementContext context) {
        this.input = input;
        Comparator<Row> values = Comparator.comparing(
                held -> held.isNull(column) ? null : held,
                Comparator.nullsFirst(
                        type == ColumnType.INT
                                ? Comparator.comparingLong(held -> held.getLong(column))
                                : (a, b) -> TextOrder.compare(a.getText(column), b.getText(column))));
        Comparator<Row> directed = descending ? values.reversed() : values;
        this.order =
                Comparator.<Numbered, Row>comparing(Numbered::row, directed).thenComparingLong(Numbered::number);
        this.wanted = wanted;
        this.context = context;
    }

    /** A row and when it came. */
    private record Numbered(RowBuffer row, long number) {
        static final long OVERHEAD_BYTES = 40;

        long bytes() {
            return row.memoryBytes() + OVERHEAD_BYTES;
        }
    }

    @Override
    public boolean next() {
        if (sorted == null) {
            sorted = sort().iterator();
        }
        if (!sorted.hasNext()) {
            return false;
        }
        row = sorted.next().row();
        return true;
    }

    private List<Numbered> sort() {
        PriorityQueue<Numbered> best = new PriorityQueue<>(order.reversed());
        List<Numbered> all = new ArrayList<>();
        boolean few = wanted < Long.MAX_VALUE;
        long bytes = 0;
        long count = 0;
        while (wanted > 0 && input.next()) {
            if (few && best.size() >= wanted) {
                // Most rows of a long input are none of the best: look before copying.
                Numbered candidate = new Numbered((RowBuffer) held(input.row()), count);
                if (order.compare(candidate, best.peek()) >= 0) {
                    count++;
                    continue;
                }
                bytes -= best.poll().bytes();
            }
            RowBuffer copy = copy(input.row());
            bytes += copy.memoryBytes() + Numbered.OVERHEAD_BYTES;
            if (bytes > context.memoryBytes()) {
                throw new PesaDbException(
                        ErrorCode.OUT_OF_MEMORY,
                        "sorting needs more than the " + context.memoryBytes()
                                + " bytes that a statement may take; use LIMIT, fewer columns, or a larger heap");
            }
            Numbered entry = new Numbered(copy, count++);
            if (few) {
                best.add(entry);
            } else {
                all.add(entry);
            }
        }
        all.addAll(best);
        all.sort(order);
        return all;
    }

    private static Row held(Row current) {
        return current instanceof RowBuffer buffer ? buffer : RowBuffer.copyOf(current);
    }

    /** A copy that keeps no page in memory. */
    private static RowBuffer copy(Row current) {
        RowBuffer copy = RowBuffer.copyOf(current);
        for (int i = 0; i < copy.size(); i++) {
            copy.get(i); // turns a part of a page into a text of its own
        }
        return copy;
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public void close() {
        sorted = java.util.Collections.emptyIterator();
        input.close();
    }
}
