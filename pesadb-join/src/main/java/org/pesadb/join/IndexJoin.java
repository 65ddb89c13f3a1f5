package org.pesadb.join;

import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowStream;

/**
 * Joins by looking every row of one input up in an index of the other one, and needs no memory for rows. It is the best way where
 * one input is small and the other one, which is not read as a whole, is large. Stateless; threads share it.
 */
public final class IndexJoin implements JoinStrategy {
    /** Made by {@link java.util.ServiceLoader}. */
    public IndexJoin() {}

    @Override
    public String name() {
        return "index";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    /**
     * For each row of one input: itself, the look-up, and what it finds. Either input may be the one that is looked up in, but for
     * a LEFT join, which has to see every left row, only the right one. Infinite where no index has the keys.
     */
    @Override
    public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
        return forward(left, right, kind) ? cost(left, right) : cost(right, left);
    }

    @Override
    public Readings readings(JoinInput left, JoinInput right, JoinKind kind) {
        return forward(left, right, kind)
                ? new Readings(Reading.ROWS, Reading.LOOK_UPS)
                : new Readings(Reading.LOOK_UPS, Reading.ROWS);
    }

    /** Whether it is the right input that is looked up in. */
    private static boolean forward(JoinInput left, JoinInput right, JoinKind kind) {
        return kind == JoinKind.LEFT || cost(left, right) <= cost(right, left);
    }

    private static double cost(JoinInput outer, JoinInput inner) {
        double each = inner.lookUpCost();
        return Double.isInfinite(each) ? each : Math.max(1, outer.about()) * (1 + each + inner.aboutEachLookUp());
    }

    @Override
    public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        JoinStream.checkKeys(left, right);
        boolean forward = forward(left, right, kind);
        if (Double.isInfinite(forward ? cost(left, right) : cost(right, left))) {
            throw new IllegalArgumentException("neither input has an index of its keys");
        }
        JoinedRow joined = new JoinedRow(left.width(), right.width());
        return new JoinStream(
                forward
                        ? new IndexPass(left, right, true, kind, context, joined)
                        : new IndexPass(right, left, false, kind, context, joined),
                joined);
    }
}
