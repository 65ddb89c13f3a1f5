package org.example.pesadb.blockjoin;

import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;

/** The pairs. Whoever asks for one drives all the reading. Of one thread. */
final class BlockStream implements RowStream {
    private static final int ROWS_BETWEEN_CHECKS = 256;

    private final JoinInput left;
    private final JoinInput right;
    private final boolean keepLeft;
    private final JoinContext context;
    private final Block block;
    private final RowBuffer pair;
    private RowStream leftRows;
    private RowStream rightRows;
    /** Whether the left row read last has found no room and begins the next block. */
    private boolean pending;
    /** The row of the block to be paired next with the present right row, or {@link Block#NONE}. */
    private int partner = Block.NONE;
    /** From which row of the block on to look for such without partner. */
    private int alone;

    private int handled;
    private Phase phase = Phase.FILL;

    private enum Phase {
        /** Left rows into the block. */
        FILL,
        /** All right rows, each with its partners in the block. */
        PAIR,
        /** Rows of the block that had none. */
        ALONE,
        END
    }

    BlockStream(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        this.left = left;
        this.right = right;
        this.context = context;
        keepLeft = kind == JoinKind.LEFT;
        block = new Block(left.width(), left.columns(), left.keys(), context.memoryBytes());
        pair = new RowBuffer(left.width() + right.width());
    }

    @Override
    public boolean next() {
        while (true) {
            boolean found = switch (phase) {
                case FILL -> fill();
                case PAIR -> pair();
                case ALONE -> alone();
                case END -> false;
            };
            if (found || phase == Phase.END) {
                return found;
            }
        }
    }

    /** Gives a left row at once where its key has a NULL: it needs no room to wait for a partner. */
    private boolean fill() {
        if (leftRows == null) {
            leftRows = left.rows();
        }
        while (pending || leftRows.next()) {
            Row row = leftRows.row();
            check();
            if (!pending && Block.hasNull(row, left.keys())) {
                if (keepLeft) {
                    putLeft(row);
                    putNoRight();
                    return true;
                }
                continue;
            }
            pending = !block.add(row);
            if (pending) {
                if (block.size() == 0) {
                    throw new PesaDbException(
                            ErrorCode.OUT_OF_MEMORY,
                            "the join may take " + context.memoryBytes()
                                    + " bytes of memory, and a single row needs more; allow it more");
                }
                break;
            }
        }
        phase = block.size() == 0 ? Phase.END : Phase.PAIR;
        return false;
    }

    private boolean pair() {
        if (rightRows == null) {
            rightRows = right.rows();
        }
        while (partner == Block.NONE) {
            if (!rightRows.next()) {
                rightRows.close();
                rightRows = null;
                alone = 0;
                phase = Phase.ALONE;
                return false;
            }
            check();
            Row row = rightRows.row();
            if (!Block.hasNull(row, right.keys())) {
                partner = block.first(row, right.keys());
            }
        }
        check();
        block.meet(partner);
        putLeft(block.row(partner));
        for (int column : right.columns()) {
            pair.copy(left.width() + column, rightRows.row(), column);
        }
        partner = block.next(partner, rightRows.row(), right.keys());
        return true;
    }

    private boolean alone() {
        alone = block.nextAlone(alone);
        if (!keepLeft || alone >= block.size()) {
            block.clear();
            phase = pending ? Phase.FILL : Phase.END;
            return false;
        }
        check();
        putLeft(block.row(alone++));
        putNoRight();
        return true;
    }

    private void putLeft(Row row) {
        for (int column : left.columns()) {
            pair.copy(column, row, column);
        }
    }

    private void putNoRight() {
        for (int column : right.columns()) {
            pair.setNull(left.width() + column);
        }
    }

    private void check() {
        if (++handled % ROWS_BETWEEN_CHECKS == 0) {
            context.checkCancelled();
        }
    }

    @Override
    public Row row() {
        return pair;
    }

    @Override
    public void close() {
        phase = Phase.END;
        block.clear();
        RowStream one = leftRows;
        RowStream other = rightRows;
        leftRows = null;
        rightRows = null;
        try {
            if (one != null) {
                one.close();
            }
        } finally { // also where the first cannot be closed
            if (other != null) {
                other.close();
            }
        }
    }
}
