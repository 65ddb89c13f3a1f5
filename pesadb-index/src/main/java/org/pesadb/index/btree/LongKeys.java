package org.pesadb.index.btree;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * What long keys hold beyond the bytes in their cells, in chains of pages. Cells share a chain: those of one key, and separators,
 * which may need fewer of its bytes. Its first page counts them. The format is drawn in the package's documentation.
 */
final class LongKeys {
    private static final int KIND = 0;
    private static final int BYTES_HERE = KIND + 2;
    private static final int NEXT = BYTES_HERE + 2;
    private static final int CELLS = NEXT + 4;
    private static final int LENGTH = CELLS + 8;
    private static final int BYTES = LENGTH + 4;

    private LongKeys() {}

    /** Tells what is on a page, for people. */
    static void describe(Page page, ByteMap into) {
        long next = page.getUnsignedInt(NEXT);
        int here = page.getShort(BYTES_HERE);
        into.field(KIND, 1, "kind", "long key");
        into.field(BYTES_HERE, 2, "bytes here", String.valueOf(here));
        into.field(NEXT, 4, "next", next == 0 ? "none" : "page " + next);
        into.field(CELLS, 8, "cells", page.getLong(CELLS) + " that lead here, of a first page");
        into.field(LENGTH, 4, "length", page.getInt(LENGTH) + " bytes in the chain, of a first page");
        if (here > 0 && BYTES + here <= page.size()) {
            into.field(BYTES, here, "bytes", "of the key");
        }
    }

    /**
     * Stores what a key has beyond its inline bytes, for one cell.
     *
     * @return the first page
     */
    static long write(TreePages pages, byte[] key, int from) {
        int to = key.length;
        MutablePage page = pages.allocate();
        long first = page.id();
        page.putLong(CELLS, 1);
        page.putInt(LENGTH, to - from);
        int done = from;
        while (true) {
            int part = Math.min(to - done, room(page));
            page.putByte(KIND, Node.LONG_KEY);
            page.putShort(BYTES_HERE, part);
            page.put(BYTES, key, done, part);
            done += part;
            if (done == to) {
                return first;
            }
            MutablePage next = pages.allocate();
            page.putInt(NEXT, (int) next.id());
            page = next;
        }
    }

    private static int room(Page page) {
        return page.size() - BYTES;
    }

    /** Counts one cell more. */
    static void share(TreePages pages, long first) {
        long cells = first(pages, first).getLong(CELLS);
        pages.edit(first).putLong(CELLS, cells + 1);
    }

    /** Counts one cell less, and gives the chain back after the last one. */
    static void release(TreePages pages, long first) {
        Page page = first(pages, first);
        long cells = page.getLong(CELLS);
        if (cells > 1) {
            pages.edit(first).putLong(CELLS, cells - 1);
            return;
        }
        int left = page.getInt(LENGTH);
        long id = first;
        while (true) {
            left -= page.getShort(BYTES_HERE);
            long next = page.getUnsignedInt(NEXT);
            pages.free(id);
            if (left == 0) {
                return;
            }
            id = next;
            page = part(pages, id, left);
        }
    }

    /** How many cells lead to a chain. */
    static long cells(TreePages pages, long first) {
        return first(pages, first).getLong(CELLS);
    }

    /** How many bytes a chain holds. */
    static int length(TreePages pages, long first) {
        return first(pages, first).getInt(LENGTH);
    }

    private static Page first(TreePages pages, long id) {
        Page page = pages.longKey(id);
        int length = page.getInt(LENGTH);
        // A length that damage made up must not ask for memory.
        boolean possible = length > 0 && length <= pages.pageCount() * room(page);
        if (page.getLong(CELLS) <= 0 || !possible) {
            throw pages.damaged(
                    id, "a key for " + page.getLong(CELLS) + " cells, which goes on for " + length + " bytes");
        }
        return checked(pages, page, length);
    }

    private static Page part(TreePages pages, long id, int left) {
        Page page = pages.longKey(id);
        if (page.getLong(CELLS) != 0 || page.getInt(LENGTH) != 0) {
            throw pages.damaged(id, "a key begins where another one goes on");
        }
        return checked(pages, page, left);
    }

    private static Page checked(TreePages pages, Page page, int left) {
        if (page.getShort(BYTES_HERE) != Math.min(left, room(page))) {
            throw pages.damaged(
                    page.id(),
                    "a part of a key of " + page.getShort(BYTES_HERE) + " bytes, where " + left + " are missing");
        }
        if (left == page.getShort(BYTES_HERE) && page.getInt(NEXT) != 0) {
            throw pages.damaged(page.id(), "a key goes on after its end");
        }
        return page;
    }

    /** Refuses a cell that wants more of a chain than there is. */
    private static int checkedLength(TreePages pages, Page first, int wanted) {
        int length = first.getInt(LENGTH);
        if (wanted <= 0 || wanted > length) {
            throw pages.damaged(first.id(), "it holds " + length + " bytes of a key where a cell wants " + wanted);
        }
        return length;
    }

    /**
     * Compares what a chain holds with the end of a key.
     *
     * @param wanted how many of its bytes count
     * @param from   where in the key to begin
     * @return negative, zero or positive, as the chain's come before, with or after the key's
     */
    static int compare(TreePages pages, long first, int wanted, byte[] key, int from) {
        Page page = first(pages, first);
        int stored = checkedLength(pages, page, wanted);
        int done = 0;
        while (true) {
            int part = Math.min(page.getShort(BYTES_HERE), wanted - done);
            int at = page.arrayIndex(BYTES);
            int keyAt = from + done;
            int keyEnd = Math.min(key.length, keyAt + part);
            int order = Arrays.compareUnsigned(page.array(), at, at + part, key, keyAt, keyEnd);
            done += part;
            if (order != 0 || done == wanted) {
                return order != 0 ? order : wanted - (key.length - from);
            }
            page = part(pages, page.getUnsignedInt(NEXT), stored - done);
        }
    }

    /**
     * Reads what a chain holds.
     *
     * @param wanted how many of its bytes
     * @return so many
     */
    static byte[] read(TreePages pages, long first, int wanted) {
        Page page = first(pages, first);
        int stored = checkedLength(pages, page, wanted);
        byte[] bytes = new byte[wanted];
        int done = 0;
        while (true) {
            int part = Math.min(page.getShort(BYTES_HERE), wanted - done);
            page.copyTo(BYTES, bytes, done, part);
            done += part;
            if (done == wanted) {
                return bytes;
            }
            page = part(pages, page.getUnsignedInt(NEXT), stored - done);
        }
    }

    /** Walks all pages of a chain. */
    static void visit(TreePages pages, long first, LongConsumer visit) {
        visit.accept(first);
        Page page = first(pages, first);
        int left = page.getInt(LENGTH) - page.getShort(BYTES_HERE);
        while (left > 0) {
            long next = page.getUnsignedInt(NEXT);
            visit.accept(next);
            page = part(pages, next, left);
            left -= page.getShort(BYTES_HERE);
        }
    }
}
