package org.pesadb.index.hash;

import org.pesadb.api.spi.Page;

/** Gives all pages of a tree back, children before what leads to them. */
final class Removal {
    private final Pages pages;

    Removal(Pages pages) {
        this.pages = pages;
    }

    /**
     * Gives a tree back.
     *
     * @param page  its root, or a page in it
     * @param outer whether it is the index's own: a heavy key's has neither long keys nor heavy ones
     */
    void drop(Page page, boolean outer) {
        if (Node.kind(page) == Node.BUCKET) {
            dropBucket(page, outer);
            return;
        }
        long before = 0;
        for (int slot = 0; slot < Node.FANOUT; slot++) {
            long child = Node.child(page, slot);
            if (child != 0 && child != before) {
                drop(pages.child(page, child), outer);
            }
            before = child;
        }
        pages.free(page.id());
    }

    private void dropBucket(Page bucket, boolean outer) {
        Page page = bucket;
        while (page != null) {
            for (int slot = 0; outer && slot < Bucket.count(page); slot++) {
                dropEntry(page, Bucket.offset(page, slot));
            }
            Page next = Tree.next(pages, page);
            pages.free(page.id());
            page = next;
        }
    }

    private void dropEntry(Page page, int at) {
        if (Entry.isLong(page, at)) {
            LongKeys.free(pages, Entry.longPage(page, at), Entry.longLength(page, at));
        }
        if (Entry.isHeavy(page, at)) {
            drop(Tree.nestedRoot(pages, Entry.tree(page, at)), false);
        }
    }
}
