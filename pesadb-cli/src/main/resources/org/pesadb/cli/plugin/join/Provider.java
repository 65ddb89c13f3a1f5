package @package@;

import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowStream;

/**
 * The join {@code @name@}: a block of left rows in memory, and all right rows past it; then the next block. This class is what PesaDB asks
 * first; {@link BlockJoin} does the work. PesaDB makes one object of it, which all threads share: so it keeps nothing.
 */
public final class @Type@Provider implements JoinStrategy {
    /** How many rows fit into one block, roughly, for the estimate. */
    private static final double BLOCK = 50_000;

    /** PesaDB calls it. */
    public @Type@Provider() {}

    @Override
    public String name() {
        return "@name@";
    }

    /** A join writes nothing that lasts, so this stays 1. */
    @Override
    public int formatVersion() {
        return 1;
    }

    /**
     * What it would cost, in rows handled, an honest guess: PesaDB takes the cheapest of all joins that are there, so one that
     * promises too much makes everybody's joins slow. Rows held as objects cost more than rows passed on; the right ones are
     * read once for each block.
     */
    @Override
    public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
        double blocks = Math.max(1, Math.ceil(left.about() / BLOCK));
        return 4.0 * left.about() + 2.0 * blocks * right.about() + 1;
    }

    @Override
    public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        return new BlockJoin(left, right, kind, context);
    }
}
