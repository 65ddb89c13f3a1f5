package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * A page under edit, of one thread and until its transaction's next savepoint, rollback, commit or
 * {@link PageTransaction#releasePages}, which comes after each row: ask {@link PageWriter#edit} again after each. What is changed in
 * it later is lost. Numbers are little-endian.
 */
@Stable(since = 1)
public final class MutablePage extends Page {
    /**
     * Made by a pager, over an image that is its own.
     *
     * @param id    the page's number
     * @param type  what it is for
     * @param owner the table or index that it belongs to, 0 for the database itself
     * @param image the whole page; kept, not copied
     * @param base  where in it the usable part begins; it reaches to the end
     */
    public MutablePage(long id, PageType type, int owner, byte[] image, int base) {
        super(id, type, owner, image, base);
    }

    /**
     * Writes a byte.
     *
     * @param offset where
     * @param value  its low 8 bits
     */
    public void putByte(int offset, int value) {
        image[base + check(offset, 1)] = (byte) value;
    }

    /**
     * Writes a 16-bit number.
     *
     * @param offset where
     * @param value  its low 16 bits
     */
    public void putShort(int offset, int value) {
        SHORT.set(image, base + check(offset, 2), (short) value);
    }

    /**
     * Writes a 32-bit number.
     *
     * @param offset where
     * @param value  the number; of a page's number, its low 32 bits
     */
    public void putInt(int offset, int value) {
        INT.set(image, base + check(offset, 4), value);
    }

    /**
     * Writes a 64-bit number.
     *
     * @param offset where
     * @param value  the number
     */
    public void putLong(int offset, long value) {
        LONG.set(image, base + check(offset, 8), value);
    }

    /**
     * Writes bytes.
     *
     * @param offset where to begin in the page
     * @param from   where from
     * @param at     where to begin in it
     * @param length how many
     */
    public void put(int offset, byte[] from, int at, int length) {
        System.arraycopy(from, at, image, base + check(offset, length), length);
    }

    /**
     * Moves bytes within the page; the two places may overlap.
     *
     * @param from   where they are
     * @param to     where they go
     * @param length how many
     */
    public void move(int from, int to, int length) {
        System.arraycopy(image, base + check(from, length), image, base + check(to, length), length);
    }

    /**
     * Fills with zeros.
     *
     * @param offset where to begin
     * @param length how many
     */
    public void clear(int offset, int length) {
        int from = base + check(offset, length);
        java.util.Arrays.fill(image, from, from + length, (byte) 0);
    }
}
