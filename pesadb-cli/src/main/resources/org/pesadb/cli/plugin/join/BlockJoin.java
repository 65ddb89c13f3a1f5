package @package@;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;

/**
 * The rows of one join, made as they are asked for:
 *
 * <pre>
 *   fill     left rows into the block, by their keys, until memory is used up; one with a NULL key has no partner
 *   match    every right row with those of the block that have its keys
 *   alone    of a LEFT join: those of the block that have met none
 *   again, until the left rows are at their end
 * </pre>
 */
final class BlockJoin implements RowStream {
    /** What an entry of the block takes beside its row: lists, maps and keys. */
    private static final long ENTRY_BYTES = 250;

    private final JoinInput left;
    private final JoinInput right;
    private final boolean keepLeft;
    private final JoinContext context;

    private final Map<List<Object>, List<Held>> block = new HashMap<>();
    private long blockBytes;
    private RowStream leftRows;
    private boolean leftEnded;
    /** A left row that was read and did not fit: the first of the next block. */
    private Held waiting;

    private RowStream rightRows;
    /** Those of the block that are to be paired with the right row, or are alone. */
    private Iterator<Held> partners = List.<Held>of().iterator();
    private Phase phase = Phase.FILL;
    private RowBuffer joined;

    private enum Phase {
        FILL,
        MATCH,
        ALONE,
        END
    }

    /** A left row in the block. */
    private static final class Held {
        private final RowBuffer row;
        private final List<Object> key;
        private boolean met;

        Held(RowBuffer row, List<Object> key) {
            this.row = row;
            this.key = key;
        }
    }

    BlockJoin(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        this.left = left;
        this.right = right;
        this.context = context;
        keepLeft = kind == JoinKind.LEFT;
    }

    @Override
    public boolean next() {
        while (phase != Phase.END) {
            boolean found = switch (phase) {
                case FILL -> fill();
                case MATCH -> match();
                case ALONE -> alone();
                case END -> false;
            };
            if (found) {
                return true;
            }
        }
        return false;
    }

    /** Returns true for a left row that can have no partner, and is part of the result at once. */
    private boolean fill() {
        if (leftRows == null) {
            leftRows = left.rows();
        }
        while (waiting != null || leftRows.next()) {
            context.checkCancelled();
            Held next = waiting != null ? waiting : held(leftRows.row());
            waiting = null;
            if (next.key == null) {
                if (keepLeft) {
                    return show(next.row, null);
                }
                continue;
            }
            long bytes = next.row.memoryBytes() + ENTRY_BYTES;
            if (blockBytes + bytes > context.memoryBytes()) {
                if (block.isEmpty()) {
                    throw new PesaDbException(
                            ErrorCode.OUT_OF_MEMORY,
                            "a row of " + bytes + " bytes does not fit into the " + context.memoryBytes()
                                    + " that the join '@name@' may take; give PesaDB a larger heap");
                }
                waiting = next;
                phase = Phase.MATCH;
                return false;
            }
            blockBytes += bytes;
            block.computeIfAbsent(next.key, key -> new ArrayList<>(2)).add(next);
        }
        leftEnded = true;
        phase = block.isEmpty() ? Phase.END : Phase.MATCH;
        return false;
    }

    /** A copy: the row is the stream's, and changes with its next one. Columns that nobody wants are left behind. */
    private Held held(Row row) {
        RowBuffer copy = new RowBuffer(left.width());
        for (int column : left.columns()) {
            copy.copy(column, row, column);
        }
        return new Held(copy, key(row, left.keys()));
    }

    /** The values that must be equal; null where one of them is NULL, which equals nothing. */
    private static List<Object> key(Row row, int[] columns) {
        List<Object> key = new ArrayList<>(columns.length);
        for (int column : columns) {
            if (row.isNull(column)) {
                return null;
            }
            key.add(row.get(column));
        }
        return key;
    }

    private boolean match() {
        if (rightRows == null) {
            rightRows = right.rows(); // from the beginning, once for each block
        }
        while (!partners.hasNext()) {
            if (!rightRows.next()) {
                rightRows.close();
                rightRows = null;
                partners = keepLeft
                        ? block.values().stream().flatMap(List::stream).iterator()
                        : List.<Held>of().iterator();
                phase = Phase.ALONE;
                return false;
            }
            context.checkCancelled();
            List<Object> key = key(rightRows.row(), right.keys());
            partners = key == null ? List.<Held>of().iterator() : block.getOrDefault(key, List.of()).iterator();
        }
        Held partner = partners.next();
        partner.met = true;
        return show(partner.row, rightRows.row());
    }

    private boolean alone() {
        while (partners.hasNext()) {
            Held held = partners.next();
            if (!held.met) {
                return show(held.row, null);
            }
        }
        block.clear();
        blockBytes = 0;
        phase = leftEnded ? Phase.END : Phase.FILL;
        return false;
    }

    /** Sets the row of the result: the left values, then the right ones, or NULL for those. */
    private boolean show(Row one, Row other) {
        context.checkCancelled();
        joined = new RowBuffer(left.width() + right.width());
        for (int column : left.columns()) {
            joined.copy(column, one, column);
        }
        if (other != null) {
            for (int column : right.columns()) {
                joined.copy(left.width() + column, other, column);
            }
        }
        return true;
    }

    @Override
    public Row row() {
        return joined;
    }

    /** Both streams are closed, whatever happens at the first. */
    @Override
    public void close() {
        phase = Phase.END;
        try (RowStream first = leftRows;
                RowStream second = rightRows) {
            leftRows = null;
            rightRows = null;
            block.clear();
        }
    }
}
