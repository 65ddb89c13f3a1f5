package org.pesadb.join;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pesadb.api.Row;
import org.pesadb.api.TextOrder;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;

/**
 * Rows of a list as an input that holds its caller to the contract: each row is gone as soon as the next one is asked for,
 * nothing may be asked after the end or after closing, and it knows what was done to it.
 */
final class ListRows {
    private final List<Object[]> rows;
    private final int width;
    private int[] columns;
    private double lookUpCost = Double.POSITIVE_INFINITY;
    private int read;
    private int lookUps;
    private int openings;
    private int open;
    private int failAt = -1;
    private RuntimeException failure;
    private RuntimeException closeFailure;

    ListRows(int width, List<Object[]> rows) {
        this.width = width;
        this.rows = rows;
        columns = IntStream.range(0, width).toArray();
    }

    ListRows failingAt(int row, RuntimeException how) {
        failAt = row;
        failure = how;
        return this;
    }

    ListRows failingToClose(RuntimeException how) {
        closeFailure = how;
        return this;
    }

    /** Only some values matter. */
    ListRows columns(int... wanted) {
        columns = wanted;
        return this;
    }

    /** Rows can be looked up. */
    ListRows indexed(double cost) {
        lookUpCost = cost;
        return this;
    }

    /** How many rows were given, by all streams. */
    int read() {
        return read;
    }

    /** How often all rows were asked for, in any order. */
    int openings() {
        return openings;
    }

    int lookUps() {
        return lookUps;
    }

    /** Whether every stream that was opened is closed again. */
    boolean closed() {
        return open == 0;
    }

    JoinInput input(long about, int... keys) {
        return new JoinInput() {
            @Override
            public int width() {
                return width;
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
                openings++;
                return new Stream(rows);
            }

            @Override
            public double orderCost() {
                return about * 3.0;
            }

            @Override
            public RowStream inKeyOrder() {
                openings++;
                return new Stream(rows.stream()
                        .filter(row -> Arrays.stream(keys).allMatch(key -> row[key] != null))
                        .sorted(order(keys))
                        .toList());
            }

            @Override
            public double lookUpCost() {
                return lookUpCost;
            }

            @Override
            public double aboutEachLookUp() {
                return 1;
            }

            @Override
            public RowStream lookUp(Row row, int[] theirs) {
                if (Double.isInfinite(lookUpCost)) {
                    throw new AssertionError("without an index");
                }
                lookUps++;
                List<Object[]> found = new ArrayList<>();
                for (Object[] mine : rows) {
                    boolean equal = true;
                    for (int i = 0; i < keys.length; i++) {
                        equal &= mine[keys[i]] != null && mine[keys[i]].equals(row.get(theirs[i]));
                    }
                    if (equal) {
                        found.add(mine);
                    }
                }
                return new Stream(found);
            }
        };
    }

    private static Comparator<Object[]> order(int[] keys) {
        return (a, b) -> {
            for (int key : keys) {
                int order = a[key] instanceof Long number
                        ? Long.compare(number, (Long) b[key])
                        : TextOrder.compare((String) a[key], (String) b[key]);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    /** Once through the rows. */
    private final class Stream implements RowStream {
        private final List<Object[]> list;
        private RowBuffer current;
        private int at;
        private boolean ended;
        private boolean closed;

        Stream(List<Object[]> list) {
            this.list = list;
            open++;
        }

        @Override
        public boolean next() {
            if (closed || ended) {
                throw new IllegalStateException("asked for rows after the end");
            }
            if (current != null) {
                current.clear(); // Whoever kept the row without copying it now sees NULLs.
            }
            if (read == failAt) {
                throw failure;
            }
            if (at == list.size()) {
                ended = true;
                current = null;
                return false;
            }
            current = RowBuffer.of(list.get(at++));
            read++;
            for (int i = 0; i < width; i++) {
                if (Arrays.binarySearch(columns, i) < 0) {
                    current.setText(i, "not wanted " + read);
                }
            }
            return true;
        }

        @Override
        public Row row() {
            if (closed || current == null) {
                throw new IllegalStateException("there is no row");
            }
            return current;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open--;
                if (closeFailure != null) {
                    throw closeFailure;
                }
            }
        }
    }
}
