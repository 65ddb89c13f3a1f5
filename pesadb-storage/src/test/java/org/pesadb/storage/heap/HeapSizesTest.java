package org.pesadb.storage.heap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.spi.PageType;

/** Rows of every size: within a page, at its edge and far beyond. */
class HeapSizesTest {
    private final Random random = new Random(1);

    @ParameterizedTest
    @ValueSource(ints = {240, HeapFixture.USABLE_BYTES})
    void everyLengthUpToTwoPagesComesBack(int usable) {
        HeapFixture table = new HeapFixture(usable);
        for (int length = 0; length <= 2 * usable + 50; length++) {
            table.insert(HeapFixture.bytes(random, length));
        }
        table.assertAgrees("all lengths");
    }

    @Test
    void everyLengthTurnsIntoEveryKindOfLength() {
        int usable = 240;
        int[] others = {0, 20, 110, usable - 25, usable - 20, usable - 16, usable - 8, usable, 3 * usable};
        for (int length = 0; length <= 2 * usable; length += length > usable - 40 && length < usable + 20 ? 1 : 17) {
            HeapFixture table = new HeapFixture(usable);
            long neighbour = table.insert(HeapFixture.bytes(random, 30));
            long id = table.insert(HeapFixture.bytes(random, length));
            for (int other : others) {
                table.update(id, HeapFixture.bytes(random, other));
                table.update(id, HeapFixture.bytes(random, length));
                table.update(neighbour, HeapFixture.bytes(random, other));
            }
            table.assertAgrees("length " + length);
        }
    }

    @Test
    void aRowOfFiftyMegabytesGrowsShrinksAndGoes() {
        HeapFixture table = new HeapFixture(HeapFixture.USABLE_BYTES);
        byte[] large = HeapFixture.bytes(random, 50 << 20);
        long id = table.insert(large);
        assertArrayEquals(large, table.read(id));
        table.update(id, new byte[] {1});
        assertEquals(0, table.pages.used(PageType.OVERFLOW), "its pages come back when it shrinks");
        table.update(id, large);
        assertArrayEquals(large, table.read(id));
        table.delete(id);
        assertNull(table.read(id));
        assertEquals(0, table.pages.used(PageType.OVERFLOW), "and when it goes");
    }

    @Test
    void aPartOfAnArrayIsInserted() {
        HeapFixture table = new HeapFixture(HeapFixture.USABLE_BYTES);
        byte[] row = {9, 1, 2, 3, 9};
        long id = table.heap.insert(table.pages, row, 1, 3);
        assertArrayEquals(new byte[] {1, 2, 3}, table.read(id));
    }
}
