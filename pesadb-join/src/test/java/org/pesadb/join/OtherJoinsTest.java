package org.pesadb.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowStream;

/** What the joins but the hash join read, hold and say that they cost. */
class OtherJoinsTest {
    private static ListRows numbers(int count) {
        return new ListRows(
                1,
                IntStream.range(0, count).mapToObj(i -> new Object[] {(long) i}).toList());
    }

    private static long count(RowStream joined) {
        long count = 0;
        while (joined.next()) {
            count++;
        }
        return count;
    }

    @Test
    void allAreThereByName() {
        assertTrue(Components.installed()
                .names(ComponentKind.JOIN)
                .containsAll(List.of("hash", "index", "loop", "merge")));
    }

    @Test
    void theIndexJoinReadsOneInputAndLooksItsRowsUp() {
        ListRows small = numbers(10);
        ListRows large = numbers(10_000).indexed(3);
        for (boolean leftSmall : new boolean[] {true, false}) {
            JoinInput left = leftSmall ? small.input(10, 0) : large.input(10_000, 0);
            JoinInput right = leftSmall ? large.input(10_000, 0) : small.input(10, 0);
            assertEquals(50, new IndexJoin().estimate(left, right, JoinKind.INNER));
            try (RowStream joined = new IndexJoin().join(left, right, JoinKind.INNER, new TestContext(1))) {
                assertEquals(10, count(joined));
            }
        }
        assertEquals(0, large.openings());
        assertEquals(20, large.lookUps());
        assertEquals(0, small.lookUps());
    }

    @Test
    void theIndexJoinCannotDoWithoutAnIndexOfTheRightSide() {
        JoinInput with = numbers(10).indexed(1).input(10, 0);
        JoinInput without = numbers(10).input(10, 0);
        IndexJoin join = new IndexJoin();
        assertTrue(Double.isInfinite(join.estimate(without, without, JoinKind.INNER)));
        assertTrue(Double.isInfinite(join.estimate(with, without, JoinKind.LEFT)));
        assertFalse(Double.isInfinite(join.estimate(without, with, JoinKind.LEFT)));
        assertThrows(IllegalArgumentException.class, () -> join.join(with, without, JoinKind.LEFT, new TestContext(1)));
    }

    @Test
    void theMergeJoinReadsEachInputOnceAndEndsWithTheShorterOne() {
        ListRows left = numbers(100);
        ListRows right = numbers(10_000);
        TestContext context = new TestContext(1 << 20);
        try (RowStream joined = new MergeJoin().join(left.input(1, 0), right.input(1, 0), JoinKind.INNER, context)) {
            assertEquals(100, count(joined));
        }
        assertEquals(1, right.openings());
        assertTrue(right.read() <= 101, "right rows: " + right.read());
        assertEquals(0, context.spills());
    }

    @Test
    void theMergeJoinPutsAsideWhatALargeGroupTakes() {
        ListRows left = new ListRows(1, List.of(new Object[] {1L}, new Object[] {1L}, new Object[] {2L}));
        ListRows right = new ListRows(
                2,
                IntStream.range(0, 5_001)
                        .mapToObj(i -> new Object[] {i < 5_000 ? 1L : 2L, (long) i})
                        .toList());
        TestContext context = new TestContext(64 << 10);
        try (RowStream joined = new MergeJoin().join(left.input(1, 0), right.input(1, 0), JoinKind.INNER, context)) {
            assertEquals(10_001, count(joined));
            assertEquals(0, context.open(), "the group of the last key is small");
        }
        assertTrue(context.spilled() > 3_000 && context.spilled() < 5_000, "aside: " + context.spilled());
    }

    @Test
    void theMergeJoinCostsItsOrder() {
        assertEquals(
                10 + 20 + 3 * 10 + 3 * 20,
                new MergeJoin().estimate(numbers(1).input(10, 0), numbers(1).input(20, 0), JoinKind.INNER));
    }

    @Test
    void theLoopJoinReadsTheRightSideOncePerChunk() {
        ListRows left = numbers(4_000);
        ListRows right = numbers(50);
        try (RowStream joined =
                new LoopJoin().join(left.input(1, 0), right.input(1, 0), JoinKind.LEFT, new TestContext(20 << 10))) {
            assertEquals(4_000, count(joined));
        }
        assertTrue(right.openings() > 1 && right.openings() < 8, "chunks: " + right.openings());
        assertEquals(1, left.openings());
        assertEquals(
                10 + 200,
                new LoopJoin().estimate(numbers(1).input(10, 0), numbers(1).input(20, 0), JoinKind.INNER));
    }
}
