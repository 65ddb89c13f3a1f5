package org.pesadb.join;

import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowStream;

/**
 * Joins by a hash table over the input that is said to be smaller. It needs memory for that input, and none for the other
 * one or the result. Stateless; threads share it.
 */
public final class HashJoin implements JoinStrategy {
    /** Made by {@link java.util.ServiceLoader}. */
    public HashJoin() {}

    @Override
    public String name() {
        return "hash";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    /** Every row of both sides is handled once. */
    @Override
    public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
        return (double) left.about() + right.about();
    }

    @Override
    public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        HashJoinStream joined = new HashJoinStream(left, right, context);
        if (left.keys().length == 0 || left.keys().length != right.keys().length) {
            IllegalArgumentException refused = new IllegalArgumentException(
                    "a join needs as many keys on the left as on" + " the right, and one at least; got "
                            + left.keys().length + " and " + right.keys().length);
            joined.closeAfter(refused);
            throw refused;
        }
        return joined;
    }
}
