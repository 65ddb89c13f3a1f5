package org.pesadb.index.hash;

import java.util.Arrays;
import java.util.Objects;
import org.pesadb.api.spi.Page;

/** A key with its rows, in a bucket. The format is drawn in the package's documentation. */
final class Entry {
    /** The most rows that an entry holds itself. */
    static final int MAX_ROWS = 62;

    private static final int HEAVY = MAX_ROWS + 1;

    private static final int FORM = 0;
    private static final int ROWS = FORM + 1;
    private static final int KEY = ROWS + 1;

    /** Of a long key, from {@link #KEY}. */
    private static final int LONG_HASH = 0;

    private static final int LONG_LENGTH = LONG_HASH + 8;
    private static final int LONG_PAGE = LONG_LENGTH + 4;
    private static final int LONG_STORED = LONG_PAGE + 4;
    private static final int SHORT_NUMBER_STORED = 4;
    private static final int PAGE_WIDTH = 4;

    private Entry() {}

    static int form(Page page, int at) {
        return page.getByte(at + FORM) & 0xFF;
    }

    private static int storedLength(int form) {
        return form <= Key.MAX_INLINE ? form : form == Key.SHORT_NUMBER ? SHORT_NUMBER_STORED : LONG_STORED;
    }

    private static int width(int rows) {
        int code = rows >>> 6 & 3;
        return code == 3 ? 8 : 4 + code;
    }

    private static int widthCode(long row) {
        return row >>> 32 == 0 ? 0 : row >>> 40 == 0 ? 1 : row >>> 48 == 0 ? 2 : 3;
    }

    private static int rowsAt(Page page, int at) {
        return at + KEY + storedLength(form(page, at));
    }

    static boolean isHeavy(Page page, int at) {
        return (page.getByte(at + ROWS) & 0x3F) == HEAVY;
    }

    /** The rows in the entry itself: 0 in a heavy key's tree. Not for a heavy key. */
    static int rowCount(Page page, int at) {
        return page.getByte(at + ROWS) & 0x3F;
    }

    static long row(Page page, int at, int index) {
        int width = width(page.getByte(at + ROWS));
        int from = rowsAt(page, at) + index * width;
        if (width == 8) {
            return page.getLong(from);
        }
        long row = page.getUnsignedInt(from);
        if (width > 4) {
            row |= (page.getByte(from + 4) & 0xFFL) << 32;
        }
        if (width > 5) {
            row |= (page.getByte(from + 5) & 0xFFL) << 40;
        }
        return row;
    }

    static long[] rows(Page page, int at, int room) {
        int count = rowCount(page, at);
        long[] rows = new long[count + room];
        for (int i = 0; i < count; i++) {
            rows[i] = row(page, at, i);
        }
        return rows;
    }

    /** The root of a heavy key's rows. */
    static long tree(Page page, int at) {
        return page.getUnsignedInt(rowsAt(page, at));
    }

    static int size(Page page, int at) {
        int rows = page.getByte(at + ROWS) & 0xFF;
        int count = rows & 0x3F;
        return rowsAt(page, at) - at + (count == HEAVY ? PAGE_WIDTH : count * width(rows));
    }

    static boolean isLong(Page page, int at) {
        return form(page, at) == Key.LONG;
    }

    static int longLength(Page page, int at) {
        return page.getInt(at + KEY + LONG_LENGTH);
    }

    static long longPage(Page page, int at) {
        return page.getUnsignedInt(at + KEY + LONG_PAGE);
    }

    /** The hash of the key, of a long one as it is stored. */
    static long hash(Pages pages, Page page, int at) {
        int form = form(page, at);
        if (form == Key.LONG) {
            return page.getLong(at + KEY + LONG_HASH);
        }
        int length = storedLength(form);
        Objects.checkFromIndexSize(at + KEY, length, page.size());
        return pages.hash(page.array(), page.arrayIndex(at + KEY), length);
    }

    static boolean matches(Pages pages, Page page, int at, Key key) {
        if (form(page, at) != key.form) {
            return false;
        }
        if (key.form == Key.LONG) {
            return page.getLong(at + KEY + LONG_HASH) == key.hash
                    && longLength(page, at) == key.length
                    && LongKeys.equal(pages, longPage(page, at), key.bytes);
        }
        int from = page.arrayIndex(at + KEY);
        return Arrays.equals(page.array(), from, from + key.length, key.bytes, key.from, key.from + key.length);
    }

    /** The key as it was given, unless it is a long one. */
    static byte[] key(Page page, int at) {
        int form = form(page, at);
        byte[] stored = new byte[storedLength(form)];
        page.copyTo(at + KEY, stored, 0, stored.length);
        return form == Key.SHORT_NUMBER ? Key.ofShortNumber(stored) : stored;
    }

    /** The row that is a key in a heavy key's tree. */
    static long keyAsRow(Pages pages, Page page, int at) {
        int width = form(page, at);
        if (width < 1 || width > 8) {
            throw pages.damaged(page.id(), "a row of " + width + " bytes");
        }
        long row = 0;
        for (int i = 0; i < width; i++) {
            row = row << 8 | page.getByte(at + KEY + i) & 0xFF;
        }
        return row;
    }

    /**
     * Makes an entry of a new key; of a long one it stores the key.
     *
     * @return the entry's bytes
     */
    static byte[] of(Pages pages, Key key, long... rows) {
        byte[] entry = sized(key.form, rows, rows.length);
        if (key.form == Key.LONG) {
            put(entry, KEY + LONG_HASH, key.hash, 8);
            put(entry, KEY + LONG_LENGTH, key.length, 4);
            put(entry, KEY + LONG_PAGE, LongKeys.write(pages, key.bytes), PAGE_WIDTH);
        } else {
            System.arraycopy(key.bytes, key.from, entry, KEY, key.length);
        }
        return entry;
    }

    /** The entry of the same key with other rows. */
    static byte[] with(Page page, int at, long[] rows, int count) {
        byte[] entry = sized(form(page, at), rows, count);
        page.copyTo(at + KEY, entry, KEY, storedLength(form(page, at)));
        return entry;
    }

    /** The entry of the same key with its rows in a tree; no larger than one with rows. */
    static byte[] heavy(Page page, int at, long tree) {
        int form = form(page, at);
        int length = storedLength(form);
        byte[] entry = new byte[KEY + length + PAGE_WIDTH];
        entry[FORM] = (byte) form;
        entry[ROWS] = HEAVY;
        page.copyTo(at + KEY, entry, KEY, length);
        put(entry, KEY + length, tree, PAGE_WIDTH);
        return entry;
    }

    private static byte[] sized(int form, long[] rows, int count) {
        int code = 0;
        for (int i = 0; i < count; i++) {
            code = Math.max(code, widthCode(rows[i]));
        }
        int width = width(code << 6);
        int at = KEY + storedLength(form);
        byte[] entry = new byte[at + count * width];
        entry[FORM] = (byte) form;
        entry[ROWS] = (byte) (code << 6 | count);
        for (int i = 0; i < count; i++) {
            put(entry, at + i * width, rows[i], width);
        }
        return entry;
    }

    private static void put(byte[] into, int at, long value, int width) {
        for (int i = 0; i < width; i++) {
            into[at + i] = (byte) (value >>> 8 * i);
        }
    }
}
