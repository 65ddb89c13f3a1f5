package org.pesadb.join;

import java.util.List;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;

/**
 * Rows of a list as a stream that holds its caller to the contract: each row is gone as soon as the next one is asked for,
 * nothing may be asked after the end or after closing, and it knows what was done to it.
 */
final class ListRows implements RowStream {
    private final List<Object[]> rows;
    private final int width;
    private RowBuffer current;
    private int read;
    private int failAt = -1;
    private RuntimeException failure;
    private RuntimeException closeFailure;
    private boolean ended;
    private int closes;

    ListRows(int width, List<Object[]> rows) {
        this.width = width;
        this.rows = rows;
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

    JoinInput input(long about, int... keys) {
        return input(this, width, about, keys);
    }

    static JoinInput input(RowStream all, int width, long about, int... keys) {
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
                return java.util.stream.IntStream.range(0, width).toArray();
            }

            @Override
            public long about() {
                return about;
            }

            @Override
            public RowStream rows() {
                return all;
            }

            @Override
            public double orderCost() {
                return Double.POSITIVE_INFINITY;
            }

            @Override
            public RowStream inKeyOrder() {
                throw new AssertionError("in no order");
            }

            @Override
            public double lookUpCost() {
                return Double.POSITIVE_INFINITY;
            }

            @Override
            public double aboutEachLookUp() {
                return 1;
            }

            @Override
            public RowStream lookUp(Row row, int[] keyPositions) {
                throw new AssertionError("without an index");
            }
        };
    }

    int read() {
        return read;
    }

    boolean closed() {
        return closes > 0;
    }

    @Override
    public boolean next() {
        if (closed() || ended) {
            throw new IllegalStateException("asked for rows after the end");
        }
        if (current != null) {
            current.clear(); // Whoever kept the row without copying it now sees NULLs.
        }
        if (read == failAt) {
            throw failure;
        }
        if (read == rows.size()) {
            ended = true;
            current = null;
            return false;
        }
        current = RowBuffer.of(rows.get(read++));
        return true;
    }

    @Override
    public Row row() {
        if (closed() || current == null) {
            throw new IllegalStateException("there is no row");
        }
        return current;
    }

    @Override
    public void close() {
        closes++;
        if (closes == 1 && closeFailure != null) {
            throw closeFailure;
        }
    }
}
