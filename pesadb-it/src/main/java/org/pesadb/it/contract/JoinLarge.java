package org.pesadb.it.contract;

import java.nio.charset.StandardCharsets;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;

/**
 * An input that is not in memory: its rows are made as they are read, (key, text), each key from 0 on once and in an order that
 * looks like none. Of one thread.
 */
final class JoinLarge implements JoinInput {
    /** A prime, larger than any number of rows here: its multiples, modulo that number, give each place once. */
    private static final long STRIDE = 2_147_483_647L;

    private final long rows;
    private final int textBytes;
    private final boolean indexed;
    private final Runnable reading;
    private int open;

    /**
     * @param rows      how many
     * @param textBytes how long the text of each is
     * @param indexed   whether rows can be looked up, and have an order
     * @param reading   is told of every row
     */
    JoinLarge(long rows, int textBytes, boolean indexed, Runnable reading) {
        this.rows = rows;
        this.textBytes = textBytes;
        this.indexed = indexed;
        this.reading = reading;
    }

    int open() {
        return open;
    }

    /** The text of a row: its key, and then the same letter. */
    static String text(long key, int bytes) {
        String number = Long.toString(key);
        return number + "t".repeat(Math.max(0, bytes - number.length()));
    }

    @Override
    public int width() {
        return 2;
    }

    @Override
    public int[] keys() {
        return new int[] {0};
    }

    @Override
    public int[] columns() {
        return new int[] {0, 1};
    }

    @Override
    public long about() {
        return rows;
    }

    @Override
    public RowStream rows() {
        return new Rows(0, rows, true);
    }

    @Override
    public double orderCost() {
        return indexed ? 0 : rows;
    }

    @Override
    public RowStream inKeyOrder() {
        return new Rows(0, rows, false);
    }

    @Override
    public double lookUpCost() {
        return indexed ? 1 : Double.POSITIVE_INFINITY;
    }

    @Override
    public double aboutEachLookUp() {
        return 1;
    }

    @Override
    public RowStream lookUp(Row row, int[] keys) {
        boolean there = !row.isNull(keys[0]) && row.getLong(keys[0]) >= 0 && row.getLong(keys[0]) < rows;
        long key = there ? row.getLong(keys[0]) : 0;
        return new Rows(key, there ? key + 1 : key, false);
    }

    /** Keys from one to another. */
    private final class Rows implements RowStream {
        private final RowBuffer row = new RowBuffer(2);
        private final boolean shuffled;
        private final long end;
        private long at;
        private boolean closed;

        Rows(long from, long end, boolean shuffled) {
            this.at = from;
            this.end = end;
            this.shuffled = shuffled;
            open++;
        }

        @Override
        public boolean next() {
            if (at == end) {
                return false;
            }
            long key = shuffled ? at * STRIDE % rows : at;
            at++;
            reading.run();
            row.setLong(0, key);
            byte[] text = text(key, textBytes).getBytes(StandardCharsets.UTF_8);
            row.setUtf8(1, text, 0, text.length); // as the engine gives it: a part of somebody's bytes
            return true;
        }

        @Override
        public Row row() {
            return row;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open--;
            }
        }
    }
}
