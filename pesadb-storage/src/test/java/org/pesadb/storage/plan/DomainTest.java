package org.pesadb.storage.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Operator;
import org.pesadb.api.TextOrder;
import org.pesadb.api.spi.KeyEncoding;

/** Bounds of bytes say what the conditions say, for every pair of values at the edges of their types, whatever follows in the key. */
class DomainTest {
    private static final Long[] NUMBERS = {
        null,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        -257L,
        -256L,
        -1L,
        0L,
        1L,
        254L,
        255L,
        256L,
        65_535L,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
    };

    private static final String[] TEXTS = {
        null,
        "",
        "\0",
        "\0\0",
        "\0\1",
        "\1",
        "a",
        "a\0",
        "a\0\0",
        "a\0b",
        "a\1",
        "aa",
        "ab",
        "b",
        "\u007F",
        "\u00FF",
        "\u00FF\u00FF",
        "\uFFFF",
        "\uD83D\uDE00",
        "\uDBFF\uDFFF",
        "\uDBFF\uDFFFa"
    };

    private static Term term(Operator operator, Object... values) {
        ColumnType type = values.length > 0 && values[0] instanceof Long ? ColumnType.INT : ColumnType.TEXT;
        return new Term(0, type, operator, List.of(values));
    }

    private static Domain domain(Operator operator, Object... values) {
        return Domain.of(term(operator, values));
    }

    private static boolean holds(Operator operator, Object value, Object bound) {
        if (value == null) {
            return false;
        }
        int comparison = value instanceof Long number
                ? number.compareTo((Long) bound)
                : TextOrder.compare((String) value, (String) bound);
        return switch (operator) {
            case EQUAL -> comparison == 0;
            case LESS -> comparison < 0;
            case LESS_OR_EQUAL -> comparison <= 0;
            case GREATER -> comparison > 0;
            case GREATER_OR_EQUAL -> comparison >= 0;
            default -> throw new IllegalArgumentException(operator.symbol());
        };
    }

    /** Whether a range of an index on this column and another one has the key of a row. */
    private static boolean has(Domain domain, byte[] before, Object value, byte[] after) {
        KeyRange range = KeyRange.beginning(before, domain.from(), domain.to());
        byte[] key = KeyRange.append(KeyRange.append(before, KeyEncoding.of(value)), after);
        return (range.from() == null || Arrays.compareUnsigned(range.from(), key) <= 0)
                && (range.to() == null || Arrays.compareUnsigned(key, range.to()) < 0);
    }

    private static void everyPair(Object[] values) {
        byte[][] others = {
            {}, KeyEncoding.ofNull(), KeyEncoding.ofLong(Long.MAX_VALUE), KeyEncoding.ofText("\uDBFF\uDFFF")
        };
        for (Operator operator : List.of(
                Operator.EQUAL, Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL)) {
            for (Object bound : values) {
                if (bound == null) {
                    continue;
                }
                Domain domain = domain(operator, bound);
                assertTrue(domain.isExact());
                boolean any = false;
                for (Object value : values) {
                    boolean wanted = holds(operator, value, bound);
                    any |= wanted;
                    for (byte[] before : others) {
                        for (byte[] after : others) {
                            if (!domain.isEmpty()) {
                                assertEquals(
                                        wanted,
                                        has(domain, before, value, after),
                                        () -> value + " " + operator.symbol() + " " + bound + " by " + domain);
                            }
                        }
                    }
                }
                assertFalse(domain.isEmpty() && any, () -> "nothing is " + operator.symbol() + " " + bound);
            }
        }
    }

    @Test
    void numbers() {
        everyPair(NUMBERS);
        assertTrue(domain(Operator.LESS, Long.MIN_VALUE).isEmpty());
        assertTrue(domain(Operator.GREATER, Long.MAX_VALUE).isEmpty());
    }

    @Test
    void texts() {
        everyPair(TEXTS);
        assertTrue(domain(Operator.LESS, "").isEmpty());
    }

    @Test
    void beginnings() {
        for (String prefix : TEXTS) {
            if (prefix == null) {
                continue;
            }
            Domain domain = domain(Operator.LIKE, prefix + "%");
            assertTrue(domain.isExact() && domain.points() == null);
            for (String value : TEXTS) {
                assertEquals(
                        value != null && value.startsWith(prefix),
                        has(domain, new byte[0], value, KeyEncoding.ofNull()),
                        () -> value + " LIKE " + prefix + "% by " + domain);
            }
        }
        assertTrue(domain(Operator.LIKE, "a%%").isExact());
        assertFalse(domain(Operator.LIKE, "a%b").isExact());
        assertFalse(domain(Operator.LIKE, "a_").isExact());
        assertTrue(domain(Operator.LIKE, "abc").isPoint());
        assertEquals("ab", Domain.prefix("ab_c%"));
    }

    @Test
    void nullIsAValueOfItsOwn() {
        Domain isNull = domain(Operator.IS_NULL);
        assertTrue(isNull.isPoint() && isNull.isExact());
        assertTrue(isNull.and(term(Operator.GREATER_OR_EQUAL, "")).isEmpty());
        assertTrue(isNull.and(term(Operator.NOT_EQUAL, "a")).isEmpty());
        assertTrue(isNull.and(term(Operator.IS_NOT_NULL)).isEmpty());
        assertFalse(domain(Operator.NOT_EQUAL, 5L).isExact());
        assertFalse(has(domain(Operator.NOT_EQUAL, 5L), new byte[0], null, new byte[0]));
        assertTrue(has(domain(Operator.IS_NOT_NULL), new byte[0], "", new byte[0]));
    }

    @Test
    void conditionsMeet() {
        assertTrue(domain(Operator.GREATER, 4L).and(term(Operator.LESS, 5L)).isEmpty());
        assertTrue(domain(Operator.GREATER, 255L).and(term(Operator.LESS, 256L)).isEmpty());
        assertFalse(domain(Operator.GREATER, 4L).and(term(Operator.LESS, 6L)).isEmpty());
        assertTrue(domain(Operator.EQUAL, 4L).and(term(Operator.EQUAL, 5L)).isEmpty());
        Domain few = domain(Operator.IN, 9L, 1L, 5L, 9L).and(term(Operator.GREATER, 1L));
        assertEquals(2, few.points().length);
        assertArrayEquals(KeyEncoding.ofLong(5), few.points()[0]);
        assertArrayEquals(KeyEncoding.ofLong(5), few.from());
        assertArrayEquals(KeyEncoding.ofLong(10), few.to());
        assertTrue(domain(Operator.IN).isEmpty());
        Domain text = domain(Operator.LIKE, "ab%").and(term(Operator.LESS, "abb"));
        assertTrue(has(text, new byte[0], "aba", new byte[0]));
        assertFalse(has(text, new byte[0], "abb", new byte[0]));
    }

    @Test
    void aSuccessorIsTheLeastOneBeyond() {
        assertArrayEquals(new byte[] {2}, KeyRange.successor(new byte[] {1, -1, -1}));
        assertArrayEquals(new byte[] {1, 0, 5}, KeyRange.successor(new byte[] {1, 0, 4}));
        assertArrayEquals(new byte[] {(byte) 0x80}, KeyRange.successor(new byte[] {0x7F, -1}));
        assertThrows(IllegalArgumentException.class, () -> KeyRange.successor(new byte[] {-1}));
    }
}
