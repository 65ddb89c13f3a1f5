package org.pesadb.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowStream;

/** Cancelled at any look, and with any call failing: the failure is told as it is, and nothing is left open. */
class JoinFailureTest {
    private static final int ROWS = 1_600;
    private static final long MEMORY = 90 << 10;

    private static JoinStrategy strategy(String name) {
        return JoinModelTest.strategies().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Half of all rows have one key, so that groups are large too. */
    private static ListRows table() {
        return new ListRows(
                        2,
                        IntStream.range(0, ROWS)
                                .mapToObj(i -> new Object[] {(long) (i % 2 == 0 ? 0 : i), "text " + i})
                                .toList())
                .indexed(1);
    }

    private static RowStream joined(String name, JoinKind kind, ListRows left, ListRows right, TestContext context) {
        return strategy(name).join(left.input(ROWS, 0), right.input(ROWS, 0), kind, context);
    }

    /** Reads up to ten thousand of the pairs. */
    private static void read(RowStream joined) {
        for (int i = 0; i < 10_000 && joined.next(); i++) {
            assertTrue(joined.row().size() == 4);
        }
    }

    @ParameterizedTest
    @CsvSource({"hash,INNER", "hash,LEFT", "merge,INNER", "merge,LEFT", "index,LEFT", "loop,LEFT"})
    void cancelledAtAnyLookItClosesEverything(String name, JoinKind kind) {
        TestContext counting = new TestContext(MEMORY);
        try (RowStream whole = joined(name, kind, table(), table(), counting)) {
            read(whole);
        }
        assertTrue(counting.checks() > 10, "looks: " + counting.checks());
        for (int check = 1; check <= counting.checks(); check += 1 + check / 20) {
            ListRows left = table();
            ListRows right = table();
            TestContext context = new TestContext(MEMORY).cancelAtCheck(check);
            RowStream joined = joined(name, kind, left, right, context);
            PesaDbException cancelled = assertThrows(PesaDbException.class, () -> read(joined), "look " + check);
            assertEquals(ErrorCode.CANCELLED, cancelled.code());
            assertTrue(left.closed() && right.closed() && context.open() == 0, "look " + check);
            joined.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"hash,INNER", "hash,LEFT", "merge,INNER"})
    void anyFailingCallOfASpillIsToldAndClosesEverything(String name, JoinKind kind) {
        TestContext counting = new TestContext(MEMORY);
        try (RowStream whole = joined(name, kind, table(), table(), counting)) {
            read(whole);
        }
        assertTrue(counting.spillCalls() > 100, "calls: " + counting.spillCalls());
        for (int call = 1; call <= counting.spillCalls(); call += 1 + call / 100) {
            ListRows left = table();
            ListRows right = table();
            TestContext context = new TestContext(MEMORY).failAtCall(call);
            RowStream joined = joined(name, kind, left, right, context);
            PesaDbException full = assertThrows(PesaDbException.class, () -> read(joined), "call " + call);
            assertEquals(ErrorCode.DISK_FULL, full.code());
            assertTrue(left.closed() && right.closed() && context.open() == 0, "call " + call);
        }
    }

    @ParameterizedTest
    @CsvSource({"hash", "merge", "index", "loop"})
    void closedAnywhereItLeavesNothingOpen(String name) {
        for (int stop : new int[] {0, 1, 100, 5_000}) {
            ListRows left = table();
            ListRows right = table();
            TestContext context = new TestContext(MEMORY);
            RowStream joined = joined(name, JoinKind.LEFT, left, right, context);
            for (int i = 0; i < stop; i++) {
                assertTrue(joined.next());
            }
            joined.close();
            joined.close();
            assertTrue(left.closed() && right.closed() && context.open() == 0, "after " + stop);
            assertThrows(IllegalStateException.class, joined::next);
            assertThrows(IllegalStateException.class, joined::row);
        }
    }

    @ParameterizedTest
    @CsvSource({"hash", "merge", "index", "loop"})
    void aFailureOfEitherInputIsToldWithThoseOfClosing(String name) {
        for (boolean leftFails : new boolean[] {true, false}) {
            RuntimeException failure = new IllegalStateException("torn");
            RuntimeException closing = new IllegalStateException("stuck");
            ListRows left = table();
            ListRows right = table();
            (leftFails ? left : right).failingAt(5, failure).failingToClose(closing);
            TestContext context = new TestContext(1 << 20);
            RowStream joined = joined(name, JoinKind.LEFT, left, right, context);
            RuntimeException told = assertThrows(RuntimeException.class, () -> read(joined));
            assertSame(failure, told);
            assertTrue(List.of(told.getSuppressed()).contains(closing), name);
            assertTrue(left.closed() && right.closed() && context.open() == 0, name);
        }
    }
}
