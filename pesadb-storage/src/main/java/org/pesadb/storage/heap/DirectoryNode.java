package org.pesadb.storage.heap;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;

/** The format of a directory page; drawn in the package's documentation. Its methods take a page that was checked. */
final class DirectoryNode {
    /** 0 for a leaf, one more than its children's for an inner page: u8, then a zero. */
    static final int LEVEL = 0;
    /** The number of entries: u16. */
    static final int ENTRIES = LEVEL + 2;
    /** In the root: the heap page that inserts fill at present, or 0: u32. */
    static final int FILLING = ENTRIES + 2;
    /** In the root: the number of heap pages: u32, then 4 zeros. */
    static final int HEAP_PAGES = FILLING + 4;
    /** Where the entries begin: all keys, then in inner pages all children, then all classes. */
    static final int HEADER_BYTES = HEAP_PAGES + 8;

    /** More than 2^32 pages ever need. */
    static final int MOST_LEVELS = 33;

    private static final int KEY_BYTES = 4;
    private static final int CHILD_BYTES = 4;

    private DirectoryNode() {}

    static int level(Page page) {
        return page.getByte(LEVEL) & 0xFF;
    }

    static int entries(Page page) {
        return page.getShort(ENTRIES);
    }

    /** The most entries that a page of this level takes. */
    static int capacity(Page page) {
        return (page.size() - HEADER_BYTES) / (KEY_BYTES + (level(page) == 0 ? 0 : CHILD_BYTES) + 1);
    }

    static boolean full(Page page) {
        return entries(page) == capacity(page);
    }

    /** In a leaf the heap page; in an inner page the lowest heap page that may stand below, 0 in the first entry. */
    static long key(Page page, int entry) {
        return page.getUnsignedInt(keyAt(entry));
    }

    /** In an inner page, the page below. */
    static long child(Page page, int entry) {
        return page.getUnsignedInt(childAt(page, entry));
    }

    /** In a leaf the page's free-room class; in an inner page the highest of those below. */
    static int freeClass(Page page, int entry) {
        return page.getByte(classAt(page, entry)) & 0xFF;
    }

    static void setFreeClass(MutablePage page, int entry, int freeClass) {
        page.putByte(classAt(page, entry), freeClass);
    }

    /** Where an entry's key stands. */
    static int keyOffset(int entry) {
        return keyAt(entry);
    }

    private static int keyAt(int entry) {
        return HEADER_BYTES + KEY_BYTES * entry;
    }

    private static int childAt(Page page, int entry) {
        return HEADER_BYTES + KEY_BYTES * capacity(page) + CHILD_BYTES * entry;
    }

    private static int classAt(Page page, int entry) {
        int before = level(page) == 0 ? KEY_BYTES : KEY_BYTES + CHILD_BYTES;
        return HEADER_BYTES + before * capacity(page) + entry;
    }

    /** The last entry whose key is at most this one; -1 where all are greater. */
    static int floor(Page page, long key) {
        int low = 0;
        int high = entries(page);
        while (low < high) {
            int middle = low + high >>> 1;
            if (key(page, middle) <= key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The first entry of this class or a higher one; -1 where there is none. */
    static int firstOfClass(Page page, int freeClass) {
        for (int entry = 0, entries = entries(page); entry < entries; entry++) {
            if (freeClass(page, entry) >= freeClass) {
                return entry;
            }
        }
        return -1;
    }

    static int highestClass(Page page) {
        int highest = 0;
        for (int entry = 0, entries = entries(page); entry < entries; entry++) {
            highest = Math.max(highest, freeClass(page, entry));
        }
        return highest;
    }

    static void insert(MutablePage page, int entry, long key, long child, int freeClass) {
        shift(page, entry, entry + 1);
        page.putInt(keyAt(entry), (int) key);
        if (level(page) > 0) {
            page.putInt(childAt(page, entry), (int) child);
        }
        setFreeClass(page, entry, freeClass);
        page.putShort(ENTRIES, entries(page) + 1);
    }

    static void remove(MutablePage page, int entry) {
        shift(page, entry + 1, entry);
        page.putShort(ENTRIES, entries(page) - 1);
        if (entry == 0 && level(page) > 0 && entries(page) > 0) {
            page.putInt(keyAt(0), 0);
        }
    }

    private static void shift(MutablePage page, int from, int to) {
        int count = entries(page) - Math.min(from, entries(page));
        page.move(keyAt(from), keyAt(to), KEY_BYTES * count);
        if (level(page) > 0) {
            page.move(childAt(page, from), childAt(page, to), CHILD_BYTES * count);
        }
        page.move(classAt(page, from), classAt(page, to), count);
    }

    /** Moves the entries from one on to an empty page of the same level. */
    static void split(MutablePage page, int from, MutablePage right) {
        int count = entries(page) - from;
        byte[] bytes = page.array();
        right.put(keyAt(0), bytes, page.arrayIndex(keyAt(from)), KEY_BYTES * count);
        if (level(page) > 0) {
            right.put(childAt(right, 0), bytes, page.arrayIndex(childAt(page, from)), CHILD_BYTES * count);
            if (count > 0) {
                right.putInt(keyAt(0), 0);
            }
        }
        right.put(classAt(right, 0), bytes, page.arrayIndex(classAt(page, from)), count);
        right.putShort(ENTRIES, count);
        page.putShort(ENTRIES, from);
    }

    /** Gives a page the level and the entries of another; what only a root has stays. */
    static void copyEntries(Page from, MutablePage to) {
        to.putByte(LEVEL, level(from));
        to.putShort(ENTRIES, entries(from));
        to.put(HEADER_BYTES, from.array(), from.arrayIndex(HEADER_BYTES), from.size() - HEADER_BYTES);
    }

    /** A page of the directory, where its header can be true. */
    static Page read(Damage damage, PageReader reader, long id, int level) {
        Page page = check(damage, reader.page(id));
        if (level(page) != level) {
            throw damage.at(id, "directory page of level " + level(page) + " where " + level + " should be");
        }
        return page;
    }

    /** Makes sure that a page is one of the table's directory and that its header can be true. */
    static <P extends Page> P check(Damage damage, P page) {
        damage.expect(page, PageType.DIRECTORY);
        if (level(page) >= MOST_LEVELS
                || entries(page) > capacity(page)
                || level(page) > 0 && (entries(page) == 0 || key(page, 0) != 0)) {
            throw damage.at(
                    page.id(),
                    "impossible directory page header: level " + level(page) + ", " + entries(page) + " entries");
        }
        return page;
    }
}
