package org.pesadb.index.btree;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * Takes an entry out of a leaf. A leaf that is empty then is given back; a page that is less than a third full is merged with a
 * neighbour of the same parent where both fit in three quarters of a page, which leaves room for what comes next. The root takes over
 * what an only child of it holds. Of one operation.
 */
final class Deletion {
    /** How many removals from a page there are for each look at its neighbours, as long as it has many entries. */
    private static final int INTERVAL = 4;

    private static final int FEW = 8;

    private final TreePages pages;
    private final Path path;

    /**
     * @param pages of the index
     * @param path  to the leaf
     */
    Deletion(TreePages pages, Path path) {
        this.pages = pages;
        this.path = path;
    }

    /** Removes the entry of a slot of the leaf. */
    void delete(int slot) {
        int depth = path.depth();
        Node.removeEntry(pages, pages.edit(path.id(depth)), slot);
        while (depth > 0) {
            Page page = pages.node(path.id(depth));
            if (Node.isLeaf(page) && Node.count(page) == 0) {
                unlink(page);
                depth = drop(depth);
            } else if (isSparse(page) && merge(depth, page)) {
                depth--;
            } else {
                return;
            }
        }
        takeOverOnlyChild();
    }

    private void unlink(Page leaf) {
        long left = Node.left(leaf);
        long right = Node.right(leaf);
        if (left != 0) {
            pages.neighbour(leaf, true);
            Node.setRight(pages.edit(left), right);
        }
        if (right != 0) {
            pages.neighbour(leaf, false);
            Node.setLeft(pages.edit(right), left);
        }
    }

    /** Gives the page at a depth back, and those above it of which it is the only child; returns where that ended. */
    private int drop(int from) {
        int depth = from;
        while (true) {
            pages.free(path.id(depth));
            depth--;
            int slot = path.slot(depth);
            MutablePage parent = pages.edit(path.id(depth));
            if (slot >= 0) {
                Node.removeEntry(pages, parent, slot);
                return depth;
            } else if (Node.count(parent) > 0) {
                Node.setFirstChild(parent, Node.child(parent, 0));
                Node.removeEntry(pages, parent, 0);
                return depth;
            } else if (depth == 0) {
                Node.format(parent, 0);
                Node.setRoot(parent, pages.unique());
                return depth;
            }
        }
    }

    private static boolean isSparse(Page page) {
        int count = Node.count(page);
        return (count % INTERVAL == 0 || count < FEW) && Node.used(page) < Node.capacity(page) / 3;
    }

    private boolean merge(int depth, Page page) {
        Page parent = pages.node(path.id(depth - 1));
        int slot = path.slot(depth - 1);
        if (slot + 1 < Node.count(parent) && merge(parent, page, pages.child(parent, slot + 1), slot + 1)) {
            return true;
        }
        return slot >= 0 && merge(parent, pages.child(parent, slot - 1), page, slot);
    }

    /** Merges two children of a page, of which the second one is in a slot. */
    private boolean merge(Page parent, Page left, Page right, int slot) {
        boolean leaf = Node.isLeaf(left);
        boolean lonely = Node.count(left) == 0 || Node.count(right) == 0;
        int room = lonely ? Node.capacity(left) : Node.capacity(left) / 4 * 3;
        if (Node.used(left) + Node.used(right) > room) {
            return false;
        }
        Batch batch = new Batch(pages, leaf);
        batch.load(left, 0, Node.count(left));
        if (!leaf) {
            batch.load(parent, slot, slot + 1);
            batch.setChild(batch.count() - 1, Node.child(right, -1));
        }
        batch.load(right, 0, Node.count(right));
        if (batch.size(0, batch.count()) > room) {
            return false;
        }
        MutablePage merged = pages.edit(left.id());
        batch.write(merged, 0, batch.count());
        MutablePage above = pages.edit(parent.id());
        if (leaf) {
            long next = Node.right(right);
            Node.setRight(merged, next);
            if (next != 0) {
                pages.neighbour(right, false);
                Node.setLeft(pages.edit(next), left.id());
            }
            Node.removeEntry(pages, above, slot);
        } else {
            Node.remove(pages, above, slot); // its long key moved down with it
        }
        pages.free(right.id());
        return true;
    }

    private void takeOverOnlyChild() {
        Page root = pages.node(path.id(0));
        while (!Node.isLeaf(root) && Node.count(root) == 0) {
            Page child = pages.child(root, -1);
            MutablePage edited = pages.edit(root.id());
            edited.put(0, child.array(), child.arrayIndex(0), child.size());
            Node.setRoot(edited, pages.unique());
            pages.free(child.id());
            root = edited;
        }
    }
}
