package org.example.pesadb.skiplist;

import java.util.Arrays;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * What the bytes of a page mean; see the package. The only class that knows offsets. A {@link Blocks} has seen to it that what is read here is the
 * index's own; whatever its bytes say, nothing outside the page is touched: {@link Page} throws IndexOutOfBoundsException then.
 */
final class Block {
    static final int ROOT = 0xB1;
    static final int BLOCK = 0xB2;
    static final int MAX_HEIGHT = 12;

    private static final int KIND = 0;
    private static final int HEIGHT = 1;
    private static final int COUNT = 2;
    private static final int BACK = 4;
    private static final int LINKS = 8;
    private static final int LOW = LINKS + 4 * MAX_HEIGHT;
    private static final int SLOTS = LOW + 2;

    /** Within an entry. */
    private static final int KEY_LENGTH = 8;

    private static final int KEY = 10;
    private static final int SLOT_BYTES = 2;

    private Block() {}

    /** Makes an empty block, or a root, of a new page; returns the page's number. */
    static long make(MutablePage page, int kind, int height) {
        page.putByte(KIND, kind);
        page.putByte(HEIGHT, height);
        page.putShort(LOW, page.size());
        return page.id();
    }

    static int kind(Page page) {
        return page.getByte(KIND) & 0xFF;
    }

    static int height(Page page) {
        return page.getByte(HEIGHT);
    }

    static int count(Page page) {
        return page.getShort(COUNT);
    }

    static long back(Page page) {
        return page.getUnsignedInt(BACK);
    }

    static void setBack(MutablePage page, long block) {
        page.putInt(BACK, (int) block);
    }

    static long link(Page page, int level) {
        return page.getUnsignedInt(LINKS + 4 * level);
    }

    static void setLink(MutablePage page, int level, long block) {
        page.putInt(LINKS + 4 * level, (int) block);
    }

    /** The longest key that a page of this size takes. */
    static int maxKeyBytes(int pageSize) {
        return (pageSize - SLOTS) / 4 - KEY - SLOT_BYTES;
    }

    private static int entry(Page page, int slot) {
        return page.getShort(SLOTS + SLOT_BYTES * slot);
    }

    static long row(Page page, int slot) {
        return page.getLong(entry(page, slot));
    }

    static byte[] key(Page page, int slot) {
        int at = entry(page, slot);
        byte[] key = new byte[page.getShort(at + KEY_LENGTH)];
        page.copyTo(at + KEY, key, 0, key.length);
        return key;
    }

    /** How the key of an entry compares with another key. */
    static int compareKey(Page page, int slot, byte[] key) {
        int at = entry(page, slot);
        return page.compare(at + KEY, page.getShort(at + KEY_LENGTH), key);
    }

    /** How an entry compares with another one: by key, then by row. */
    static int compare(Page page, int slot, byte[] key, long row) {
        int byKey = compareKey(page, slot, key);
        return byKey != 0 ? byKey : Long.compare(row(page, slot), row);
    }

    /** The first slot whose entry is not before another one; the count where there is none. */
    static int lowerBound(Page page, byte[] key, long row) {
        int from = 0;
        int to = count(page);
        while (from < to) {
            int middle = from + to >>> 1;
            if (compare(page, middle, key, row) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    static int freeBytes(Page page) {
        return page.getShort(LOW) - SLOTS - SLOT_BYTES * count(page);
    }

    /** What is in use of the room for entries. */
    static int usedBytes(Page page) {
        return page.size() - SLOTS - freeBytes(page);
    }

    static boolean hasRoom(Page page, byte[] key) {
        return freeBytes(page) >= KEY + key.length + SLOT_BYTES;
    }

    /** Adds an entry, for which there is room. */
    static void insert(MutablePage page, int slot, byte[] key, long row) {
        int count = count(page);
        int at = page.getShort(LOW) - KEY - key.length;
        page.putLong(at, row);
        page.putShort(at + KEY_LENGTH, key.length);
        page.put(at + KEY, key, 0, key.length);
        page.putShort(LOW, at);
        int place = SLOTS + SLOT_BYTES * slot;
        page.move(place, place + SLOT_BYTES, SLOT_BYTES * (count - slot));
        page.putShort(place, at);
        page.putShort(COUNT, count + 1);
    }

    /** Takes an entry away, and closes the gap. */
    static void remove(MutablePage page, int slot) {
        int count = count(page);
        int low = page.getShort(LOW);
        int gone = entry(page, slot);
        int length = KEY + page.getShort(gone + KEY_LENGTH);
        page.move(low, low + length, gone - low);
        page.putShort(LOW, low + length);
        int place = SLOTS + SLOT_BYTES * slot;
        page.move(place + SLOT_BYTES, place, SLOT_BYTES * (count - slot - 1));
        page.putShort(COUNT, count - 1);
        for (int i = 0; i < count - 1; i++) {
            int at = entry(page, i);
            if (at < gone) {
                page.putShort(SLOTS + SLOT_BYTES * i, at + length);
            }
        }
    }

    /** Moves the entries from a slot on behind those of another block, which has room for them. */
    static void moveTail(MutablePage from, int slot, MutablePage to) {
        for (int i = slot; i < count(from); i++) {
            insert(to, count(to), key(from, i), row(from, i));
        }
        byte[][] kept = new byte[slot][];
        long[] rows = new long[slot];
        for (int i = 0; i < slot; i++) {
            kept[i] = key(from, i);
            rows[i] = row(from, i);
        }
        from.putShort(COUNT, 0);
        from.putShort(LOW, from.size());
        for (int i = 0; i < slot; i++) {
            insert(from, i, kept[i], rows[i]);
        }
    }

    /** The slot at which the upper half begins, by bytes; both halves have an entry. */
    static int half(Page page) {
        int bytes = 0;
        int slot = 0;
        while (slot < count(page) - 1 && bytes < usedBytes(page) / 2) {
            bytes += KEY + SLOT_BYTES + page.getShort(entry(page, slot) + KEY_LENGTH);
            slot++;
        }
        return Math.max(1, slot);
    }

    /** What is wrong with the bytes of a block, or null: entries that overlap, leave gaps or lie outside the room for them. */
    static String fault(Page page) {
        int count = count(page);
        int low = page.getShort(LOW);
        if (low > page.size() || SLOTS + SLOT_BYTES * count > low) {
            return count + " entries from byte " + low + " on have no room";
        }
        int[] begins = new int[count];
        for (int i = 0; i < count; i++) {
            begins[i] = entry(page, i);
            if (begins[i] < low || begins[i] + KEY > page.size() || row(page, i) < 0) {
                return "entry " + i + " at byte " + begins[i] + " makes no sense";
            }
        }
        Arrays.sort(begins);
        int end = low;
        for (int begin : begins) {
            if (begin != end) {
                return "an entry begins at byte " + begin + ", where " + end + " was due";
            }
            end = begin + KEY + page.getShort(begin + KEY_LENGTH);
        }
        return end == page.size() ? null : "the entries end at byte " + end;
    }

    /** How high a block is to be that begins with an entry: as many levels as the hash has pairs of zeros in front, and one. */
    static int heightOf(byte[] key, long row) {
        long hash = row * 0x9E3779B97F4A7C15L + Arrays.hashCode(key);
        hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
        hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
        hash ^= hash >>> 32;
        return Math.min(MAX_HEIGHT, 1 + Long.numberOfLeadingZeros(hash) / 2);
    }
}
