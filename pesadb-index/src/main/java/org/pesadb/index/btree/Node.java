package org.pesadb.index.btree;

import java.util.Arrays;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * A page of the tree: a leaf or an inner page. What all its keys begin with stands once, as its prefix; a slot for each cell follows,
 * in the order of the keys. The format is drawn in the package's documentation.
 */
final class Node {
    /** Kinds of page. */
    static final int LEAF = 1;

    static final int INNER = 2;
    static final int LONG_KEY = 3;

    /** The level of the highest root that can be: two children each would be 2^32 leaves. */
    static final int MAX_LEVEL = 31;

    private static final int KIND = 0;
    private static final int LEVEL = KIND + 1;
    private static final int FLAGS = LEVEL + 1;
    private static final int COUNT = FLAGS + 2;
    private static final int CELLS = COUNT + 2;
    private static final int LIVE = CELLS + 2;
    private static final int PREFIX_LENGTH = LIVE + 2;
    private static final int LAST_INSERT = PREFIX_LENGTH + 2;
    private static final int LEFT = LAST_INSERT + 4;
    private static final int RIGHT = LEFT + 4;
    private static final int PREFIX = RIGHT + 4;

    /** Flags. */
    private static final int ROOT = 1;

    private static final int UNIQUE = 2;

    /** In a slot: where its cell is, and the first bytes of its key after the prefix. */
    static final int SLOT_BYTES = 6;

    static final int SLOT_HEAD = 2;
    static final int HEAD_BYTES = 4;

    private static final int NO_INSERT = 0xFFFF;

    /** So many cells of any size fit into a page, so that a split leaves something on both sides. */
    private static final int LEAST_CELLS = 4;

    private Node() {}

    /** Makes an empty page of a level, 0 for a leaf, that is not a root. */
    static void format(MutablePage page, int level) {
        page.putByte(KIND, level == 0 ? LEAF : INNER);
        page.putByte(LEVEL, level);
        page.putShort(FLAGS, 0);
        page.putShort(LAST_INSERT + 2, 0);
        page.putInt(LEFT, 0);
        page.putInt(RIGHT, 0);
        empty(page, new byte[0], 0);
    }

    static void setRoot(MutablePage page, boolean unique) {
        page.putShort(FLAGS, ROOT | (unique ? UNIQUE : 0));
    }

    /** Takes all cells out, and sets what those to come begin with. */
    static void empty(MutablePage page, byte[] prefix, int length) {
        page.putShort(COUNT, 0);
        page.putShort(CELLS, page.size());
        page.putShort(LIVE, 0);
        page.putShort(PREFIX_LENGTH, length);
        page.putShort(LAST_INSERT, NO_INSERT);
        page.put(PREFIX, prefix, 0, length);
    }

    /** The bytes of a key that a cell holds at most: what is longer goes on in pages of its own. */
    static int maxInline(Page page) {
        return Math.min((page.size() - PREFIX) / LEAST_CELLS - SLOT_BYTES - Cell.MAX_EXTRA, Cell.MAX_SUFFIX);
    }

    /** What is wrong with its head, or null. */
    static String flaw(Page page) {
        int level = page.getByte(LEVEL);
        int slotsEnd = slotsEnd(page);
        int cells = cellsAt(page);
        if (level < 0 || level > MAX_LEVEL || level == 0 != (kind(page) == LEAF)) {
            return "impossible level " + level;
        } else if (slotsEnd > cells || cells > page.size() || live(page) > page.size() - cells) {
            return "impossible number or place of its cells";
        } else if (prefixLength(page) > maxInline(page)) {
            return "a prefix of " + prefixLength(page) + " bytes";
        } else if (page.getShort(FLAGS) > (ROOT | UNIQUE) || page.getShort(FLAGS) == UNIQUE) {
            return "unknown flags " + page.getShort(FLAGS);
        }
        return page.getShort(LAST_INSERT + 2) == 0 ? null : "something where nothing belongs";
    }

    static int kind(Page page) {
        return page.getByte(KIND);
    }

    static boolean isLeaf(Page page) {
        return page.getByte(KIND) == LEAF;
    }

    static int level(Page page) {
        return page.getByte(LEVEL);
    }

    static boolean isRoot(Page page) {
        return (page.getShort(FLAGS) & ROOT) != 0;
    }

    static boolean isUnique(Page page) {
        return (page.getShort(FLAGS) & UNIQUE) != 0;
    }

    static int count(Page page) {
        return page.getShort(COUNT);
    }

    static int live(Page page) {
        return page.getShort(LIVE);
    }

    static int cellsAt(Page page) {
        return page.getShort(CELLS);
    }

    static int prefixLength(Page page) {
        return page.getShort(PREFIX_LENGTH);
    }

    static void copyPrefix(Page page, byte[] into, int at) {
        page.copyTo(PREFIX, into, at, prefixLength(page));
    }

    /** Compares a key with the prefix: 0 where it begins with it. */
    static int comparePrefix(Page page, byte[] key, int keyLength) {
        int length = prefixLength(page);
        int from = page.arrayIndex(PREFIX);
        byte[] array = page.array();
        int shared = Math.min(length, keyLength);
        int differs = Arrays.mismatch(array, from, from + shared, key, 0, shared);
        if (differs >= 0) {
            return (key[differs] & 0xFF) - (array[from + differs] & 0xFF);
        }
        return keyLength < length ? -1 : 0;
    }

    /** Where the slots begin. */
    static int slotsAt(Page page) {
        return PREFIX + prefixLength(page);
    }

    static int slotsEnd(Page page) {
        return slotsAt(page) + SLOT_BYTES * count(page);
    }

    static int cell(Page page, int slot) {
        return page.getShort(slotsAt(page) + SLOT_BYTES * slot);
    }

    /** The first bytes of the key after the prefix, as a number; filled up with zeros. */
    static int head(Page page, int slot) {
        return page.getInt(slotsAt(page) + SLOT_BYTES * slot + SLOT_HEAD);
    }

    /** A leaf's left neighbour, or 0. */
    static long left(Page page) {
        return page.getUnsignedInt(LEFT);
    }

    static void setLeft(MutablePage page, long id) {
        page.putInt(LEFT, (int) id);
    }

    /** A leaf's right neighbour, or 0. */
    static long right(Page page) {
        return page.getUnsignedInt(RIGHT);
    }

    static void setRight(MutablePage page, long id) {
        page.putInt(RIGHT, (int) id);
    }

    /** An inner page's child of a slot; of slot -1, the one before the first separator. */
    static long child(Page page, int slot) {
        return slot < 0 ? page.getUnsignedInt(LEFT) : Cell.child(page, cell(page, slot));
    }

    /** Sets the child before the first separator. */
    static void setFirstChild(MutablePage page, long id) {
        page.putInt(LEFT, (int) id);
    }

    /** The bytes for prefix, slots and cells. */
    static int capacity(Page page) {
        return page.size() - PREFIX;
    }

    static int used(Page page) {
        return prefixLength(page) + SLOT_BYTES * count(page) + live(page);
    }

    /** Where the last insert went, less than the number of slots; -1 where there was none since the page was written anew. */
    static int lastInsert(Page page) {
        int slot = page.getShort(LAST_INSERT);
        return slot < count(page) ? slot : -1;
    }

    static void setLastInsert(MutablePage page, int slot) {
        page.putShort(LAST_INSERT, slot);
    }

    static void forgetLastInsert(MutablePage page) {
        page.putShort(LAST_INSERT, NO_INSERT);
    }

    /**
     * Whether a cell can be added without changing others. What is left free then is what the same entries may take more once the
     * page is written anew: since its first or last one is gone the prefix can be longer, and a byte of it that stands in the
     * slots' heads is saved in no cell.
     */
    static boolean hasRoom(Page page, Entry entry) {
        int prefix = prefixLength(page);
        return cellsAt(page) - slotsEnd(page) >= HEAD_BYTES + SLOT_BYTES + Cell.size(entry, prefix, isLeaf(page))
                && comparePrefix(page, entry.bytes, entry.inline) == 0;
    }

    /**
     * Adds a cell.
     *
     * @throws IllegalStateException where there is no room for it: nothing is written over then
     */
    static void insert(MutablePage page, int slot, Entry entry) {
        int count = count(page);
        int prefix = prefixLength(page);
        int size = Cell.size(entry, prefix, isLeaf(page));
        int cell = cellsAt(page) - size;
        if (cell < slotsEnd(page) + SLOT_BYTES) {
            throw new IllegalStateException("a cell of " + size + " bytes has no room in " + page);
        }
        int at = slotsAt(page) + SLOT_BYTES * slot;
        page.move(at, at + SLOT_BYTES, SLOT_BYTES * (count - slot));
        Cell.write(page, cell, entry, prefix);
        page.putShort(at, cell);
        page.putInt(at + SLOT_HEAD, Cell.head(entry.bytes, entry.from + prefix, entry.from + entry.inline));
        page.putShort(COUNT, count + 1);
        page.putShort(CELLS, cell);
        page.putShort(LIVE, live(page) + size);
        page.putShort(LAST_INSERT, slot);
    }

    /** Takes an entry out for good: a long key's cell is counted no longer. */
    static void removeEntry(TreePages pages, MutablePage page, int slot) {
        int cell = cell(page, slot);
        if (Cell.isLong(Cell.form(page, cell))) {
            LongKeys.release(pages, Cell.longPage(page, cell));
        }
        remove(pages, page, slot);
    }

    /** Takes a cell out; its room is used when the page is written anew. */
    static void remove(TreePages pages, MutablePage page, int slot) {
        int count = count(page);
        int at = slotsAt(page) + SLOT_BYTES * slot;
        int cell = page.getShort(at);
        int size = Cell.size(page, cell);
        int live = live(page) - size;
        if (live < 0) {
            throw pages.damaged(page.id(), "its cells take more room than it says");
        }
        page.move(at + SLOT_BYTES, at, SLOT_BYTES * (count - slot - 1));
        page.putShort(COUNT, count - 1);
        page.putShort(LIVE, live);
        page.putShort(LAST_INSERT, NO_INSERT);
        if (count == 1) {
            page.putShort(CELLS, page.size());
        } else if (cell == cellsAt(page)) {
            page.putShort(CELLS, cell + size);
        }
    }

    /** Tells what stands before the slots. */
    static void describeHead(Page page, ByteMap into) {
        into.field(KIND, 1, "kind", kind(page) == LEAF ? "leaf" : kind(page) == INNER ? "inner page" : "unknown");
        into.field(LEVEL, 1, "level", String.valueOf(level(page)));
        into.field(FLAGS, 2, "flags", (isRoot(page) ? "root" : "not the root") + (isUnique(page) ? ", unique" : ""));
        into.field(COUNT, 2, "entries", String.valueOf(count(page)));
        into.field(CELLS, 2, "cells", "begin at " + cellsAt(page));
        into.field(LIVE, 2, "live", live(page) + " bytes of cells in use");
        into.field(PREFIX_LENGTH, 2, "prefix length", prefixLength(page) + " bytes that all keys here begin with");
        into.field(LAST_INSERT, 2, "last insert", "slot " + page.getShort(LAST_INSERT) + ", a guess for the next");
        into.field(LEFT, 4, kind(page) == LEAF ? "left" : "first child", "page " + left(page));
        into.field(RIGHT, 4, kind(page) == LEAF ? "right" : "unused", "page " + right(page));
        if (prefixLength(page) > 0 && slotsAt(page) <= page.size()) {
            into.field(PREFIX, prefixLength(page), "prefix", "of all keys");
        }
    }
}
