package org.example.pesadb.blockjoin;

import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowStream;

/** Joins by nested loops over blocks of left rows. Stateless. */
public final class BlockJoin implements JoinStrategy {
    /** About what a value takes in memory, and what a row takes beside. */
    private static final int VALUE_BYTES = 60;

    private static final int ROW_BYTES = 120;

    /** What a statement may take is not known yet when costs are compared. */
    private static final double SUPPOSED_MEMORY = 16 << 20;

    /** Made by {@link java.util.ServiceLoader}. */
    public BlockJoin() {}

    @Override
    public String name() {
        return "block";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    /** The left rows once, twice as dear since they are copied, and the right ones once for each block. */
    @Override
    public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
        double bytes = (double) left.about() * (ROW_BYTES + VALUE_BYTES * left.columns().length);
        double blocks = Math.max(1, Math.ceil(bytes / SUPPOSED_MEMORY));
        return 2.0 * left.about() + blocks * 2 * Math.max(1, right.about());
    }

    @Override
    public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        return new BlockStream(left, right, kind, context);
    }
}
