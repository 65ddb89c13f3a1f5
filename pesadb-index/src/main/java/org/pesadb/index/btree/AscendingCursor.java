package org.pesadb.index.btree;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.RowIdCursor;

/**
 * Rows from a place on, upwards, a leaf at a time. It keeps the leaf between two calls: nothing is changed while it is read. Of one
 * thread.
 */
final class AscendingCursor implements RowIdCursor {
    private final TreePages pages;
    private final Bound bound;
    private Page leaf;
    private int slotAt;
    private int endAt;
    private boolean more;
    private long leaves;

    /** @param slot the first one wanted, or the number of slots */
    AscendingCursor(TreePages pages, Page leaf, int slot, Bound bound) {
        this.pages = pages;
        this.bound = bound;
        enter(leaf, slot);
    }

    private void enter(Page page, int slot) {
        int end = bound.end(page);
        leaf = page;
        slotAt = Node.slotsAt(page) + Node.SLOT_BYTES * slot;
        endAt = Node.slotsAt(page) + Node.SLOT_BYTES * end;
        more = end == Node.count(page) && Node.right(page) != 0;
    }

    @Override
    public long next() {
        try {
            while (slotAt >= endAt) {
                if (!more) {
                    return END;
                }
                advance();
            }
            long row = pages.row(leaf, leaf.getShort(slotAt));
            slotAt += Node.SLOT_BYTES;
            return row;
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    private void advance() {
        if (++leaves > pages.pageCount()) {
            throw pages.damaged(leaf.id(), "its neighbours run in a circle");
        }
        enter(pages.neighbour(leaf, false), 0);
    }
}
