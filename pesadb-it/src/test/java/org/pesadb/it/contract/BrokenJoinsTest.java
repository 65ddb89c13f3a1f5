package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;

/** Joins that do one thing wrong each, as authors do, and the rule that says so. */
class BrokenJoinsTest {
    private static final String MEMORY = "a large join stays within its memory";

    private static final Map<String, Integer> SMALL = Map.of("join-rows", 1_000, "join-rounds", 6);

    /** What is judged now. */
    private static JoinStrategy judged;

    /** The contract as an author runs it. */
    static class Judged extends JoinContract {
        @Override
        protected JoinStrategy provider() {
            return judged;
        }
    }

    /** Judges a part by the rules whose names begin so. */
    private static Verdict judge(JoinStrategy strategy, String rule) {
        judged = strategy;
        try (Sizes small = Sizes.set(SMALL)) {
            return Verdict.of(Judged.class, rule);
        }
    }

    @Test
    void aJoinThatHoldsAllInMemoryBreaksNoOtherRule() {
        Verdict verdict = judge(new PlainJoin(), "");
        assertEquals(1, verdict.broken().size(), () -> verdict.broken().toString());
        assertTrue(
                verdict.broken().keySet().iterator().next().startsWith(MEMORY),
                () -> verdict.broken().toString());
        assertTrue(verdict.rules() > 20, "rules: " + verdict.rules());
    }

    @TestFactory
    Stream<DynamicTest> everyBrokenJoinFailsTheRuleThatItBreaks() {
        Map<JoinStrategy, String> broken = new LinkedHashMap<>();
        broken.put(new NullEqualsNull(), "NULL equals nothing");
        broken.put(new DropsLeftRows(), "a LEFT join keeps each left row");
        broken.put(new KeepsRowsOfOthers(), "a row that is kept is copied");
        broken.put(new NeverCloses(), "everything is closed after the last row");
        broken.put(new ClosesAtTheEndOnly(), "everything is closed where the result is closed early");
        broken.put(new ForgetsASpill(), "everything is closed after the last row");
        broken.put(new NeverAsks(), "it asks at least every thousand rows");
        broken.put(new GoesOnWhenCancelled(), "cancelled it ends");
        broken.put(new SwapsSides(), "the left columns come first");
        broken.put(new KnowsNoCost(), "an estimate is a cost or infinite");
        broken.put(new ReadsToEstimate(), "an estimate is a cost or infinite");
        broken.put(new WrapsFailures(), "what an input throws goes through");
        broken.put(new ComparesTheFirstKey(), "keys are compared wholly");
        broken.put(new HoldsTheRow(), "several joins go on at a time");
        return broken.entrySet().stream()
                .map(each -> dynamicTest(each.getKey().getClass().getSimpleName(), () -> {
                    Verdict verdict = judge(each.getKey(), each.getValue());
                    assertEquals(1, verdict.rules(), "rules that begin with: " + each.getValue());
                    assertEquals(1, verdict.broken().size(), "broken rules that begin with: " + each.getValue());
                }));
    }

    private static final class NullEqualsNull extends PlainJoin {
        @Override
        boolean pairs(List<Object> key) {
            return true;
        }
    }

    private static final class DropsLeftRows extends PlainJoin {
        @Override
        boolean keepsLeft() {
            return false;
        }
    }

    private static final class KeepsRowsOfOthers extends PlainJoin {
        @Override
        Row keep(Row row) {
            return row;
        }
    }

    private static final class NeverCloses extends PlainJoin {
        @Override
        void closeRight(RowStream rows) {
            // That is what is wrong with it.
        }
    }

    private static final class ClosesAtTheEndOnly extends PlainJoin {
        @Override
        void closeLeft(RowStream rows, boolean early) {
            if (!early) {
                rows.close();
            }
        }
    }

    private static final class ForgetsASpill extends PlainJoin {
        @Override
        public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
            RowSpill aside = context.spill(right.width(), right.columns());
            assertEquals(0, aside.rows());
            return super.join(left, right, kind, context);
        }
    }

    private static final class NeverAsks extends PlainJoin {
        @Override
        void check(JoinContext context) {
            // That is what is wrong with it.
        }
    }

    private static final class GoesOnWhenCancelled extends PlainJoin {
        @Override
        void check(JoinContext context) {
            try {
                context.checkCancelled();
            } catch (PesaDbException cancelled) {
                assertEquals(ErrorCode.CANCELLED, cancelled.code());
            }
        }
    }

    private static final class SwapsSides extends PlainJoin {
        @Override
        Row pair(Row one, int leftWidth, Row other, int rightWidth) {
            return other == null
                    ? super.pair(one, leftWidth, null, rightWidth)
                    : super.pair(other, rightWidth, one, leftWidth);
        }
    }

    private static final class KnowsNoCost extends PlainJoin {
        @Override
        public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
            return (double) left.about() / right.about() * 0 + left.about();
        }
    }

    private static final class ReadsToEstimate extends PlainJoin {
        @Override
        public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
            try (RowStream rows = right.rows()) {
                return rows.next() ? super.estimate(left, right, kind) : 0;
            }
        }
    }

    private static final class WrapsFailures extends PlainJoin {
        @Override
        public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
            try {
                return super.join(left, right, kind, context);
            } catch (PesaDbException failed) {
                throw new IllegalStateException("the join failed", failed);
            }
        }
    }

    private static final class ComparesTheFirstKey extends PlainJoin {
        @Override
        public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
            return super.join(new FirstKey(left), new FirstKey(right), kind, context);
        }

        /** An input whose other keys are left out. */
        private record FirstKey(JoinInput input) implements JoinInput {
            @Override
            public int width() {
                return input.width();
            }

            @Override
            public int[] keys() {
                return new int[] {input.keys()[0]};
            }

            @Override
            public int[] columns() {
                return input.columns();
            }

            @Override
            public long about() {
                return input.about();
            }

            @Override
            public RowStream rows() {
                return input.rows();
            }

            @Override
            public double orderCost() {
                return input.orderCost();
            }

            @Override
            public RowStream inKeyOrder() {
                return input.inKeyOrder();
            }

            @Override
            public double lookUpCost() {
                return input.lookUpCost();
            }

            @Override
            public double aboutEachLookUp() {
                return input.aboutEachLookUp();
            }

            @Override
            public RowStream lookUp(Row row, int[] keys) {
                return input.lookUp(row, keys);
            }
        }
    }

    /** It has a row of its own for all joins. */
    private static final class HoldsTheRow extends PlainJoin {
        private Row last;

        @Override
        public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
            RowStream rows = super.join(left, right, kind, context);
            return new RowStream() {
                @Override
                public boolean next() {
                    boolean more = rows.next();
                    last = more ? rows.row() : last;
                    return more;
                }

                @Override
                public Row row() {
                    return last;
                }

                @Override
                public void close() {
                    rows.close();
                }
            };
        }
    }
}
