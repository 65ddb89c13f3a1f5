package org.pesadb.it.asserting;

import java.util.Arrays;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.RowStream;

/** An input that is held to what it says of itself: rows of its width, keys of one type, the order and the keys that were asked for. Of one thread. */
final class AssertingInput implements JoinInput {
    private final AssertingJoin join;
    private final JoinInput input;
    private final KeyTypes types;

    AssertingInput(AssertingJoin join, JoinInput input, KeyTypes types) {
        this.join = join;
        this.input = input;
        this.types = types;
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
        return input.about();
    }

    @Override
    public RowStream rows() {
        return new Rows(input.rows());
    }

    @Override
    public double orderCost() {
        return input.orderCost();
    }

    @Override
    public RowStream inKeyOrder() {
        return new Rows(input.inKeyOrder()) {
            private byte[] last;

            @Override
            void check(Row row) {
                super.check(row);
                byte[] key = key(row);
                Misuse.unless(
                        join,
                        last == null || Arrays.compareUnsigned(last, key) <= 0,
                        "inKeyOrder() gives a row before one of a lower key");
                last = key;
            }
        };
    }

    @Override
    public double lookUpCost() {
        return input.lookUpCost();
    }

    @Override
    public double aboutEachLookUp() {
        return input.aboutEachLookUp();
    }

    @Override
    public RowStream lookUp(Row row, int[] keys) {
        byte[] wanted = KeyEncoding.of(row, keys);
        return new Rows(input.lookUp(row, keys)) {
            @Override
            void check(Row found) {
                super.check(found);
                Misuse.unless(join, Arrays.equals(wanted, key(found)), "lookUp() gives a row of another key");
            }
        };
    }

    /** The key of a row that must have one. */
    private byte[] key(Row row) {
        for (int key : input.keys()) {
            Misuse.unless(join, !row.isNull(key), "a row has NULL in key " + key + " where none may have");
        }
        return KeyEncoding.of(row, input.keys());
    }

    /** Rows that are looked at as they come. */
    private class Rows implements RowStream {
        private final RowStream rows;

        Rows(RowStream rows) {
            Misuse.unless(join, rows != null, "an input gives null for its rows");
            this.rows = rows;
        }

        void check(Row row) {
            Misuse.unless(
                    join,
                    row != null && row.size() == input.width(),
                    "an input of width " + input.width() + " gives " + row);
            types.check(row, input.keys());
        }

        @Override
        public boolean next() {
            boolean more = rows.next();
            if (more) {
                check(rows.row());
            }
            return more;
        }

        @Override
        public Row row() {
            return rows.row();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
