package org.pesadb.storage.engine;

import java.util.function.Supplier;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.plan.Costs;

/**
 * The result of a join as an input of the next one. It is handed on row by row where it is read once; whoever reads it a second
 * time has it put aside, so that it is not joined again and again. Of one thread.
 */
final class JoinedInput implements JoinInput {
    private final Supplier<RowStream> joining;
    private final int width;
    private final int[] columns;
    private final int[] keys;
    private final long about;
    private final JoinShare share;
    private boolean read;
    private RowSpill aside;
    private boolean asideIsRead;

    /**
     * @param joining makes the rows, each time from the beginning
     * @param width   the number of values in a row
     * @param columns those that matter, the keys among them, ascending
     * @param keys    those that must be equal
     * @param about   about how many rows there are
     * @param share   what putting aside and sorting may use
     */
    JoinedInput(Supplier<RowStream> joining, int width, int[] columns, int[] keys, long about, JoinShare share) {
        this.joining = joining;
        this.width = width;
        this.columns = columns;
        this.keys = keys;
        this.about = about;
        this.share = share;
    }

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
        if (asideIsRead) {
            return joining.get(); // rows put aside are read by one at a time
        }
        if (aside == null && read) {
            aside = putAside();
        }
        read = true;
        return aside == null ? joining.get() : new Aside(aside.read());
    }

    private RowSpill putAside() {
        RowSpill spill = share.spill(width, columns);
        try (RowStream rows = joining.get()) {
            while (rows.next()) {
                spill.add(rows.row());
            }
            return spill;
        } catch (RuntimeException | Error failed) {
            spill.close();
            throw failed;
        }
    }

    @Override
    public double orderCost() {
        return Costs.sort(about, about);
    }

    @Override
    public RowStream inKeyOrder() {
        RowStream all = aside == null
                ? joining.get()
                : rows(); // the sort reads them once, so nothing is to be put aside for it
        return share.sorted(all, width, columns, keys);
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
    public RowStream lookUp(Row row, int[] theirs) {
        throw new IllegalStateException("the result of a join has no index");
    }

    /** The rows put aside, while somebody reads them. The file goes with the statement. */
    private final class Aside implements RowStream {
        private final RowStream rows;
        private boolean closed;

        Aside(RowStream rows) {
            this.rows = rows;
            asideIsRead = true;
        }

        @Override
        public boolean next() {
            return rows.next();
        }

        @Override
        public Row row() {
            return rows.row();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                asideIsRead = false;
                rows.close();
            }
        }
    }
}
