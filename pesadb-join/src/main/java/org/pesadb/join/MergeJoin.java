package org.pesadb.join;

import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowStream;

/**
 * Joins two inputs in order of their keys by going along both side by side. It holds the right rows of one key at a time. It is
 * the best way where both have an index of that order, and no worse than hashing where neither fits in memory. Stateless;
 * threads share it.
 */
public final class MergeJoin implements JoinStrategy {
    /** Made by {@link java.util.ServiceLoader}. */
    public MergeJoin() {}

    @Override
    public String name() {
        return "merge";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    /**
     * Every row of both sides, and what their order costs. A LEFT join reads the left input once more, for the rows with a NULL in
     * their key, which have no place in the order.
     */
    @Override
    public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
        double rows = (double) left.about() + right.about() + (kind == JoinKind.LEFT ? left.about() : 0);
        return rows + left.orderCost() + right.orderCost();
    }

    @Override
    public Readings readings(JoinInput left, JoinInput right, JoinKind kind) {
        return new Readings(Reading.IN_KEY_ORDER, Reading.IN_KEY_ORDER);
    }

    @Override
    public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        JoinStream.checkKeys(left, right);
        JoinedRow joined = new JoinedRow(left.width(), right.width());
        return new JoinStream(new MergePass(left, right, kind, context, joined), joined);
    }
}
