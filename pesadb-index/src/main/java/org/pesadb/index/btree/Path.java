package org.pesadb.index.btree;

import org.pesadb.api.spi.Page;

/**
 * A way down the tree: the numbers of the pages from the root to a leaf, and the slot of the child in each. No page is kept: each
 * edit would leave it stale. Of one thread.
 */
final class Path {
    private final TreePages pages;
    private final long[] ids;
    private final int[] slots;
    private final int depth;

    /**
     * A way from a root.
     *
     * @param pages of the index
     * @param root  where it begins
     */
    Path(TreePages pages, Page root) {
        this.pages = pages;
        depth = Node.level(root);
        ids = new long[depth + 1];
        slots = new int[depth + 1];
        ids[0] = root.id();
    }

    /** Goes down to the leaf where an entry is, or would be. */
    Page descend(Page root, Sought sought) {
        Page page = root;
        for (int i = 0; i < depth; i++) {
            int slot = sought.findChild(page);
            slots[i] = slot;
            page = pages.child(page, slot);
            ids[i + 1] = page.id();
        }
        return page;
    }

    /** Goes down where there is no need to remember the way. */
    static Page leaf(TreePages pages, Page root, Sought sought) {
        Page page = root;
        while (!Node.isLeaf(page)) {
            page = pages.child(page, sought.findChild(page));
        }
        return page;
    }

    /** The first leaf, or the last one. */
    static Page outermost(TreePages pages, Page root, boolean last) {
        Page page = root;
        while (!Node.isLeaf(page)) {
            page = pages.child(page, last ? Node.count(page) - 1 : -1);
        }
        return page;
    }

    /** How many pages are above the leaf. */
    int depth() {
        return depth;
    }

    /** The page at a depth; the root is at 0. */
    long id(int at) {
        return ids[at];
    }

    /** The slot of the child in the page at a depth. */
    int slot(int at) {
        return slots[at];
    }
}
