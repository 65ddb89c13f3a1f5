package org.pesadb.index.btree;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * Puts an entry into a leaf. A page without room is written anew, which takes holes out and finds the longest prefix; where that is
 * not enough, a leaf shares its entries out with a neighbour, or the page is split, and the separator goes into its parent in the same way. The root keeps its number: what it holds moves
 * to two new pages beneath it. Of one operation.
 */
final class Insertion {
    private final TreePages pages;
    private final Path path;

    /**
     * @param pages of the index
     * @param path  to the leaf
     */
    Insertion(TreePages pages, Path path) {
        this.pages = pages;
        this.path = path;
    }

    /** Adds an entry before the one that is in a slot of the leaf, at the end of the path, now. */
    void insert(Entry added, Page leaf, int leafSlot) {
        Entry entry = added;
        int slot = leafSlot;
        for (int depth = path.depth(); entry != null; depth--) {
            Page page = depth == path.depth() ? leaf : pages.node(path.id(depth));
            if (Node.hasRoom(page, entry)) {
                Node.insert(pages.edit(page.id()), slot, entry);
                return;
            }
            entry = makeRoom(page, depth, entry, slot);
            slot = entry == null ? 0 : path.slot(depth - 1) + 1;
        }
    }

    /** Adds an entry to a page that has no room as it is; returns the separator for its parent where that made two of it. */
    private Entry makeRoom(Page page, int depth, Entry entry, int slot) {
        boolean leaf = Node.isLeaf(page);
        Batch batch = new Batch(pages, leaf);
        batch.load(page, 0, slot);
        batch.add(entry);
        batch.load(page, slot, Node.count(page));
        int capacity = Node.capacity(page);
        int last = Node.lastInsert(page);
        if (batch.size(0, batch.count()) <= capacity) {
            MutablePage edited = pages.edit(page.id());
            batch.write(edited, 0, batch.count());
            Node.setLastInsert(edited, slot);
            return null;
        }
        if (leaf && depth > 0 && !Batch.isInOrder(slot, last)) {
            Page parent = pages.node(path.id(depth - 1));
            if (new Shift(pages, parent, page, entry, slot).run(path.slot(depth - 1))) {
                return null;
            }
        }
        int point = batch.splitPoint(slot, last, capacity);
        if (Node.isRoot(page)) {
            splitRoot(page, batch, point, slot);
            return null;
        }
        MutablePage left = pages.edit(page.id());
        return split(left, leaf ? Node.right(left) : Node.child(left, -1), batch, point, slot);
    }

    private void splitRoot(Page root, Batch batch, int point, int slot) {
        int level = Node.level(root);
        if (level == Node.MAX_LEVEL) {
            throw pages.damaged(root.id(), "no tree has so many levels");
        }
        long outer = level == 0 ? 0 : Node.child(root, -1);
        MutablePage left = pages.allocate();
        Node.format(left, level);
        Entry separator = split(left, outer, batch, point, slot);
        MutablePage edited = pages.edit(root.id());
        Node.format(edited, level + 1);
        Node.setRoot(edited, pages.unique());
        Node.setFirstChild(edited, left.id());
        Node.insert(edited, 0, separator);
    }

    /**
     * Writes a batch into two pages.
     *
     * @param left  the first one
     * @param outer the leaf's right neighbour so far, or the inner page's first child
     * @param added the entry that is new
     * @return what tells the second one from the first
     */
    private Entry split(MutablePage left, long outer, Batch batch, int point, int added) {
        MutablePage right = pages.allocate();
        Node.format(right, Node.level(left));
        Entry separator;
        int rightFrom = point;
        if (Node.isLeaf(left)) {
            separator = batch.separator(point);
            if (outer != 0) {
                pages.neighbour(left, false);
                Node.setLeft(pages.edit(outer), right.id());
            }
            Node.setRight(left, right.id());
            Node.setLeft(right, left.id());
            Node.setRight(right, outer);
        } else {
            separator = batch.copy(point);
            Node.setFirstChild(left, outer);
            Node.setFirstChild(right, separator.child);
            rightFrom++;
        }
        batch.write(left, 0, point);
        batch.write(right, rightFrom, batch.count());
        if (added < point) {
            Node.setLastInsert(left, added);
        } else if (added >= rightFrom) {
            Node.setLastInsert(right, added - rightFrom);
        }
        separator.child = right.id();
        return separator;
    }
}
