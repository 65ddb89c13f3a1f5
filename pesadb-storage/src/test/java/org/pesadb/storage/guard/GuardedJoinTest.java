package org.pesadb.storage.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;

/** Who is told to be at fault where a join fails: the join for what it does, never for what its inputs do. */
class GuardedJoinTest {
    /** A join that does one thing with its left input, and gives what comes of it. */
    private record Doing(Function<JoinInput, RowStream> work, double cost) implements JoinStrategy {
        @Override
        public String name() {
            return "doing";
        }

        @Override
        public int formatVersion() {
            return 1;
        }

        @Override
        public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
            return cost + left.about();
        }

        @Override
        public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
            return work.apply(left);
        }
    }

    /** Rows, of which the first one is asked for before the failure. */
    private static class Failing implements RowStream {
        private final RuntimeException failure;
        private int asked;

        Failing(RuntimeException failure) {
            this.failure = failure;
        }

        @Override
        public boolean next() {
            if (++asked == 2 && failure != null) {
                throw failure;
            }
            return asked < 3;
        }

        @Override
        public Row row() {
            return RowBuffer.of(1, 2);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** An input of one column; every way to read it gives rows that fail, or fails itself. */
    private record Input(RuntimeException failure, boolean atOnce) implements JoinInput {
        private RowStream open() {
            if (atOnce) {
                throw failure;
            }
            return new Failing(failure);
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public int[] keys() {
            return new int[1];
        }

        @Override
        public int[] columns() {
            return new int[1];
        }

        @Override
        public long about() {
            if (atOnce) {
                throw failure;
            }
            return 2;
        }

        @Override
        public RowStream rows() {
            return open();
        }

        @Override
        public double orderCost() {
            return 0;
        }

        @Override
        public RowStream inKeyOrder() {
            return open();
        }

        @Override
        public double lookUpCost() {
            return failure == null ? Double.POSITIVE_INFINITY : 1;
        }

        @Override
        public double aboutEachLookUp() {
            return 1;
        }

        @Override
        public RowStream lookUp(Row row, int[] theirs) {
            return open();
        }
    }

    private static final Input SOUND = new Input(null, false);

    private static JoinStrategy guarded(JoinStrategy join) {
        TableSchema result =
                new TableSchema("both", List.of(Column.of("a", ColumnType.INT), Column.of("b", ColumnType.INT)));
        return GuardedJoin.of(join, result, new int[] {0, 1});
    }

    private static PesaDbException failing(Function<JoinInput, RowStream> work, Input input) {
        JoinStrategy join = guarded(new Doing(work, 1));
        return assertThrows(PesaDbException.class, () -> {
            try (RowStream rows = join.join(input, SOUND, JoinKind.INNER, null)) {
                while (rows.next()) {
                    assertEquals(2, rows.row().size());
                }
            }
        });
    }

    @Test
    void whatFailsInAnInputIsNotTheJoinsFault() {
        RuntimeException fault = new IllegalStateException("a fault of the engine");
        PesaDbException known = new PesaDbException(ErrorCode.CORRUPT, "page 7");
        for (boolean atOnce : new boolean[] {true, false}) {
            for (Function<JoinInput, RowStream> way : new Way[] {
                JoinInput::rows, JoinInput::inKeyOrder, input -> input.lookUp(RowBuffer.of(1), new int[1])
            }) {
                PesaDbException told = failing(way, new Input(fault, atOnce));
                assertEquals(ErrorCode.INTERNAL, told.code(), told::toString);
                assertSame(fault, told.getCause());
                assertSame(known, failing(way, new Input(known, atOnce)));
            }
        }
        JoinStrategy join = guarded(new Doing(JoinInput::rows, 1));
        assertEquals(3, join.estimate(SOUND, SOUND, JoinKind.LEFT));
        assertEquals(
                ErrorCode.INTERNAL,
                assertThrows(PesaDbException.class, () -> join.estimate(new Input(fault, true), SOUND, JoinKind.INNER))
                        .code());
    }

    /** Only to make an array of functions. */
    private interface Way extends Function<JoinInput, RowStream> {}

    @Test
    void whatAJoinDoesAgainstTheContractIs() {
        RuntimeException unused = new IllegalStateException("unused");
        Way readsOn = input -> {
            RowStream rows = input.rows();
            while (rows.next()) {
                assertTrue(rows.row() != null);
            }
            rows.next();
            return rows;
        };
        Way readsAfterClosing = input -> {
            RowStream rows = input.rows();
            rows.close();
            rows.next();
            return rows;
        };
        Way looksUpWithoutAnIndex = input -> input.lookUp(RowBuffer.of(1), new int[1]);
        Way givesNothing = input -> null;
        for (Way way : new Way[] {readsOn, readsAfterClosing, looksUpWithoutAnIndex, givesNothing}) {
            PesaDbException told = failing(way, SOUND);
            assertEquals(ErrorCode.BAD_PLUGIN, told.code(), told::toString);
            assertTrue(told.getMessage().contains("doing"), told::toString);
        }
        Way wrongKeys = input -> input.lookUp(RowBuffer.of(1), new int[3]);
        assertEquals(
                ErrorCode.BAD_PLUGIN,
                failing(wrongKeys, new Input(unused, false)).code());
        for (double noCost : new double[] {Double.NaN, -1e9, Double.NEGATIVE_INFINITY}) {
            JoinStrategy join = guarded(new Doing(JoinInput::rows, noCost));
            assertEquals(
                    ErrorCode.BAD_PLUGIN,
                    assertThrows(PesaDbException.class, () -> join.estimate(SOUND, SOUND, JoinKind.INNER))
                            .code());
        }
    }

    @Test
    void rowsOfAnotherWidthAreRefused() {
        JoinStrategy narrow = guarded(new Doing(
                input -> new Failing(null) {
                    @Override
                    public Row row() {
                        return RowBuffer.of(1);
                    }
                },
                1));
        try (RowStream rows = narrow.join(SOUND, SOUND, JoinKind.INNER, null)) {
            assertTrue(rows.next());
            assertEquals(
                    ErrorCode.BAD_PLUGIN,
                    assertThrows(PesaDbException.class, rows::row).code());
        }
    }
}
