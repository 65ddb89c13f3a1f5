package org.pesadb.join;

import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowStream;

/**
 * Goes along both inputs in order of their keys:
 *
 * <pre>
 *   left    1  2  2  4  5 …          each left row meets the whole group of its key;
 *   right   0  2  2  2  3 │ 5 …      a group is read once, and kept for the left rows of its key
 *              └──────┘   └ the first row behind the group
 * </pre>
 *
 * <p>Of one thread.
 */
final class MergePass implements Pass {
    /** Of the memory, what the group may hold: one part of so many. The rest is for what puts the inputs in order. */
    private static final int SHARE = 4;

    private final JoinInput left;
    private final JoinInput right;
    private final boolean keepLeft;
    private final JoinedRow joined;
    private final Checks checks;
    private final JoinKeys keys = new JoinKeys();
    private final RowGroup group;
    /** All left rows, while those with a NULL key are given back. */
    private RowStream unordered;

    private RowStream leftRows;
    private RowStream rightRows;
    /** The first right row behind the group; null behind the last one. */
    private Row ahead;
    /** The left row that meets the group now; null before the first one and when it is done. */
    private Row meeting;

    MergePass(JoinInput left, JoinInput right, JoinKind kind, JoinContext context, JoinedRow joined) {
        this.left = left;
        this.right = right;
        this.joined = joined;
        keepLeft = kind == JoinKind.LEFT;
        checks = new Checks(context);
        group = new RowGroup(context, right, context.memoryBytes() / SHARE);
    }

    @Override
    public boolean next() {
        if (leftRows == null) {
            if (keepLeft && nextWithoutKey()) {
                return true;
            }
            leftRows = left.inKeyOrder();
            rightRows = right.inKeyOrder();
            advanceRight();
        }
        while (true) {
            if (meeting != null) {
                Row partner = group.next();
                if (partner != null) {
                    checks.row();
                    joined.set(meeting, partner);
                    return true;
                }
                meeting = null;
            }
            if (!keepLeft && ahead == null && group.isEmpty() || !leftRows.next()) {
                return false;
            }
            checks.row();
            if (meets(leftRows.row())) {
                meeting = leftRows.row();
                group.rewind();
            } else if (keepLeft) {
                joined.set(leftRows.row(), null);
                return true;
            }
        }
    }

    private boolean nextWithoutKey() {
        unordered = unordered == null ? left.rows() : unordered;
        while (unordered.next()) {
            checks.row();
            if (JoinKeys.hasNull(unordered.row(), left.keys())) {
                joined.set(unordered.row(), null);
                return true;
            }
        }
        unordered.close();
        return false;
    }

    /** Whether the group is one of a left row's key; it is made where it comes next. */
    private boolean meets(Row row) {
        if (!group.isEmpty()) {
            if (keys.compare(row, left.keys(), group.first(), right.keys()) == 0) {
                return true;
            }
            group.clear();
        }
        while (ahead != null) {
            int order = keys.compare(row, left.keys(), ahead, right.keys());
            if (order == 0) {
                gather();
                return true;
            }
            if (order < 0) {
                return false;
            }
            advanceRight();
        }
        return false;
    }

    private void gather() {
        do {
            group.add(ahead);
            advanceRight();
        } while (ahead != null && keys.compare(ahead, right.keys(), group.first(), right.keys()) == 0);
    }

    private void advanceRight() {
        ahead = null;
        if (rightRows.next()) {
            checks.row();
            ahead = rightRows.row();
            keys.learn(ahead, right.keys());
        }
    }

    @Override
    public void close() {
        Closing.all(unordered, leftRows, rightRows, group);
    }
}
