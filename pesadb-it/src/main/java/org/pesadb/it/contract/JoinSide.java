package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;

/**
 * Rows of a list as an input that holds whoever reads it to the contract. Every second stream gives the same buffer again and again, as the engine does; the
 * others give rows that tell who looks at them too late. What was broken is kept, so that it is found even where the strategy goes on.
 * Of one thread.
 */
final class JoinSide implements JoinInput {
    private final JoinTables.Side side;
    private final Watch watch;
    private long about;
    private double lookUpCost = Double.POSITIVE_INFINITY;
    private double orderCost = 1;
    private long failAt = -1;
    private RuntimeException failure;
    private final int[] keys;
    private final int[] columns;
    private boolean looking;
    private boolean thrown;
    private Map<List<Object>, List<Object[]>> byKey;

    JoinSide(JoinTables.Side side, Watch watch) {
        this.side = side;
        this.watch = watch;
        about = side.rows().size();
        keys = side.keys().clone();
        columns = side.columns().clone();
    }

    /** What happens to both inputs of a join. */
    static final class Watch {
        private final List<String> broken = new ArrayList<>();
        private int openings;
        private int open;
        private long read;
        private Consumer<Long> reading = count -> {};

        /** What was broken, in words. */
        List<String> broken() {
            return broken;
        }

        /** How many streams were opened. */
        int openings() {
            return openings;
        }

        /** How many of them are not closed. */
        int open() {
            return open;
        }

        /** How many rows were read of both. */
        long read() {
            return read;
        }

        /** Is told how many rows were read, at each one. */
        void onRead(Consumer<Long> listener) {
            reading = listener;
        }

        RuntimeException breaks(String what) {
            broken.add(what);
            return new IllegalStateException(what);
        }
    }

    JoinSide indexed() {
        lookUpCost = 1;
        return this;
    }

    JoinSide about(long rows) {
        about = rows;
        return this;
    }

    JoinSide orderCost(double cost) {
        orderCost = cost;
        return this;
    }

    /** Throws in place of a row; a row of 0 is the first one, and opening a stream fails with -2. */
    JoinSide failing(long row, RuntimeException how) {
        failAt = row;
        failure = how;
        return this;
    }

    /** Whether it has failed as it was told to. */
    boolean hasThrown() {
        return thrown;
    }

    /** Whether the arrays that were handed out are as they were. */
    boolean arraysAreUntouched() {
        return Arrays.equals(keys, side.keys()) && Arrays.equals(columns, side.columns());
    }

    @Override
    public int width() {
        return side.width();
    }

    @Override
    public int[] keys() {
        return keys;
    }

    @Override
    public int[] columns() {
        return columns;
    }

    @Override
    public long about() {
        return about;
    }

    @Override
    public RowStream rows() {
        return open(side.rows());
    }

    @Override
    public double orderCost() {
        return orderCost;
    }

    @Override
    public RowStream inKeyOrder() {
        List<Object[]> ordered = new ArrayList<>();
        for (Object[] row : side.rows()) {
            if (Arrays.stream(side.keys()).noneMatch(key -> row[key] == null)) {
                ordered.add(row);
            }
        }
        ordered.sort((one, other) -> Arrays.compareUnsigned(encoded(one), encoded(other)));
        return open(ordered);
    }

    private byte[] encoded(Object[] row) {
        return KeyEncoding.of(new PlainRow(row), side.keys());
    }

    @Override
    public double lookUpCost() {
        return lookUpCost;
    }

    @Override
    public double aboutEachLookUp() {
        return 1.5;
    }

    @Override
    public RowStream lookUp(Row row, int[] theirs) {
        if (Double.isInfinite(lookUpCost)) {
            throw watch.breaks("lookUp was called of an input whose lookUpCost is infinite");
        }
        if (looking) {
            throw watch.breaks("lookUp was called before the stream of the last call was closed");
        }
        if (theirs.length != keys.length) {
            throw watch.breaks("lookUp was given " + theirs.length + " keys for " + keys.length);
        }
        List<Object> wanted =
                Arrays.asList(Arrays.stream(theirs).mapToObj(row::get).toArray());
        List<Object[]> found = wanted.contains(null) ? List.of() : byKey().getOrDefault(wanted, List.of());
        looking = true;
        return new Rows(found, true);
    }

    private Map<List<Object>, List<Object[]>> byKey() {
        if (byKey == null) {
            byKey = new HashMap<>();
            for (Object[] row : side.rows()) {
                List<Object> key = Arrays.asList(Arrays.stream(side.keys())
                        .mapToObj(column -> row[column])
                        .toArray());
                byKey.computeIfAbsent(key, any -> new ArrayList<>()).add(row);
            }
        }
        return byKey;
    }

    private RowStream open(List<Object[]> rows) {
        if (failAt == -2) {
            thrown = true;
            throw failure;
        }
        return new Rows(rows, false);
    }

    /** Once through. */
    private final class Rows implements RowStream {
        private final List<Object[]> rows;
        private final boolean isLookUp;
        private final RowBuffer reused;
        private PlainRow plain;
        private int at;
        private boolean standing;
        private boolean over;
        private boolean closed;

        Rows(List<Object[]> rows, boolean isLookUp) {
            this.rows = rows;
            this.isLookUp = isLookUp;
            watch.openings++;
            watch.open++;
            reused = watch.openings % 2 == 0 ? new RowBuffer(side.width()) : null;
        }

        @Override
        public boolean next() {
            if (over || closed) {
                throw watch.breaks("next() was called after the last row, after a failure or after closing");
            }
            leave();
            if (failAt >= 0 && watch.read >= failAt) {
                over = true;
                thrown = true;
                throw failure;
            }
            if (at == rows.size()) {
                over = true;
                return false;
            }
            watch.read++;
            watch.reading.accept(watch.read);
            Object[] values = rows.get(at++).clone();
            for (int i = 0; i < values.length; i++) {
                if (Arrays.binarySearch(side.columns(), i) < 0) {
                    values[i] = (at + i) % 3 == 0 ? null : (at + i) % 3 == 1 ? (Object) (long) at : "not wanted " + at;
                }
            }
            if (reused == null) {
                plain = new PlainRow(values);
            } else {
                for (int i = 0; i < values.length; i++) {
                    CodecRows.set(reused, i, values[i]);
                }
            }
            standing = true;
            return true;
        }

        /** The row is gone: whoever kept it without a copy sees other values, or is told. */
        private void leave() {
            standing = false;
            if (reused != null) {
                for (int i = 0; i < side.width(); i++) {
                    reused.setText(i, "a row that is gone");
                }
            } else if (plain != null) {
                plain.expire();
            }
        }

        @Override
        public Row row() {
            if (!standing) {
                throw watch.breaks("row() was called where there is no row");
            }
            return reused != null ? reused : plain;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                looking = !isLookUp && looking;
                watch.open--;
                leave();
            }
        }
    }
}
