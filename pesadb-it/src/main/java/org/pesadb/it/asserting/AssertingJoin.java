package org.pesadb.it.asserting;

import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicLong;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;

/**
 * A join that holds its callers to what {@link JoinStrategy}, {@link JoinInput}, {@link JoinContext} and {@link RowStream} say of them:
 * how the result is read, and what inputs and context give. Stateless but for a count; threads share it.
 */
abstract class AssertingJoin implements JoinStrategy {
    private static final AtomicLong OPEN = new AtomicLong();

    private final Wrapped<JoinStrategy> wrapped;

    /** @param name of the join that does the work */
    AssertingJoin(String name) {
        wrapped = new Wrapped<>(name, ServiceLoader.load(JoinStrategy.class));
    }

    /** How many results, in this process, nobody has closed yet. */
    static long open() {
        return OPEN.get();
    }

    @Override
    public String name() {
        return wrapped.name();
    }

    @Override
    public int formatVersion() {
        return wrapped.formatVersion();
    }

    @Override
    public int oldestFormatVersion() {
        return wrapped.oldestFormatVersion();
    }

    /** What the wrapped one says, and a hair more: where both are there and nobody asks for one by name, it is not this one. */
    @Override
    public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
        check(left, right, kind);
        return Math.nextUp(wrapped.get().estimate(left, right, kind));
    }

    @Override
    public Readings readings(JoinInput left, JoinInput right, JoinKind kind) {
        check(left, right, kind);
        return wrapped.get().readings(left, right, kind);
    }

    @Override
    public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        check(left, right, kind);
        Misuse.unless(this, context.memoryBytes() >= 1, "memoryBytes() is " + context.memoryBytes());
        KeyTypes types = new KeyTypes(this, left.keys().length);
        RowStream joined = wrapped.get()
                .join(
                        new AssertingInput(this, left, types),
                        new AssertingInput(this, right, types),
                        kind,
                        new Context(context));
        OPEN.incrementAndGet();
        return new Result(joined);
    }

    private void check(JoinInput left, JoinInput right, JoinKind kind) {
        Misuse.unless(this, kind != null, "no kind of join");
        check(left, "left");
        check(right, "right");
        Misuse.unless(
                this,
                left.keys().length == right.keys().length,
                left.keys().length + " keys on the left, " + right.keys().length + " on the right");
    }

    private void check(JoinInput input, String side) {
        int width = input.width();
        int[] columns = input.columns();
        Misuse.unless(this, width >= 1, "the " + side + " input has " + width + " values in a row");
        int last = -1;
        for (int column : columns) {
            Misuse.unless(
                    this,
                    column > last && column < width,
                    "columns() of the " + side + " input, of " + width + ": " + Arrays.toString(columns));
            last = column;
        }
        int[] keys = input.keys();
        Misuse.unless(this, keys.length >= 1, "no key on the " + side);
        for (int key : keys) {
            Misuse.unless(
                    this,
                    Arrays.binarySearch(columns, key) >= 0,
                    "key " + key + " of the " + side + " input is not among its columns() " + Arrays.toString(columns));
        }
        Misuse.unless(this, input.about() >= 0, "about() of the " + side + " input is " + input.about());
        Misuse.unless(this, input.orderCost() >= 0, "orderCost() of the " + side + " input is " + input.orderCost());
        Misuse.unless(this, input.lookUpCost() >= 0, "lookUpCost() of the " + side + " input is " + input.lookUpCost());
        Misuse.unless(
                this,
                Double.isInfinite(input.lookUpCost()) || input.aboutEachLookUp() > 0,
                "aboutEachLookUp() of the " + side + " input is " + input.aboutEachLookUp());
    }

    /** What the strategy may use, with spills that are looked after. */
    private final class Context implements JoinContext {
        private final JoinContext context;

        Context(JoinContext context) {
            this.context = context;
        }

        @Override
        public long memoryBytes() {
            return context.memoryBytes();
        }

        @Override
        public RowSpill spill(int width, int[] columns) {
            return new AssertingSpill(AssertingJoin.this, context.spill(width, columns), width, columns);
        }

        @Override
        public void checkCancelled() {
            context.checkCancelled();
        }
    }

    /** The result, as its caller may read it. Of one thread. */
    private final class Result implements RowStream {
        private final RowStream rows;
        private boolean standing;
        private boolean over;
        private boolean closed;

        Result(RowStream rows) {
            this.rows = rows;
        }

        @Override
        public boolean next() {
            Misuse.unless(AssertingJoin.this, !over && !closed, "next() after the last row, a failure or closing");
            over = true; // unless it returns
            standing = rows.next();
            over = !standing;
            return standing;
        }

        @Override
        public Row row() {
            Misuse.unless(AssertingJoin.this, standing && !over && !closed, "row() where next() has not given true");
            return rows.row();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                OPEN.decrementAndGet();
            }
            rows.close();
        }
    }
}
