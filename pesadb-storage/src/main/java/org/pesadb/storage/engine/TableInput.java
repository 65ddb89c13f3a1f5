package org.pesadb.storage.engine;

import java.util.Arrays;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.plan.AccessPath;
import org.pesadb.storage.plan.Costs;
import org.pesadb.storage.plan.LookUp;
import org.pesadb.storage.plan.Planner;
import org.pesadb.storage.plan.Wanted;

/**
 * A table as an input of a join: read whole, in order of its keys by an index or sorted, or looked up in by an index. What estimates
 * need is found out once. Of one thread.
 */
final class TableInput implements JoinInput {
    private final TableRead read;
    private final int[] columns;
    private final int[] keys;
    private final Queries queries;
    private final LookUp lookUp;
    private final TableRead keyed;
    private final JoinShare share;
    private SameKeys found;
    private long about = -1;
    private double indexOrderCost = -1;
    private double aboutEachLookUp = -1;

    /**
     * @param read    how its rows are reached
     * @param columns those that matter, the keys among them, ascending
     * @param keys    those that must be equal
     * @param queries the state of the database
     * @param share   what sorting may use
     */
    TableInput(TableRead read, int[] columns, int[] keys, Queries queries, JoinShare share) {
        this.read = read;
        this.columns = columns;
        this.keys = keys;
        this.queries = queries;
        this.share = share;
        this.keyed = read.withoutNull(keys);
        this.lookUp = LookUp.of(read.table(), read.restrictions(), keys);
    }

    private PageReader reader() {
        return queries.reader();
    }

    private Cancellation cancellation() {
        return queries.context().cancellation();
    }

    private Wanted wantedInOrder() {
        return Wanted.inOrder(
                false, Long.MAX_VALUE, Arrays.stream(keys).distinct().toArray());
    }

    private Planner inOrder() {
        return keyed.planner(wantedInOrder());
    }

    @Override
    public int width() {
        return read.table().schema().size();
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
        if (about < 0) {
            about = read.about(reader());
        }
        return about;
    }

    @Override
    public RowStream rows() {
        return read.open(reader(), columns, cancellation());
    }

    @Override
    public double orderCost() {
        return Math.min(indexOrderCost(), sortCost());
    }

    private double indexOrderCost() {
        if (indexOrderCost < 0) {
            indexOrderCost = inOrder().orderCost(reader());
        }
        return indexOrderCost;
    }

    private double sortCost() {
        return Costs.sort(about(), about());
    }

    @Override
    public RowStream inKeyOrder() {
        if (sortCost() < indexOrderCost()) {
            return share.sorted(keyed.open(reader(), columns, cancellation()), width(), columns, keys);
        }
        AccessPath path = inOrder().bestInOrder(reader());
        keyed.checkOrder(path, wantedInOrder(), reader(), columns, cancellation());
        return keyed.open(path, wantedInOrder(), reader(), columns, cancellation());
    }

    @Override
    public double lookUpCost() {
        // A row that an index names costs more than one that a scan comes to.
        return lookUp == null
                ? Double.POSITIVE_INFINITY
                : lookUp.cost() + aboutEachLookUp() * (Costs.ENTRY + Costs.FETCH - Costs.ROW);
    }

    @Override
    public double aboutEachLookUp() {
        if (aboutEachLookUp < 0) {
            aboutEachLookUp = lookUp == null ? 1 : lookUp.about(reader());
        }
        return aboutEachLookUp;
    }

    @Override
    public RowStream lookUp(Row row, int[] theirs) {
        if (found == null) {
            found = new SameKeys(read.open(lookUp, reader(), columns, cancellation()));
        }
        found.over(row, theirs);
        return found;
    }

    /**
     * Leaves out rows whose other keys, which the index does not have, are not those of the row looked up; and finds fault with one whose
     * keys in the index are not. It can be given another row to begin anew.
     */
    private final class SameKeys implements RowStream {
        private final IndexedRows rows;
        private final RowBuffer wanted = new RowBuffer(keys.length);
        private final TextBytes[] texts = new TextBytes[keys.length];
        private final TextBytes scratch = new TextBytes();

        SameKeys(IndexedRows rows) {
            this.rows = rows;
            Arrays.setAll(texts, key -> new TextBytes());
        }

        void over(Row row, int[] theirs) {
            rows.over(lookUp.rows(reader(), row, theirs));
            for (int key = 0; key < keys.length; key++) {
                wanted.copy(key, row, theirs[key]);
                if (!wanted.isLong(key) && !wanted.isNull(key)) {
                    texts[key].set(wanted, key); // its own: whoever gave the row may go on meanwhile
                }
            }
        }

        @Override
        public boolean next() {
            while (rows.next()) {
                if (same(rows.row())) {
                    return true;
                }
            }
            return false;
        }

        private boolean same(RowBuffer row) {
            for (int key : lookUp.testedKeys()) {
                if (!same(key, row)) {
                    throw rows.damaged("a row that has another value");
                }
            }
            for (int key : lookUp.untestedKeys()) {
                if (!same(key, row)) {
                    return false;
                }
            }
            return true;
        }

        private boolean same(int key, RowBuffer row) {
            int column = keys[key];
            if (row.isNull(column) || wanted.isNull(key)) {
                return false;
            }
            return wanted.isLong(key)
                    ? row.isLong(column) && row.getLong(column) == wanted.getLong(key)
                    : !row.isLong(column) && texts[key].isIn(row, column, scratch);
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
