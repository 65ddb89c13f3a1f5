package org.pesadb.storage.guard;

import org.pesadb.api.ColumnType;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;

/** A join whose failures bear its name, and whose rows have the types that they should. Stateless; threads share it. */
public final class GuardedJoin implements JoinStrategy {
    private final JoinStrategy strategy;
    private final TableSchema result;
    private final int[] wanted;

    /** By position; null for what nobody looks at, which may be anything. */
    private final ColumnType[] types;

    private GuardedJoin(JoinStrategy strategy, TableSchema result, int[] wanted) {
        this.strategy = strategy;
        this.result = result;
        this.wanted = wanted;
        this.types = new ColumnType[result.size()];
        for (int position : wanted) {
            types[position] = result.type(position);
        }
    }

    /**
     * Guards a join.
     *
     * @param strategy from the registry
     * @param result   has the columns of its rows, in their places; more behind them do no harm
     * @param wanted   positions of those that somebody looks at
     * @return the same to its callers
     */
    public static JoinStrategy of(JoinStrategy strategy, TableSchema result, int[] wanted) {
        return new GuardedJoin(strategy, result, wanted);
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
        if (Double.isNaN(cost) || cost < 0) {
            throw Guard.broken(strategy, doing, "it gave " + cost + ", which is no cost");
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
        return new GuardedRows(rows, left.width() + right.width());
    }

    private PesaDbException failed(Throwable thrown) {
        return Guard.failed(strategy, "joining", thrown);
    }

    private PesaDbException noValue(int position) {
        return Guard.broken(
                strategy,
                "joining",
                "it gave no " + result.type(position) + ", nor NULL, for column "
                        + result.column(position).name());
    }

    /** The result of a join. Of one thread. */
    private final class GuardedRows implements RowStream {
        private final RowStream rows;
        private final int width;
        private final GuardedRow checked;

        GuardedRows(RowStream rows, int width) {
            this.rows = rows;
            this.width = width;
            this.checked = new GuardedRow(width);
        }

        @Override
        public boolean next() {
            try {
                return rows.next();
            } catch (Throwable thrown) {
                throw failed(thrown);
            }
        }

        /** A buffer is looked through, and then known to be right; another row is, value by value, when somebody asks for one. */
        @Override
        public Row row() {
            Row row;
            int size;
            try {
                row = rows.row();
                size = row == null ? -1 : row.size();
            } catch (Throwable thrown) {
                throw failed(thrown);
            }
            if (size != width) {
                throw Guard.broken(
                        strategy, "joining", "it gave " + (row == null ? "null" : size + " values for " + width));
            }
            if (row instanceof RowBuffer buffer) {
                int wrong = buffer.misfit(wanted, result);
                if (wrong >= 0) {
                    throw noValue(wrong);
                }
                return buffer;
            }
            checked.row = row;
            return checked;
        }

        @Override
        public void close() {
            Guard.call(strategy, "closing a join", () -> {
                rows.close();
                return true;
            });
        }
    }

    /** A row of the join's own kind. What it throws is the join's fault, and it gives out no value of another type. Of one thread. */
    private final class GuardedRow implements Row {
        private final int width;
        private Row row;

        GuardedRow(int width) {
            this.width = width;
        }

        @Override
        public int size() {
            return width;
        }

        @Override
        public boolean isNull(int position) {
            try {
                return row.isNull(position);
            } catch (Throwable thrown) {
                throw failed(thrown);
            }
        }

        @Override
        public long getLong(int position) {
            try {
                return row.getLong(position);
            } catch (Throwable thrown) {
                throw failed(thrown);
            }
        }

        @Override
        public String getText(int position) {
            String text;
            try {
                text = row.getText(position);
            } catch (Throwable thrown) {
                throw failed(thrown);
            }
            if (text == null && !isNull(position)) {
                throw noValue(position);
            }
            return text;
        }

        @Override
        public Object get(int position) {
            Object value;
            try {
                value = row.get(position);
            } catch (Throwable thrown) {
                throw failed(thrown);
            }
            ColumnType type = types[position];
            boolean fits = value == null
                    || type == null
                    || (type == ColumnType.INT ? value instanceof Long : value instanceof String);
            if (!fits) {
                throw noValue(position);
            }
            return value;
        }
    }
}
