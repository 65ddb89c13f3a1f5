package org.pesadb.join;

import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowStream;

/**
 * Joins by two nested loops: it compares every left row with every right row. It is the slowest way and the plainest, and so
 * the measure of the others; it puts nothing aside. Stateless; threads share it.
 */
public final class LoopJoin implements JoinStrategy {
    /** Made by {@link java.util.ServiceLoader}. */
    public LoopJoin() {}

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    /** The left rows, and every pair; an input that is said to be empty counts as one row, since that is never sure. */
    @Override
    public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
        double rows = Math.max(1, left.about());
        return rows + rows * Math.max(1, right.about());
    }

    @Override
    public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        JoinStream.checkKeys(left, right);
        JoinedRow joined = new JoinedRow(left.width(), right.width());
        return new JoinStream(new LoopPass(left, right, kind, context, joined), joined);
    }
}
