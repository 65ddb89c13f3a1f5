package org.pesadb.index.hash;

import java.util.Arrays;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/** Keys too long for an entry, in pages of their own. The format is drawn in the package's documentation. */
final class LongKeys {
    private static final int LENGTH = 2;
    private static final int NEXT = LENGTH + 2;
    private static final int BYTES = NEXT + 4;
    private static final int KIND = 0;

    private LongKeys() {}

    /** Tells what is on a page, for people. */
    static void describe(Page page, ByteMap into) {
        long next = page.getUnsignedInt(NEXT);
        int here = page.getShort(LENGTH);
        into.field(KIND, 1, "kind", "long key");
        into.field(LENGTH, 2, "length", here + " bytes of the key here");
        into.field(NEXT, 4, "next", next == 0 ? "none" : "page " + next);
        if (here > 0 && BYTES + here <= page.size()) {
            into.field(BYTES, here, "bytes", "of the key");
        }
    }

    /**
     * Stores a key.
     *
     * @return its first page
     */
    static long write(Pages pages, byte[] key) {
        MutablePage page = pages.allocate();
        long first = page.id();
        int done = 0;
        while (true) {
            int part = Math.min(key.length - done, page.size() - BYTES);
            page.putByte(KIND, Node.KEY);
            page.putShort(LENGTH, part);
            page.put(BYTES, key, done, part);
            done += part;
            if (done == key.length) {
                return first;
            }
            MutablePage next = pages.allocate();
            page.putInt(NEXT, (int) next.id());
            page = next;
        }
    }

    /** Whether the key that begins in a page is this one, of the same length. */
    static boolean equal(Pages pages, long first, byte[] key) {
        int done = 0;
        for (long id = first; done < key.length; ) {
            Page page = part(pages, id, key.length - done);
            int length = page.getShort(LENGTH);
            int at = page.arrayIndex(BYTES);
            if (!Arrays.equals(page.array(), at, at + length, key, done, done + length)) {
                return false;
            }
            done += length;
            id = page.getUnsignedInt(NEXT);
        }
        return true;
    }

    /**
     * Reads a key.
     *
     * @param visit is given each page before it is read; refuses one that it has seen
     */
    static byte[] read(Pages pages, long first, int length, java.util.function.LongConsumer visit) {
        if (length <= Key.MAX_INLINE) {
            throw pages.damaged(first, "a long key of " + length + " bytes");
        }
        // Grows with what the pages hold: a length that damage made up must not ask for memory.
        byte[] key = new byte[0];
        int done = 0;
        for (long id = first; done < length; ) {
            visit.accept(id);
            Page page = part(pages, id, length - done);
            int part = page.getShort(LENGTH);
            if (key.length < done + part) {
                key = Arrays.copyOf(key, (int) Math.min(length, Math.max(2L * key.length, done + part)));
            }
            page.copyTo(BYTES, key, done, part);
            done += part;
            id = page.getUnsignedInt(NEXT);
            if (done == length && id != 0) {
                throw pages.damaged(page.id(), "a key goes on after its end");
            }
        }
        return key;
    }

    /** Gives the pages of a key back. */
    static void free(Pages pages, long first, int length) {
        long id = first;
        for (int done = 0; done < length; ) {
            Page page = part(pages, id, length - done);
            done += page.getShort(LENGTH);
            long next = page.getUnsignedInt(NEXT);
            pages.free(id);
            id = next;
        }
    }

    private static Page part(Pages pages, long id, int left) {
        Page page = pages.page(id, Node.KEY);
        int length = page.getShort(LENGTH);
        if (length == 0 || length > left || length > page.size() - BYTES) {
            throw pages.damaged(id, "a part of a key of " + length + " bytes, where " + left + " are missing");
        }
        return page;
    }
}
