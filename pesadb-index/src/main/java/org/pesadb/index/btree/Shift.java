package org.pesadb.index.btree;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * Makes room in a full leaf by sharing its entries out with a neighbour of the same parent that is at most two thirds full. Without, leaves
 * that are filled evenly would all split at about the same time and be half full for long; so half of them do, at the most. Of one
 * operation.
 */
final class Shift {
    private final TreePages pages;
    private final Page parent;
    private final Page leaf;
    private final Entry added;
    private final int addedSlot;

    /**
     * @param parent of the leaf
     * @param leaf   has no room for the entry
     * @param added  the entry
     * @param slot   where it goes in the leaf
     */
    Shift(TreePages pages, Page parent, Page leaf, Entry added, int slot) {
        this.pages = pages;
        this.parent = parent;
        this.leaf = leaf;
        this.added = added;
        this.addedSlot = slot;
    }

    /** Adds the entry, or changes nothing where no neighbour has the room: false then. */
    boolean run(int leafSlot) {
        if (leafSlot + 1 < Node.count(parent)) {
            Page right = pages.child(parent, leafSlot + 1);
            if (hasRoom(right) && share(leaf, right, leafSlot + 1)) {
                return true;
            }
        }
        if (leafSlot >= 0) {
            Page left = pages.child(parent, leafSlot - 1);
            return hasRoom(left) && share(left, leaf, leafSlot);
        }
        return false;
    }

    private static boolean hasRoom(Page page) {
        return Node.used(page) <= Node.capacity(page) / 3 * 2;
    }

    private void load(Batch batch, Page page) {
        if (page != leaf) {
            batch.load(page, 0, Node.count(page));
            return;
        }
        batch.load(page, 0, addedSlot);
        batch.add(added);
        batch.load(page, addedSlot, Node.count(page));
    }

    /** Shares the entries of two leaves out evenly; the second one's separator is in a slot of the parent. */
    private boolean share(Page left, Page right, int slot) {
        Batch batch = new Batch(pages, true);
        load(batch, left);
        load(batch, right);
        int point = batch.middle();
        if (!batch.fits(point, Node.capacity(leaf))) {
            return false;
        }
        Entry separator = batch.separator(point);
        separator.child = right.id();
        if (!Node.hasRoom(parent, separator)) {
            if (separator.isLong()) {
                LongKeys.release(pages, separator.longPage);
            }
            return false;
        }
        batch.write(pages.edit(left.id()), 0, point);
        batch.write(pages.edit(right.id()), point, batch.count());
        MutablePage above = pages.edit(parent.id());
        int last = Node.lastInsert(above);
        Node.removeEntry(pages, above, slot);
        Node.insert(above, slot, separator);
        Node.setLastInsert(above, last);
        return true;
    }
}
