package org.pesadb.join;

import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;

/**
 * One of the two inputs of a pass: the input of the whole join, or those of its rows that were put aside. Of one thread.
 *
 * @param input what the whole join reads
 * @param spill the rows put aside, or null for all rows
 * @param empty whether there is no row at all
 */
record Side(JoinInput input, RowSpill spill, boolean empty) implements AutoCloseable {
    /** Everything. */
    static Side all(JoinInput input) {
        return new Side(input, null, false);
    }

    /** Those of its rows that were put aside; null for none. */
    Side part(RowSpill rows) {
        return new Side(input, rows, rows == null);
    }

    int width() {
        return input.width();
    }

    int[] keys() {
        return input.keys();
    }

    int[] columns() {
        return input.columns();
    }

    /** About how many rows there are. */
    long about() {
        return empty ? 0 : spill == null ? input.about() : spill.rows();
    }

    /** What it takes of memory while it is not read. */
    long memoryBytes() {
        return spill == null ? 0 : spill.memoryBytes();
    }

    /** The rows, from the first on. */
    RowStream rows() {
        return empty ? new Nothing() : spill == null ? input.rows() : spill.read();
    }

    @Override
    public void close() {
        if (spill != null) {
            spill.close();
        }
    }

    /** No rows. */
    private static final class Nothing implements RowStream {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public Row row() {
            throw new IllegalStateException("there is no row");
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
