package org.pesadb.index.btree;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.RowIdCursor;

/**
 * Rows before a place, downwards, a leaf at a time. It keeps the leaf between two calls: nothing is changed while it is read. Of one
 * thread.
 */
final class DescendingCursor implements RowIdCursor {
    private final TreePages pages;
    private final Bound bound;
    private Page leaf;
    private int slotAt;
    private int beginAt;
    private boolean more;
    private long leaves;

    /** @param slot the one behind the first one wanted */
    DescendingCursor(TreePages pages, Page leaf, int slot, Bound bound) {
        this.pages = pages;
        this.bound = bound;
        enter(leaf, slot);
    }

    private void enter(Page page, int slot) {
        int begin = bound.begin(page);
        leaf = page;
        slotAt = Node.slotsAt(page) + Node.SLOT_BYTES * slot;
        beginAt = Node.slotsAt(page) + Node.SLOT_BYTES * begin;
        more = begin == 0 && Node.left(page) != 0;
    }

    @Override
    public long next() {
        try {
            while (slotAt <= beginAt) {
                if (!more) {
                    return END;
                }
                advance();
            }
            slotAt -= Node.SLOT_BYTES;
            return pages.row(leaf, leaf.getShort(slotAt));
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    private void advance() {
        if (++leaves > pages.pageCount()) {
            throw pages.damaged(leaf.id(), "its neighbours run in a circle");
        }
        Page left = pages.neighbour(leaf, true);
        enter(left, Node.count(left));
    }
}
