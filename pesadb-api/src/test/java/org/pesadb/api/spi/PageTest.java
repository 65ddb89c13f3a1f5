package org.pesadb.api.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PageTest {
    private final byte[] image = new byte[4096];
    private final MutablePage page = new MutablePage(7, PageType.HEAP, 3, image, 24);

    @Test
    void readsBackWhatWasWrittenLittleEndian() {
        page.putByte(0, 0x1FF);
        page.putShort(2, 0xFFFE);
        page.putInt(4, -2);
        page.putLong(8, Long.MIN_VALUE + 1);
        assertEquals(-1, page.getByte(0));
        assertEquals(0xFFFE, page.getShort(2));
        assertEquals(-2, page.getInt(4));
        assertEquals(0xFFFF_FFFEL, page.getUnsignedInt(4));
        assertEquals(Long.MIN_VALUE + 1, page.getLong(8));
        assertEquals((byte) 0xFE, image[24 + 4], "low byte first, behind the pager's header");
    }

    @Test
    void movesAndComparesBytes() {
        page.put(10, new byte[] {1, 2, 3, 4}, 0, 4);
        page.move(10, 12, 4);
        byte[] copy = new byte[6];
        page.copyTo(10, copy, 0, 6);
        assertArrayEquals(new byte[] {1, 2, 1, 2, 3, 4}, copy);
        assertEquals(0, page.compare(12, 4, new byte[] {1, 2, 3, 4}));
        assertTrue(page.compare(12, 4, new byte[] {1, 2, (byte) 0x80}) < 0, "bytes compare without sign");
        page.clear(10, 6);
        assertEquals(0, page.getInt(12));
    }

    @Test
    void nothingReachesThePagersHeaderOrBeyondTheEnd() {
        assertThrows(IndexOutOfBoundsException.class, () -> page.getInt(-4));
        assertThrows(IndexOutOfBoundsException.class, () -> page.putLong(page.size() - 7, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> page.move(0, page.size() - 3, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> page.clear(-1, 1));
        assertEquals(4072, page.size());
    }

    @Test
    void typesKeepTheirNumbers() {
        for (PageType type : PageType.values()) {
            assertEquals(type, PageType.of(type.code()));
        }
        assertEquals(null, PageType.of((byte) 99));
        assertEquals(5, PageType.HEAP.code(), "on disk");
    }
}
