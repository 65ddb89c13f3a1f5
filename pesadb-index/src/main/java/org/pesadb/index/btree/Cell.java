package org.pesadb.index.btree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * One entry in a page, without what its slot and the page's prefix say of its key. The format is drawn in the package's
 * documentation.
 */
final class Cell {
    /** The most bytes of a key behind the prefix that a cell's form can say. */
    static final int MAX_SUFFIX = 0x7FF;

    private static final int FORM = 0;
    private static final int AFTER_FORM = FORM + 2;
    private static final int CHILD_BYTES = 4;
    private static final int LENGTH_BYTES = 4;
    private static final int LONG_BYTES = LENGTH_BYTES + 4;
    private static final int MAX_ROW_BYTES = 8;

    /** The most bytes of a cell that are not its key's. */
    static final int MAX_EXTRA = AFTER_FORM + CHILD_BYTES + MAX_ROW_BYTES + LONG_BYTES;

    private static final int ROW_BYTES_MASK = 0xF;
    private static final int LONG = 0x10;
    private static final int SUFFIX_SHIFT = 5;

    private static final VarHandle BIG_ENDIAN = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Cell() {}

    /** The bytes of a key from one index on that its slot holds, as a number that orders as they do; zeros where they end. */
    static int head(byte[] key, int from, int to) {
        int left = to - from;
        if (left >= Node.HEAD_BYTES) {
            return (int) BIG_ENDIAN.get(key, from);
        }
        int head = 0;
        for (int i = 0; i < left; i++) {
            head |= (key[from + i] & 0xFF) << 24 - 8 * i;
        }
        return head;
    }

    static int form(Page page, int at) {
        return page.getShort(at + FORM);
    }

    static int suffix(int form) {
        return form >>> SUFFIX_SHIFT;
    }

    /** The bytes of the key in the cell itself. */
    static int rest(int form) {
        return Math.max(0, suffix(form) - Node.HEAD_BYTES);
    }

    static boolean isLong(int form) {
        return (form & LONG) != 0;
    }

    private static int rowBytes(int form) {
        return Objects.checkIndex(form & ROW_BYTES_MASK, MAX_ROW_BYTES + 1);
    }

    /** How many bytes a row takes; that of a separator without one, which is -1, none. */
    static int rowBytes(long row) {
        return row < 0 ? 0 : Math.max(1, Long.BYTES - Long.numberOfLeadingZeros(row) / 8);
    }

    private static int rowAt(Page page, int at) {
        return at + AFTER_FORM + (Node.isLeaf(page) ? 0 : CHILD_BYTES);
    }

    /** Where the bytes of the key in the cell are. */
    static int restAt(Page page, int at, int form) {
        return rowAt(page, at) + rowBytes(form);
    }

    /** The row, or -1 of a separator without one. Of damage, other negative numbers. */
    static long row(Page page, int at) {
        return rowAt(page, rowAt(page, at), rowBytes(form(page, at)));
    }

    /** The row of a leaf's cell, for scans. */
    static long leafRow(Page page, int at) {
        return rowAt(page, at + AFTER_FORM, rowBytes(form(page, at)));
    }

    private static long rowAt(Page page, int from, int bytes) {
        if (bytes == 0) {
            return -1;
        }
        if (from + Long.BYTES <= page.size()) {
            return page.getLong(from) & -1L >>> Long.SIZE - 8 * bytes;
        }
        long row = 0;
        for (int i = 0; i < bytes; i++) {
            row |= (page.getByte(from + i) & 0xFFL) << 8 * i;
        }
        return row;
    }

    static long child(Page page, int at) {
        return page.getUnsignedInt(at + AFTER_FORM);
    }

    private static int longAt(Page page, int at) {
        int form = form(page, at);
        return restAt(page, at, form) + rest(form);
    }

    /** The length of a long key, all of it. */
    static int longLength(Page page, int at) {
        return page.getInt(longAt(page, at));
    }

    /** Where a long key goes on. */
    static long longPage(Page page, int at) {
        return page.getUnsignedInt(longAt(page, at) + LENGTH_BYTES);
    }

    static int size(Page page, int at) {
        int form = form(page, at);
        return longAt(page, at) - at + (isLong(form) ? LONG_BYTES : 0);
    }

    static int size(Entry entry, int prefix, boolean leaf) {
        return size(entry.inline, entry.row, entry.isLong(), prefix, leaf);
    }

    static int size(int inline, long row, boolean isLong, int prefix, boolean leaf) {
        return AFTER_FORM
                + (leaf ? 0 : CHILD_BYTES)
                + rowBytes(row)
                + Math.max(0, inline - prefix - Node.HEAD_BYTES)
                + (isLong ? LONG_BYTES : 0);
    }

    static void write(MutablePage page, int at, Entry entry, int prefix) {
        int suffix = entry.inline - prefix;
        int rowBytes = rowBytes(entry.row);
        page.putShort(at + FORM, suffix << SUFFIX_SHIFT | (entry.isLong() ? LONG : 0) | rowBytes);
        int next = at + AFTER_FORM;
        if (!Node.isLeaf(page)) {
            page.putInt(next, (int) entry.child);
            next += CHILD_BYTES;
        }
        for (int i = 0; i < rowBytes; i++) {
            page.putByte(next++, (int) (entry.row >>> 8 * i));
        }
        if (suffix > Node.HEAD_BYTES) {
            int rest = suffix - Node.HEAD_BYTES;
            page.put(next, entry.bytes, entry.from + prefix + Node.HEAD_BYTES, rest);
            next += rest;
        }
        if (entry.isLong()) {
            page.putInt(next, entry.length);
            page.putInt(next + LENGTH_BYTES, (int) entry.longPage);
        }
    }

    /**
     * Copies the key of a slot, as far as it is in the page.
     *
     * @return how many bytes it is
     */
    static int copyKey(Page page, int slot, byte[] into, int at) {
        int prefix = Node.prefixLength(page);
        int cell = Node.cell(page, slot);
        int form = form(page, cell);
        Node.copyPrefix(page, into, at);
        int next = at + prefix;
        int head = Node.head(page, slot);
        for (int i = 0; i < Math.min(Node.HEAD_BYTES, suffix(form)); i++) {
            into[next++] = (byte) (head >>> 24 - 8 * i);
        }
        page.copyTo(restAt(page, cell, form), into, next, rest(form));
        return prefix + suffix(form);
    }
}
