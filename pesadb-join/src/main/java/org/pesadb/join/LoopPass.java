package org.pesadb.join;

import java.util.Arrays;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowStream;

/**
 * Takes left rows in chunks that fit in memory, and for each chunk reads the whole right input, comparing each of its rows with
 * each of the chunk. Of one thread.
 */
final class LoopPass implements Pass {
    private final JoinInput left;
    private final JoinInput right;
    private final boolean keepLeft;
    private final JoinedRow joined;
    private final Checks checks;
    private final MemoryBudget budget;
    private final HeldRows chunk;
    private final HeldRow view;
    private RowStream leftRows;
    private RowStream rightRows;
    /** A bit for each row of the chunk that has had a partner. */
    private long[] met = new long[1];
    /** Whether the row at which {@link #leftRows} stands begins the next chunk. */
    private boolean pending;
    /** Whether the left rows have come to their end. */
    private boolean ended;

    private Row inner;
    /** The next row of the chunk to be compared with {@link #inner}, or to be looked at for having had no partner. */
    private int at;

    private Phase phase = Phase.FILL;

    /** What is being done. */
    private enum Phase {
        FILL,
        COMPARE,
        ALONE,
        END
    }

    LoopPass(JoinInput left, JoinInput right, JoinKind kind, JoinContext context, JoinedRow joined) {
        this.left = left;
        this.right = right;
        this.joined = joined;
        keepLeft = kind == JoinKind.LEFT;
        checks = new Checks(context);
        budget = new MemoryBudget(context.memoryBytes());
        chunk = new HeldRows(left.width(), left.columns(), budget);
        view = new HeldRow(chunk);
    }

    @Override
    public boolean next() {
        while (phase != Phase.END) {
            boolean found = switch (phase) {
                case FILL -> fill();
                case COMPARE -> compare();
                case ALONE -> alone();
                case END -> false;
            };
            if (found) {
                return true;
            }
        }
        return false;
    }

    /** Reads left rows into the chunk; gives those with a NULL key back where they stay. */
    private boolean fill() {
        leftRows = leftRows == null ? left.rows() : leftRows;
        while (pending || leftRows.next()) {
            Row row = leftRows.row();
            if (!pending) {
                checks.row();
                if (JoinKeys.hasNull(row, left.keys())) {
                    if (keepLeft) {
                        joined.set(row, null);
                        return true;
                    }
                    continue;
                }
            }
            pending = !hasBit(chunk.rows()) || !chunk.add(row);
            if (pending) {
                if (chunk.rows() == 0) {
                    throw budget.tooSmall();
                }
                phase = Phase.COMPARE;
                return false;
            }
        }
        leftRows.close();
        ended = true;
        phase = chunk.rows() == 0 ? Phase.END : Phase.COMPARE;
        return false;
    }

    /** Makes room for a bit of {@link #met}. */
    private boolean hasBit(int row) {
        if (row >>> 6 < met.length) {
            return true;
        }
        if (!budget.take(8L * met.length)) {
            return false;
        }
        met = Arrays.copyOf(met, 2 * met.length);
        return true;
    }

    private boolean compare() {
        rightRows = rightRows == null ? right.rows() : rightRows;
        while (inner != null || advance()) {
            while (at < chunk.rows()) {
                checks.row();
                int row = at++;
                if (chunk.matches(row, left.keys(), inner, right.keys())) {
                    met[row >>> 6] |= 1L << row;
                    joined.set(view.at(row), inner);
                    return true;
                }
            }
            inner = null;
        }
        rightRows.close();
        rightRows = null;
        at = 0;
        phase = Phase.ALONE;
        return false;
    }

    /** Goes on to a right row that may have a partner. */
    private boolean advance() {
        while (rightRows.next()) {
            checks.row();
            if (!JoinKeys.hasNull(rightRows.row(), right.keys())) {
                inner = rightRows.row();
                at = 0;
                return true;
            }
        }
        return false;
    }

    private boolean alone() {
        while (keepLeft && at < chunk.rows()) {
            checks.row();
            int row = at++;
            if ((met[row >>> 6] & 1L << row) == 0) {
                joined.set(view.at(row), null);
                return true;
            }
        }
        chunk.clear();
        Arrays.fill(met, 0);
        phase = ended ? Phase.END : Phase.FILL;
        return false;
    }

    @Override
    public void close() {
        inner = null;
        Closing.all(leftRows, rightRows);
    }
}
