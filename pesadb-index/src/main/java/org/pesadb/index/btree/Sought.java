package org.pesadb.index.btree;

import java.util.Arrays;
import java.util.Objects;
import org.pesadb.api.spi.Page;

/**
 * A place in the order of the entries: a key, and a row of it. Finds where it is in a page, by halving over the slots; most of the
 * time their first bytes decide, and no cell is touched. Of one thread.
 */
final class Sought {
    /** Before all rows of a key. */
    static final long FIRST_ROW = -1;

    /** Not before any row of a key. */
    static final long LAST_ROW = Long.MAX_VALUE;

    private final TreePages pages;
    private final byte[] key;
    private final long row;

    /**
     * @param pages of the index
     * @param key   not written to
     * @param row   0 or more, or {@link #FIRST_ROW}; means nothing in a unique index, where the key decides
     */
    Sought(TreePages pages, byte[] key, long row) {
        this.pages = pages;
        this.key = key;
        this.row = row;
    }

    byte[] key() {
        return key;
    }

    /**
     * Where it is in a page.
     *
     * @return its slot; or, where it is not there, -1 less the slot of the first entry after it
     */
    int find(Page page) {
        int count = Node.count(page);
        int order = Node.comparePrefix(page, key, key.length);
        if (order != 0) {
            return order < 0 ? -1 : -1 - count;
        }
        int prefix = Node.prefixLength(page);
        int head = head(page, prefix) ^ Integer.MIN_VALUE;
        int slots = Node.slotsAt(page);
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int slot = slots + Node.SLOT_BYTES * middle;
            int other = page.getInt(slot + Node.SLOT_HEAD) ^ Integer.MIN_VALUE;
            int found = other != head ? (other < head ? -1 : 1) : compareCell(page, page.getShort(slot), prefix);
            if (found < 0) {
                low = middle + 1;
            } else if (found > 0) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -1 - low;
    }

    /** The slot of the child in which it is, or would be; -1 for the child before the first slot. */
    int findChild(Page inner) {
        int found = find(inner);
        return found >= 0 ? found : -2 - found;
    }

    /** The first slot that does not come before it. */
    int lowerBound(Page page) {
        int found = find(page);
        return found >= 0 ? found : -1 - found;
    }

    /** What the slot of its key would hold: nothing beyond the inline bytes. */
    private int head(Page page, int prefix) {
        return Cell.head(key, prefix, Math.min(key.length, Node.maxInline(page)));
    }

    private int compareCell(Page page, int at, int prefix) {
        int order = compareKey(page, at, prefix);
        return order != 0 || pages.unique() ? order : Long.compare(Cell.row(page, at), row);
    }

    /** Whether an entry of a page is of the same key. */
    boolean isOfKey(Page page, int slot) {
        int prefix = Node.prefixLength(page);
        return Node.comparePrefix(page, key, key.length) == 0
                && Node.head(page, slot) == head(page, prefix)
                && compareKey(page, Node.cell(page, slot), prefix) == 0;
    }

    /** Compares a cell's key, whose prefix and head are those of the key, with the key. */
    private int compareKey(Page page, int at, int prefix) {
        int form = Cell.form(page, at);
        int rest = Cell.rest(form);
        int restAt = Cell.restAt(page, at, form);
        Objects.checkFromIndexSize(restAt, rest, page.size());
        int from = page.arrayIndex(restAt);
        int inline = prefix + Cell.suffix(form);
        int compared = Cell.isLong(form) ? Math.min(key.length, inline) : key.length;
        int keyFrom = Math.min(compared, prefix + Node.HEAD_BYTES);
        int order = Arrays.compareUnsigned(page.array(), from, from + rest, key, keyFrom, compared);
        if (order != 0 || !Cell.isLong(form)) {
            return order != 0 ? order : inline - key.length;
        } else if (key.length <= inline) {
            return 1;
        }
        order = LongKeys.compare(pages, Cell.longPage(page, at), Cell.longLength(page, at) - inline, key, inline);
        pages.about(page);
        return order;
    }
}
