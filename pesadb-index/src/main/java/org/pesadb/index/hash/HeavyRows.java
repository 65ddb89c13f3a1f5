package org.pesadb.index.hash;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.RowIdCursor;

/** The rows of a heavy key, read from its tree as they are asked for: one bucket in memory at a time. */
final class HeavyRows implements RowIdCursor {
    private final Pages pages;
    private final Page[] nodes = new Page[Tree.MAX_NODES];
    private final int[] slots = new int[Tree.MAX_NODES];
    private int depth;
    private Page bucket;
    private int slot;
    private long chained;

    HeavyRows(Pages pages, Page root) {
        this.pages = pages;
        enter(root);
    }

    @Override
    public long next() {
        try {
            while (bucket != null) {
                if (slot < Bucket.count(bucket)) {
                    return Entry.keyAsRow(pages, bucket, Bucket.offset(bucket, slot++));
                }
                advance();
            }
            return END;
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    private void enter(Page page) {
        if (Node.kind(page) == Node.BUCKET) {
            bucket = page;
            slot = 0;
            chained = 0;
        } else {
            nodes[depth] = page;
            slots[depth++] = 0;
            bucket = null;
            descend();
        }
    }

    private void advance() {
        Page next = Tree.next(pages, bucket);
        if (next != null) {
            if (++chained > pages.pageCount()) {
                throw pages.damaged(next.id(), "its chain runs in a circle");
            }
            bucket = next;
            slot = 0;
        } else {
            bucket = null;
            descend();
        }
    }

    /** Goes on to the next bucket in the order of the nodes' slots. */
    private void descend() {
        while (depth > 0) {
            Page node = nodes[depth - 1];
            int at = slots[depth - 1];
            if (at >= Node.FANOUT) {
                depth--;
                continue;
            }
            long child = Node.child(node, at);
            // Neighbouring slots share a child: it is entered at its first one.
            if (child == 0 || at > 0 && child == Node.child(node, at - 1)) {
                slots[depth - 1]++;
                continue;
            }
            Page page = pages.child(node, child);
            slots[depth - 1] += Node.span(node, Node.depth(page));
            enter(page);
            return;
        }
    }
}
