package org.pesadb.index.hash;

import java.util.BitSet;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * A page of entries. Its slots are in the order of the fingerprints, so that a look-up compares one key, seldom two. The
 * format is drawn in the package's documentation.
 */
final class Bucket {
    private static final int KIND = 0;
    private static final int DEPTH = KIND + 1;
    private static final int COUNT = DEPTH + 1;
    private static final int HEAP = COUNT + 2;
    private static final int LIVE = HEAP + 2;
    private static final int NEXT = LIVE + 2;
    private static final int SLOTS = NEXT + 4;

    private static final int SLOT = 4;
    private static final int FINGERPRINT = 2;

    private Bucket() {}

    static void format(MutablePage page, int kind, int depth) {
        page.putByte(KIND, kind);
        page.putByte(DEPTH, depth);
        page.putInt(NEXT, 0);
        empty(page);
    }

    private static void empty(MutablePage page) {
        page.putShort(COUNT, 0);
        page.putShort(HEAP, page.size());
        page.putShort(LIVE, 0);
    }

    /** Whether the figures of the head are possible. */
    static boolean isSound(Page page) {
        int heap = page.getShort(HEAP);
        return SLOTS + SLOT * count(page) <= heap
                && heap <= page.size()
                && page.getShort(LIVE) <= page.size() - heap
                && Node.depth(page) >= 0
                && Node.depth(page) <= Node.MAX_DEPTH;
    }

    static int count(Page page) {
        return page.getShort(COUNT);
    }

    static long next(Page page) {
        return page.getUnsignedInt(NEXT);
    }

    static void setNext(MutablePage page, long next) {
        page.putInt(NEXT, (int) next);
    }

    static int live(Page page) {
        return page.getShort(LIVE);
    }

    /** Where the entries begin. */
    static int heap(Page page) {
        return page.getShort(HEAP);
    }

    /** The bytes that its entries and their slots take. */
    static int used(Page page) {
        return live(page) + SLOT * count(page);
    }

    static int capacity(Page page) {
        return page.size() - SLOTS;
    }

    static boolean hasRoom(Page page, int entryLength) {
        return used(page) + SLOT + entryLength <= capacity(page);
    }

    static int offset(Page page, int slot) {
        return page.getShort(SLOTS + SLOT * slot);
    }

    static int fingerprint(Page page, int slot) {
        return page.getShort(SLOTS + SLOT * slot + FINGERPRINT);
    }

    static int fingerprint(long hash) {
        return (int) hash & 0xFFFF;
    }

    /**
     * The first slot with a fingerprint or a greater one. Fingerprints are spread evenly, so it is near where their even
     * spread would put it: one or two cache lines are touched, where halving would touch four.
     */
    private static int firstSlot(Page page, int fingerprint) {
        int count = count(page);
        int slot = count * fingerprint >>> 16;
        while (slot > 0 && fingerprint(page, slot - 1) >= fingerprint) {
            slot--;
        }
        while (slot < count && fingerprint(page, slot) < fingerprint) {
            slot++;
        }
        return slot;
    }

    /** The slot of a key, or -1. */
    static int find(Pages pages, Page page, Key key) {
        int fingerprint = fingerprint(key.hash);
        int count = count(page);
        for (int slot = firstSlot(page, fingerprint); slot < count && fingerprint(page, slot) == fingerprint; slot++) {
            if (Entry.matches(pages, page, offset(page, slot), key)) {
                return slot;
            }
        }
        return -1;
    }

    /** Adds an entry for which there is {@linkplain #hasRoom room}. */
    static void add(MutablePage page, long hash, byte[] entry) {
        int count = count(page);
        if (heap(page) - (SLOTS + SLOT * count) < SLOT + entry.length) {
            compact(page);
        }
        int fingerprint = fingerprint(hash);
        int slot = firstSlot(page, fingerprint);
        int from = SLOTS + SLOT * slot;
        page.move(from, from + SLOT, SLOT * (count - slot));
        put(page, slot, fingerprint, entry, 0, entry.length);
    }

    private static void put(MutablePage page, int slot, int fingerprint, byte[] from, int at, int length) {
        int offset = heap(page) - length;
        page.put(offset, from, at, length);
        page.putShort(SLOTS + SLOT * slot, offset);
        page.putShort(SLOTS + SLOT * slot + FINGERPRINT, fingerprint);
        page.putShort(COUNT, count(page) + 1);
        page.putShort(HEAP, offset);
        page.putShort(LIVE, live(page) + length);
    }

    /** Adds another page's entry behind all others: callers go by fingerprint. */
    private static void append(MutablePage page, Page from, int slot) {
        int offset = offset(from, slot);
        int length = Entry.size(from, offset);
        put(page, count(page), fingerprint(from, slot), from.array(), from.arrayIndex(offset), length);
    }

    static void remove(Pages pages, MutablePage page, int slot) {
        int count = count(page);
        int live = live(page) - Entry.size(page, offset(page, slot));
        if (live < 0) {
            throw pages.damaged(page.id(), "its entries take more room than it says");
        }
        int from = SLOTS + SLOT * slot;
        page.move(from + SLOT, from, SLOT * (count - slot - 1));
        page.putShort(COUNT, count - 1);
        page.putShort(LIVE, live);
        if (count == 1) {
            page.putShort(HEAP, page.size());
        }
    }

    private static void compact(MutablePage page) {
        Page old = Pages.copy(page);
        empty(page);
        for (int slot = 0; slot < count(old); slot++) {
            append(page, old, slot);
        }
    }

    /** Of each entry, a bit of its hash. */
    static BitSet bits(Pages pages, Page page, int bit) {
        BitSet ones = new BitSet();
        for (int slot = 0; slot < count(page); slot++) {
            if (Entry.hash(pages, page, offset(page, slot)) << bit < 0) {
                ones.set(slot);
            }
        }
        return ones;
    }

    /** Moves the entries of some slots to an empty page. */
    static void split(MutablePage page, MutablePage other, BitSet slots) {
        Page old = Pages.copy(page);
        empty(page);
        for (int slot = 0; slot < count(old); slot++) {
            append(slots.get(slot) ? other : page, old, slot);
        }
    }

    /** Takes in the entries of another page, for which there is room. */
    static void merge(MutablePage page, Page other) {
        Page old = Pages.copy(page);
        empty(page);
        int mine = 0;
        int its = 0;
        while (mine < count(old) || its < count(other)) {
            if (its == count(other) || mine < count(old) && fingerprint(old, mine) <= fingerprint(other, its)) {
                append(page, old, mine++);
            } else {
                append(page, other, its++);
            }
        }
    }

    /** Tells what stands before the slots. */
    static void describeHead(Page page, String name, ByteMap into) {
        into.field(KIND, 1, "kind", name);
        into.field(DEPTH, 1, "depth", page.getByte(DEPTH) + ": all here agrees in so many bits of the hash");
        into.field(COUNT, 2, "entries", String.valueOf(count(page)));
        into.field(HEAP, 2, "heap", "entries begin at " + heap(page));
        into.field(LIVE, 2, "live", live(page) + " bytes of entries in use");
        into.field(NEXT, 4, "next", next(page) == 0 ? "no page chained" : "page " + next(page));
    }

    /** Tells what stands in a slot. */
    static void describeSlot(Page page, int slot, ByteMap into) {
        into.field(
                SLOTS + SLOT * slot,
                SLOT,
                "slot " + slot,
                "its entry is at " + offset(page, slot) + ", fingerprint "
                        + Integer.toHexString(fingerprint(page, slot)));
    }
}
