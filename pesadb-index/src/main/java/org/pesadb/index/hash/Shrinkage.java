package org.pesadb.index.hash;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * Gives room back after a removal: buckets and directories are merged with their siblings, and nodes with one child are
 * taken out. Every page is read anew, for each step changes what the path said.
 */
final class Shrinkage {
    /** How many removals from a bucket there are for each look at its sibling. */
    static final int INTERVAL = 8;

    private final Pages pages;
    private final Tree tree;

    Shrinkage(Pages pages, Tree tree) {
        this.pages = pages;
        this.tree = tree;
    }

    /** Takes the path's bucket, which is empty, out, and the nodes that are empty then. */
    void dropBucket() {
        Page child = tree.bucket();
        int depth = Node.depth(child);
        for (int level = tree.nodes() - 1; level >= 0; level--) {
            pages.free(child.id());
            MutablePage node = pages.edit(tree.node(level).id());
            int span = Node.span(node, depth);
            Node.set(node, Node.spanStart(Node.slot(node, tree.hash()), span), span, 0);
            if (!Node.isEmpty(node)) {
                return;
            }
            child = node;
            depth = Node.depth(node);
        }
        if (Node.kind(child) != Node.ROOT) {
            // A heavy key's tree without rows begins again as a bucket.
            MutablePage root = pages.edit(child.id());
            Bucket.format(root, Node.BUCKET, 0);
        }
    }

    /** Merges the path's bucket with its sibling as often as both fit in half a page, then the nodes above. */
    void merge() {
        if (tree.nodes() == 0) {
            return;
        }
        int level = tree.nodes() - 1;
        long directory = tree.node(level).id();
        if (!mergeBucket(directory)) {
            return;
        }
        boolean more = true;
        while (more) {
            more = mergeBucket(directory);
        }
        if (level == 0) {
            collapse(pages.page(directory));
            return;
        }
        more = true;
        while (more) {
            more = mergeDirectory(level);
        }
        takeOutParent(level);
    }

    private boolean mergeBucket(long directoryId) {
        Page directory = pages.page(directoryId, Node.DIRECTORY);
        int slot = Node.slot(directory, tree.hash());
        Page bucket = pages.child(directory, Node.child(directory, slot));
        int depth = Node.depth(bucket);
        if (depth == Node.depth(directory) || Bucket.next(bucket) != 0) {
            return false;
        }
        int span = Node.span(directory, depth);
        int start = Node.spanStart(slot, span);
        long siblingId = Node.only(directory, start ^ span, span);
        if (siblingId < 0) {
            return false;
        }
        if (siblingId > 0) {
            Page sibling = pages.child(directory, siblingId);
            if (Node.depth(sibling) != depth
                    || Bucket.next(sibling) != 0
                    || Bucket.used(bucket) + Bucket.used(sibling) > Bucket.capacity(bucket) / 2) {
                return false;
            }
            Bucket.merge(pages.edit(bucket.id()), sibling);
            pages.free(siblingId);
        }
        Node.setDepth(pages.edit(bucket.id()), depth - 1);
        Node.set(pages.edit(directoryId), start & ~span, 2 * span, bucket.id());
        return true;
    }

    /** Merges the path's directory with its sibling, where each could do with one bit less. */
    private boolean mergeDirectory(int level) {
        Page parent = pages.page(tree.node(level - 1).id());
        int slot = Node.slot(parent, tree.hash());
        Page directory = pages.child(parent, Node.child(parent, slot));
        int depth = Node.depth(directory);
        if (depth == Node.depth(parent) || !Node.halves(directory)) {
            return false;
        }
        int span = Node.span(parent, depth);
        int start = Node.spanStart(slot, span);
        long siblingId = Node.only(parent, start ^ span, span);
        if (siblingId < 0) {
            return false;
        }
        Page sibling = siblingId == 0 ? null : pages.child(parent, siblingId);
        if (sibling != null
                && (Node.kind(sibling) != Node.DIRECTORY || Node.depth(sibling) != depth || !Node.halves(sibling))) {
            return false;
        }
        boolean ones = (start & span) != 0;
        Page old = Pages.copy(directory);
        MutablePage edited = pages.edit(directory.id());
        Node.setDepth(edited, depth - 1);
        int half = Node.FANOUT / 2;
        for (int i = 0; i < half; i++) {
            long other = sibling == null ? 0 : Node.child(sibling, 2 * i);
            Node.set(edited, ones ? half + i : i, 1, Node.child(old, 2 * i));
            Node.set(edited, ones ? i : half + i, 1, other);
        }
        if (sibling != null) {
            pages.free(siblingId);
        }
        Node.set(pages.edit(parent.id()), start & ~span, 2 * span, directory.id());
        return true;
    }

    /** Takes an inner page with one child out, which stands in its place then. */
    private void takeOutParent(int level) {
        Page parent = pages.page(tree.node(level - 1).id());
        long only = Node.only(parent, 0, Node.FANOUT);
        if (only <= 0) {
            return;
        }
        if (level > 1) {
            Page above = pages.page(tree.node(level - 2).id());
            Node.set(pages.edit(above.id()), Node.slot(above, tree.hash()), 1, only);
            pages.free(parent.id());
        } else if (Node.kind(parent) != Node.ROOT) {
            pullUp(parent, pages.child(parent, only));
        }
    }

    /** Turns a heavy key's directory with one bucket into that bucket. */
    private void collapse(Page directory) {
        long only = Node.only(directory, 0, Node.FANOUT);
        if (only > 0) {
            pullUp(directory, pages.child(directory, only));
        }
    }

    private void pullUp(Page root, Page child) {
        if (Node.kind(child) == Node.BUCKET && Bucket.next(child) != 0) {
            return;
        }
        MutablePage edited = pages.edit(root.id());
        edited.put(0, child.array(), child.arrayIndex(0), child.size());
        Node.setDepth(edited, 0);
        pages.free(child.id());
    }
}
