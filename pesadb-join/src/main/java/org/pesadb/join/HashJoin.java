package org.pesadb.join;

import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowStream;

/**
 * Joins by a hash table over the input that is said to be smaller. It needs memory for that input, and none for the other
 * one or the result; where the memory does not do, it parts both inputs and puts the parts aside. Stateless; threads share it.
 */
public final class HashJoin implements JoinStrategy {
    /** What the buffer of a spill is taken to need, in bytes. */
    private static final long SPILL_BUFFER = 32 << 10;

    private final long spillBuffer;

    /** Made by {@link java.util.ServiceLoader}. */
    public HashJoin() {
        this(SPILL_BUFFER);
    }

    /** @param spillBuffer what the buffer of a spill is taken to need, in bytes: less of it makes more partitions */
    HashJoin(long spillBuffer) {
        this.spillBuffer = spillBuffer;
    }

    @Override
    public String name() {
        return "hash";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public boolean standard() {
        return true;
    }

    /**
     * Every row of both sides is handled once. Of a smaller side that outgrows the memory, the share that does not fit is put aside
     * and read again, and so is the same share of the other side.
     */
    @Override
    public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
        double rows = (double) left.about() + right.about();
        return rows + 2 * Estimates.spilled(left.about() < right.about() ? left : right) * rows;
    }

    @Override
    public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        JoinStream.checkKeys(left, right);
        JoinedRow joined = new JoinedRow(left.width(), right.width());
        return new JoinStream(new HashRun(left, right, kind, context, joined, spillBuffer), joined);
    }
}
