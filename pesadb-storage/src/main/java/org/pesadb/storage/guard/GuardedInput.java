package org.pesadb.storage.guard;

import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.RowStream;

/**
 * An input as a join sees it. What fails within the input is not the join's fault, and is not told as if it were; what a join does
 * with the input that it may not do is. Of one thread.
 */
final class GuardedInput implements JoinInput {
    private final JoinInput input;

    GuardedInput(JoinInput input) {
        this.input = input;
    }

    /** What to throw for something that the input threw: no join's guard takes it for a failure of the join. */
    private static PesaDbException failed(Throwable thrown) {
        if (thrown instanceof PesaDbException known) {
            return known;
        }
        if (thrown instanceof OutOfMemoryError exhausted) {
            throw exhausted;
        }
        return new PesaDbException(
                ErrorCode.INTERNAL,
                "a fault of PesaDB, in reading the rows to be joined: " + thrown
                        + "; nothing of the statement remains; please report it",
                thrown);
    }

    @Override
    public int width() {
        return input.width();
    }

    @Override
    public int[] keys() {
        return input.keys();
    }

    @Override
    public int[] columns() {
        return input.columns();
    }

    @Override
    public long about() {
        try {
            return input.about();
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public RowStream rows() {
        try {
            return new Rows(input.rows());
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public double orderCost() {
        try {
            return input.orderCost();
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public RowStream inKeyOrder() {
        try {
            return new Rows(input.inKeyOrder());
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public double lookUpCost() {
        try {
            return input.lookUpCost();
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public double aboutEachLookUp() {
        try {
            return input.aboutEachLookUp();
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public RowStream lookUp(Row row, int[] theirs) {
        if (row == null || theirs == null || theirs.length != input.keys().length) {
            throw new IllegalArgumentException("to look a row up takes a row, and as many keys as there are here");
        }
        if (Double.isInfinite(lookUpCost())) {
            throw new IllegalStateException("no index has the keys, as lookUpCost() says");
        }
        try {
            return new Rows(input.lookUp(row, theirs));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    /** Rows that are read as the contract says. */
    private static final class Rows implements RowStream {
        private final RowStream rows;
        private boolean over;

        Rows(RowStream rows) {
            this.rows = rows;
        }

        @Override
        public boolean next() {
            if (over) {
                throw new IllegalStateException("next() after the last row, or after closing");
            }
            try {
                boolean there = rows.next();
                over = !there;
                return there;
            } catch (Throwable thrown) {
                throw failed(thrown);
            }
        }

        @Override
        public Row row() {
            if (over) {
                throw new IllegalStateException("row() after the last row, or after closing");
            }
            return rows.row();
        }

        @Override
        public void close() {
            over = true;
            try {
                rows.close();
            } catch (Throwable thrown) {
                throw failed(thrown);
            }
        }
    }
}
