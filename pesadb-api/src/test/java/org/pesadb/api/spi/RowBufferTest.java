package org.pesadb.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RowBufferTest {
    @Test
    void holdsEveryKindOfValue() {
        RowBuffer row = RowBuffer.of(7L, "x", null);
        assertEquals(7, row.getLong(0));
        assertEquals("x", row.getText(1));
        assertTrue(row.isNull(2));
        assertNull(row.getText(2));
        assertEquals(7L, row.get(0));
        row.clear();
        assertTrue(row.isNull(0));
    }

    @Test
    void textMayStayInSomebodysBytes() {
        byte[] bytes = "..Zürich..".getBytes(StandardCharsets.UTF_8);
        RowBuffer row = new RowBuffer(1);
        row.setUtf8(0, bytes, 2, bytes.length - 4);
        RowBuffer copy = RowBuffer.copyOf(row);
        assertEquals("Zürich", row.getText(0));
        assertEquals("Zürich", copy.get(0));
        assertThrows(IndexOutOfBoundsException.class, () -> row.setUtf8(0, bytes, 5, bytes.length));
    }

    @Test
    void refusesTheOtherType() {
        RowBuffer row = RowBuffer.of(7L, "x");
        assertThrows(IllegalStateException.class, () -> row.getText(0));
        assertThrows(IllegalStateException.class, () -> row.getLong(1));
    }
}
