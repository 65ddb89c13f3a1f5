package org.pesadb.api.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pesadb.api.TextOrder;
import org.pesadb.testing.Seeds;

class KeyEncodingTest {
    private static final Comparator<Object> VALUES = (a, b) -> {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? -1 : 1;
        }
        return a instanceof Long number ? number.compareTo((Long) b) : TextOrder.compare((String) a, (String) b);
    };

    @Test
    void bytesAreAsDrawn() {
        assertArrayEquals(new byte[] {0}, KeyEncoding.ofNull());
        assertArrayEquals(new byte[] {1, (byte) 0x80, 0, 0, 0, 0, 0, 0, 7}, KeyEncoding.ofLong(7));
        assertArrayEquals(new byte[] {1, 0x7F, -1, -1, -1, -1, -1, -1, -1}, KeyEncoding.ofLong(-1));
        assertArrayEquals(new byte[] {2, 'a', 0, (byte) 0xFF, 'b', 0, 0}, KeyEncoding.ofText("a\0b"));
        assertArrayEquals(new byte[] {2, 0, 0}, KeyEncoding.ofText(""));
    }

    @Test
    void orderOfKeysIsOrderOfValues() {
        Random random = Seeds.random("KeyEncodingTest");
        for (int i = 0; i < 20_000; i++) {
            boolean number = random.nextBoolean();
            Object a = value(random, number);
            Object b = random.nextInt(5) == 0 ? a : value(random, number);
            assertEquals(
                    Integer.signum(VALUES.compare(a, b)),
                    Integer.signum(Arrays.compareUnsigned(KeyEncoding.of(a), KeyEncoding.of(b))),
                    () -> a + " and " + b);
        }
    }

    @Test
    void orderHoldsForSeveralValuesInARow() {
        Random random = Seeds.random("KeyEncodingTest");
        for (int i = 0; i < 20_000; i++) {
            Object[] a = {value(random, false), value(random, true), value(random, false)};
            Object[] b = a.clone();
            int changed = random.nextInt(3);
            b[changed] = value(random, changed == 1);
            if (changed < 2 && random.nextBoolean()) {
                b[2] = value(random, false);
            }
            int expected = 0;
            for (int j = 0; j < 3 && expected == 0; j++) {
                expected = VALUES.compare(a[j], b[j]);
            }
            byte[] left = KeyEncoding.of(RowBuffer.of(a), 0, 1, 2);
            byte[] right = KeyEncoding.of(RowBuffer.of(b), 0, 1, 2);
            assertEquals(
                    Integer.signum(expected),
                    Integer.signum(Arrays.compareUnsigned(left, right)),
                    () -> Arrays.toString(a) + " and " + Arrays.toString(b));
        }
    }

    private static Object value(Random random, boolean number) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        return number ? (Object) (random.nextLong() >> random.nextInt(64)) : Seeds.text(random, 4);
    }

    @Test
    void aNullIsFoundWhereverItStandsInAKey() {
        for (Object[] values : new Object[][] {{1L, "a\0b", ""}, {"", Long.MIN_VALUE}, {0L}, {"\0"}, {"\0\0", "x"}}) {
            assertFalse(KeyEncoding.hasNull(key(values)));
            for (int at = 0; at < values.length; at++) {
                Object[] changed = values.clone();
                changed[at] = null;
                assertTrue(KeyEncoding.hasNull(key(changed)));
            }
        }
    }

    private static byte[] key(Object... values) {
        int[] columns = java.util.stream.IntStream.range(0, values.length).toArray();
        return KeyEncoding.of(RowBuffer.of(values), columns);
    }
}
