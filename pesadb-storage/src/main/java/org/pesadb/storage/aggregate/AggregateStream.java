package org.pesadb.storage.aggregate;

import java.util.List;
import org.pesadb.api.Row;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.Excerpt;
import org.pesadb.storage.sort.Groups;
import org.pesadb.storage.sort.Keys;
import org.pesadb.storage.sort.Records;
import org.pesadb.storage.spill.ByteSink;
import org.pesadb.storage.spill.RowFormat;
import org.pesadb.storage.spill.Workspace;

/**
 * The value of a function for each group of rows: the grouping columns, then the value; in order of the former, NULL first. Without
 * grouping columns it is one row. Of one thread.
 */
public final class AggregateStream implements RowStream {
    private static final int SHOWN = 60;

    private final RowStream input;
    private final RowFormat wanted;
    private final int[] by;
    private final List<String> names;
    private final Aggregate function;
    private final Groups groups;
    private final RowBuffer row;
    private Records sorted;
    private final Workspace work;
    private boolean begun;

    /**
     * Reads nothing yet.
     *
     * @param input    the rows; closed by this stream
     * @param width    the number of values in a row
     * @param columns  positions of the values that the rows have
     * @param by       positions of the grouping columns
     * @param names    what these are called, for messages
     * @param function what to compute
     * @param work     what it may use
     */
    public AggregateStream(
            RowStream input,
            int width,
            int[] columns,
            int[] by,
            List<String> names,
            Aggregate function,
            Workspace work) {
        this.input = input;
        this.work = work;
        this.wanted = new RowFormat(width, columns);
        this.by = by.clone();
        this.names = List.copyOf(names);
        this.function = function;
        this.groups = new Groups(work, function);
        this.row = new RowBuffer(by.length + 1);
    }

    @Override
    public boolean next() {
        boolean first = !begun;
        if (first) {
            begun = true;
            gather();
            sorted = groups.sorted();
        }
        work.cancelled().run();
        if (sorted.next()) {
            show(sorted);
            return true;
        }
        if (first && by.length == 0) {
            function.result(null, 0, 0, row, 0, () -> "");
            return true;
        }
        return false;
    }

    private void gather() {
        ByteSink key = new ByteSink();
        while (input.next()) {
            RowBuffer values = wanted.buffer(input.row());
            key.clear();
            for (int column : by) {
                Keys.write(values, column, key);
            }
            groups.add(key, values);
        }
    }

    private void show(Records group) {
        byte[] key = new byte[group.keyLength()]; // the row may be kept, what the group stands in is used again
        System.arraycopy(group.keyBytes(), group.keyAt(), key, 0, key.length);
        for (int i = 0, at = 0; i < by.length; i++) {
            at = Keys.read(key, at, row, i);
        }
        function.result(
                group.payloadBytes(), group.payloadAt(), group.payloadLength(), row, by.length, this::nameOfGroup);
    }

    private String nameOfGroup() {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < by.length; i++) {
            String value = row.isNull(i) ? "NULL" : row.get(i).toString();
            name.append(i == 0 ? " where " : " and ").append(names.get(i)).append(" is ");
            name.append(Excerpt.of(value, SHOWN));
        }
        return name.toString();
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public void close() {
        try {
            groups.close();
        } finally {
            input.close();
        }
    }
}
