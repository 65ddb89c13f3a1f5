package org.pesadb.it.asserting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.pesadb.api.Row;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;

/** Whoever misuses a join, by how the result is read or by what the inputs and the context give, is told how. */
class AssertingJoinTest {
    private static final Row[] ROWS = {RowBuffer.of(1, "a"), RowBuffer.of(2, "b")};

    private final JoinStrategy loop = new AssertingLoopJoin();

    /** An input that says and gives what it is told to. */
    private static class Given implements JoinInput {
        private final int[] keys;
        private final int[] columns;
        private final Row[] rows;

        Given(int[] keys, int[] columns, Row... rows) {
            this.keys = keys;
            this.columns = columns;
            this.rows = rows;
        }

        @Override
        public int width() {
            return 2;
        }

        @Override
        public int[] keys() {
            return keys;
        }

        @Override
        public int[] columns() {
            return columns;
        }

        @Override
        public long about() {
            return rows.length;
        }

        @Override
        public RowStream rows() {
            return stream(rows);
        }

        @Override
        public double orderCost() {
            return 0;
        }

        @Override
        public RowStream inKeyOrder() {
            return rows();
        }

        @Override
        public double lookUpCost() {
            return 1;
        }

        @Override
        public double aboutEachLookUp() {
            return 1;
        }

        @Override
        public RowStream lookUp(Row row, int[] theirs) {
            return rows();
        }
    }

    private static RowStream stream(Row... rows) {
        Iterator<Row> each = List.of(rows).iterator();
        return new RowStream() {
            private Row row;

            @Override
            public boolean next() {
                boolean more = each.hasNext();
                row = more ? each.next() : null;
                return more;
            }

            @Override
            public Row row() {
                return row;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    private static Given input(Row... rows) {
        return new Given(new int[] {0}, new int[] {0, 1}, rows);
    }

    private static JoinContext context(long memory) {
        return new JoinContext() {
            @Override
            public long memoryBytes() {
                return memory;
            }

            @Override
            public RowSpill spill(int width, int[] columns) {
                throw new IllegalStateException("so few rows need no spill");
            }

            @Override
            public void checkCancelled() {
                // Nobody cancels.
            }
        };
    }

    private RowStream join(JoinInput left, JoinInput right) {
        return loop.join(left, right, JoinKind.INNER, context(1 << 20));
    }

    private static long count(JoinStrategy strategy, JoinInput left, JoinInput right) {
        long rows = 0;
        try (RowStream joined = strategy.join(left, right, JoinKind.INNER, context(1 << 20))) {
            while (joined.next()) {
                rows++;
            }
        }
        return rows;
    }

    @Test
    void whatIsRightIsPassedOnAndCostsAHairMore() {
        long open = AssertingJoin.open();
        assertEquals(2, count(loop, input(ROWS), input(ROWS)));
        assertEquals(open, AssertingJoin.open());
        JoinStrategy right = Components.installed().choose(ComponentKind.JOIN, JoinStrategy.class, "loop");
        double cost = right.estimate(input(ROWS), input(ROWS), JoinKind.LEFT);
        double more = loop.estimate(input(ROWS), input(ROWS), JoinKind.LEFT);
        assertTrue(more > cost && more < cost + 1e-6, cost + " and " + more);
        assertEquals("assert-loop", loop.name());
        assertEquals(right.formatVersion(), loop.formatVersion());
    }

    @Test
    void aResultThatNobodyClosesIsCounted() {
        long open = AssertingJoin.open();
        RowStream joined = join(input(ROWS), input(ROWS));
        assertEquals(open + 1, AssertingJoin.open());
        joined.close();
        joined.close();
        assertEquals(open, AssertingJoin.open());
    }

    @TestFactory
    Stream<DynamicTest> misuseIsTold() {
        Map<String, Executable> misuses = new TreeMap<>();
        misuses.put(
                "1 keys on the left, 2 on the right",
                () -> join(input(), new Given(new int[] {0, 1}, new int[] {0, 1})));
        misuses.put("no key on the left", () -> join(new Given(new int[0], new int[] {0}), input()));
        misuses.put(
                "key 1 of the right input is not among", () -> join(input(), new Given(new int[] {1}, new int[] {0})));
        misuses.put("columns() of the left input", () -> join(new Given(new int[] {0}, new int[] {1, 0}), input()));
        misuses.put("columns() of the right input", () -> join(input(), new Given(new int[] {0}, new int[] {0, 2})));
        misuses.put(
                "about() of the left input is -1",
                () -> loop.estimate(
                        new Given(new int[] {0}, new int[] {0}) {
                            @Override
                            public long about() {
                                return -1;
                            }
                        },
                        input(),
                        JoinKind.INNER));
        misuses.put(
                "orderCost() of the right input is NaN",
                () -> join(input(), new Given(new int[] {0}, new int[] {0}) {
                    @Override
                    public double orderCost() {
                        return Double.NaN;
                    }
                }));
        misuses.put(
                "lookUpCost() of the right input is -1",
                () -> join(input(), new Given(new int[] {0}, new int[] {0}) {
                    @Override
                    public double lookUpCost() {
                        return -1;
                    }
                }));
        misuses.put(
                "aboutEachLookUp() of the right input is 0",
                () -> join(input(), new Given(new int[] {0}, new int[] {0}) {
                    @Override
                    public double aboutEachLookUp() {
                        return 0;
                    }
                }));
        misuses.put("no kind of join", () -> loop.join(input(), input(), null, context(1)));
        misuses.put("memoryBytes() is 0", () -> loop.join(input(), input(), JoinKind.LEFT, context(0)));
        misuses.put("an input of width 2 gives (1)", () -> count(loop, input(RowBuffer.of(1)), input(ROWS)));
        misuses.put("key 0 is class java.lang.Long", () -> count(loop, input(ROWS), input(RowBuffer.of("1", "x"))));
        misuses.put(
                "inKeyOrder() gives a row before",
                () -> count(new AssertingMergeJoin(), input(ROWS[1], ROWS[0]), input(ROWS)));
        misuses.put(
                "a row has NULL in key 0",
                () -> count(new AssertingMergeJoin(), input(RowBuffer.of(null, "x")), input(ROWS)));
        misuses.put(
                "lookUp() gives a row of another key", () -> count(new AssertingIndexJoin(), input(ROWS), input(ROWS)));
        misuses.put("row() where next() has not given true", () -> {
            try (RowStream joined = join(input(ROWS), input(ROWS))) {
                joined.row();
            }
        });
        misuses.put("next() after the last row", () -> {
            try (RowStream joined = join(input(ROWS), input())) {
                assertFalse(joined.next());
                joined.next();
            }
        });
        return misuses.entrySet().stream()
                .map(each -> dynamicTest(each.getKey(), () -> {
                    Misuse misuse = assertThrows(Misuse.class, each.getValue());
                    assertTrue(misuse.getMessage().contains(each.getKey()), misuse::getMessage);
                }));
    }

    @Test
    void aSpillThatGivesOtherRowsBackIsTold() {
        RowSpill forgetful = new AssertingSpill(new AssertingLoopJoin(), new Forgetful(), 2, new int[] {0, 1});
        forgetful.add(ROWS[0]);
        forgetful.add(ROWS[1]);
        try (RowStream rows = forgetful.read()) {
            assertTrue(rows.next());
            Misuse misuse = assertThrows(Misuse.class, rows::next);
            assertTrue(misuse.getMessage().contains("a spill of 2 rows gave back 1"), misuse::getMessage);
        }
        forgetful.close();
    }

    /** A spill that has only its first row. */
    private static final class Forgetful implements RowSpill {
        private long rows;

        @Override
        public void add(Row row) {
            rows++;
        }

        @Override
        public long rows() {
            return rows;
        }

        @Override
        public long bytes() {
            return rows;
        }

        @Override
        public long memoryBytes() {
            return 1;
        }

        @Override
        public RowStream read() {
            return stream(ROWS[0]);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
