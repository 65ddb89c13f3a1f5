package org.pesadb.storage.guard;

import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowStream;

/** A join whose failures bear its name. Stateless; threads share it. */
public final class GuardedJoin implements JoinStrategy {
    private final JoinStrategy strategy;

    private GuardedJoin(JoinStrategy strategy) {
        this.strategy = strategy;
    }

    /**
     * Guards a join.
     *
     * @param strategy from the registry
     * @return the same to its callers
     */
    public static JoinStrategy of(JoinStrategy strategy) {
        return new GuardedJoin(strategy);
    }

    @Override
    public String name() {
        return strategy.name();
    }

    @Override
    public int formatVersion() {
        return strategy.formatVersion();
    }

    @Override
    public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
        String doing = "estimating a join";
        GuardedInput one = new GuardedInput(left);
        GuardedInput other = new GuardedInput(right);
        double cost = Guard.call(strategy, doing, () -> strategy.estimate(one, other, kind));
        if (Double.isNaN(cost)) {
            throw Guard.broken(strategy, doing, "it gave no number");
        }
        return cost;
    }

    @Override
    public Readings readings(JoinInput left, JoinInput right, JoinKind kind) {
        GuardedInput one = new GuardedInput(left);
        GuardedInput other = new GuardedInput(right);
        return Guard.call(strategy, "explaining a join", () -> strategy.readings(one, other, kind));
    }

    @Override
    public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        GuardedInput one = new GuardedInput(left);
        GuardedInput other = new GuardedInput(right);
        RowStream rows = Guard.call(strategy, "beginning a join", () -> strategy.join(one, other, kind, context));
        return new GuardedRows(strategy, rows, left.width() + right.width());
    }

    /** The result of a join. */
    private record GuardedRows(JoinStrategy strategy, RowStream rows, int width) implements RowStream {
        @Override
        public boolean next() {
            try {
                return rows.next();
            } catch (Throwable thrown) {
                throw Guard.failed(strategy, "joining", thrown);
            }
        }

        @Override
        public Row row() {
            Row row;
            try {
                row = rows.row();
            } catch (Throwable thrown) {
                throw Guard.failed(strategy, "joining", thrown);
            }
            if (row == null || row.size() != width) {
                throw Guard.broken(
                        strategy, "joining", "it gave " + (row == null ? "null" : row.size() + " values for " + width));
            }
            return row;
        }

        @Override
        public void close() {
            Guard.call(strategy, "closing a join", () -> {
                rows.close();
                return true;
            });
        }
    }
}
