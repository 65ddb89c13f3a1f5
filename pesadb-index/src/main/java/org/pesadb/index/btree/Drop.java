package org.pesadb.index.btree;

import org.pesadb.api.spi.Page;

/** Gives all pages of a tree back, children before their parents, with a stack as high as the tree. Of one operation. */
final class Drop {
    private final TreePages pages;

    Drop(TreePages pages) {
        this.pages = pages;
    }

    void run(Page root) {
        Page[] way = new Page[Node.level(root) + 1];
        int[] next = new int[way.length];
        int depth = 0;
        way[0] = root;
        next[0] = -1;
        while (depth >= 0) {
            Page page = way[depth];
            if (!Node.isLeaf(page) && next[depth] < Node.count(page)) {
                Page child = pages.child(page, next[depth]++);
                depth++;
                way[depth] = child;
                next[depth] = -1;
            } else {
                releaseLongKeys(page);
                pages.free(page.id());
                depth--;
            }
        }
    }

    private void releaseLongKeys(Page page) {
        for (int slot = 0; slot < Node.count(page); slot++) {
            int cell = Node.cell(page, slot);
            if (Cell.isLong(Cell.form(page, cell))) {
                LongKeys.release(pages, Cell.longPage(page, cell));
            }
        }
    }
}
