package org.pesadb.api.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.pesadb.api.Stable;

/**
 * A version of a page, to be read. Offsets run from 0 to {@link #size()}; the pager's own header lies outside. Numbers are
 * little-endian.
 *
 * <p>A page from a snapshot never changes: threads share it and may keep it. Within a write transaction a page is what
 * the transaction sees now, and changes with its edits.
 */
@Stable(since = 1)
public sealed class Page permits MutablePage {
    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    final byte[] image;
    final int base;
    private final long id;
    private final PageType type;
    private final int owner;

    /**
     * Made by a pager, over an image that nobody changes any more.
     *
     * @param id    the page's number
     * @param type  what it is for
     * @param owner the table or index that it belongs to, 0 for the database itself
     * @param image the whole page; kept, not copied
     * @param base  where in it the usable part begins; it reaches to the end
     */
    public Page(long id, PageType type, int owner, byte[] image, int base) {
        this.id = id;
        this.type = Objects.requireNonNull(type);
        this.owner = owner;
        this.image = image;
        this.base = Objects.checkIndex(base, image.length);
    }

    /**
     * The page's number.
     *
     * @return 0 to 2^32 - 1
     */
    public final long id() {
        return id;
    }

    /**
     * What it is for.
     *
     * @return never null
     */
    public final PageType type() {
        return type;
    }

    /**
     * The table or index that it belongs to.
     *
     * @return its number in the catalog; 0 for the database itself
     */
    public final int owner() {
        return owner;
    }

    /**
     * The number of usable bytes.
     *
     * @return the same for every page of a pager but page 0
     */
    public final int size() {
        return image.length - base;
    }

    /**
     * A byte.
     *
     * @param offset where
     * @return -128 to 127
     */
    public final byte getByte(int offset) {
        return image[base + check(offset, 1)];
    }

    /**
     * A 16-bit number.
     *
     * @param offset where
     * @return 0 to 65,535
     */
    public final int getShort(int offset) {
        return (short) SHORT.get(image, base + check(offset, 2)) & 0xFFFF;
    }

    /**
     * A 32-bit number.
     *
     * @param offset where
     * @return signed
     */
    public final int getInt(int offset) {
        return (int) INT.get(image, base + check(offset, 4));
    }

    /**
     * A 32-bit number without sign, such as a page's.
     *
     * @param offset where
     * @return 0 to 2^32 - 1
     */
    public final long getUnsignedInt(int offset) {
        return getInt(offset) & 0xFFFF_FFFFL;
    }

    /**
     * A 64-bit number.
     *
     * @param offset where
     * @return signed
     */
    public final long getLong(int offset) {
        return (long) LONG.get(image, base + check(offset, 8));
    }

    /**
     * Copies bytes out.
     *
     * @param offset where to begin in the page
     * @param into   where to
     * @param at     where to begin in it
     * @param length how many
     */
    public final void copyTo(int offset, byte[] into, int at, int length) {
        System.arraycopy(image, base + check(offset, length), into, at, length);
    }

    /**
     * Compares bytes of the page with others, as unsigned bytes.
     *
     * @param offset where to begin in the page
     * @param length how many of the page's
     * @param other  the others, all of them
     * @return negative, zero or positive, as the page's come before, with or after the others
     */
    public final int compare(int offset, int length, byte[] other) {
        int from = base + check(offset, length);
        return java.util.Arrays.compareUnsigned(image, from, from + length, other, 0, other.length);
    }

    /**
     * The array that holds the page, for those who read in bulk and cannot afford a copy, such as a row codec. It is
     * shared with the cache: whoever writes to it damages the database for everybody.
     *
     * @return not to be written to, nor kept beyond a write transaction
     */
    public final byte[] array() {
        return image;
    }

    /**
     * Where {@link #array()} holds an offset.
     *
     * @param offset an offset of this page
     * @return an index of the array
     */
    public final int arrayIndex(int offset) {
        return base + offset;
    }

    final int check(int offset, int length) {
        // An offset comes from bytes on disk: one outside the usable part is damage, never the pager's header.
        return Objects.checkFromIndexSize(offset, length, image.length - base);
    }

    @Override
    public String toString() {
        return "page " + id + " (" + type + ", owner " + owner + ")";
    }
}
