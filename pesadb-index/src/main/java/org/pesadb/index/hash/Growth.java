package org.pesadb.index.hash;

import java.util.BitSet;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * Makes room where a tree's path leads: one step, a few pages. The tree goes down again afterwards, and asks for another
 * step where there is still no room.
 */
final class Growth {
    private final Pages pages;
    private final Tree tree;

    Growth(Pages pages, Tree tree) {
        this.pages = pages;
        this.tree = tree;
    }

    void grow() {
        Page bucket = tree.bucket();
        int nodes = tree.nodes();
        if (bucket == null) {
            plant(tree.node(nodes - 1));
        } else if (nodes == 0) {
            raise(bucket, Node.DIRECTORY);
        } else if (Node.depth(bucket) < Node.depth(tree.node(nodes - 1)) + Node.BITS) {
            splitBucket(bucket, tree.node(nodes - 1));
        } else {
            growDirectory(tree.node(nodes - 1), nodes == 1 ? null : tree.node(nodes - 2));
        }
    }

    /** Puts an empty child where a node has none, as shallow as its neighbours allow. */
    private void plant(Page node) {
        int slot = Node.slot(node, tree.hash());
        int depth = Node.emptyDepth(node, slot);
        MutablePage child = pages.allocate();
        if (Node.kind(node) == Node.DIRECTORY) {
            Bucket.format(child, Node.BUCKET, depth);
        } else {
            Node.format(child, Node.DIRECTORY, depth);
        }
        link(node, depth, slot, child.id());
    }

    private MutablePage link(Page node, int childDepth, int slot, long child) {
        int span = Node.span(node, childDepth);
        MutablePage edited = pages.edit(node.id());
        Node.set(edited, Node.spanStart(slot, span), span, child);
        return edited;
    }

    /** Moves what the root of a heavy key's tree holds to a page beneath it. */
    private void raise(Page root, int kind) {
        MutablePage child = pages.allocate();
        child.put(0, root.array(), root.arrayIndex(0), root.size());
        MutablePage edited = pages.edit(root.id());
        Node.format(edited, kind, 0);
        Node.set(edited, 0, Node.FANOUT, child.id());
    }

    private void splitBucket(Page bucket, Page directory) {
        int bit = Node.depth(bucket);
        int slot = Node.slot(directory, tree.hash());
        int span = Node.span(directory, bit);
        int start = Node.spanStart(slot, span);
        BitSet bits = Bucket.bits(pages, bucket, bit);
        boolean noOnes = bits.isEmpty();
        MutablePage zeros = pages.edit(bucket.id());
        Node.setDepth(zeros, bit + 1);
        if (noOnes || bits.cardinality() == Bucket.count(bucket)) {
            // All on one side: the other one is a range without a bucket, which costs no page.
            Node.set(pages.edit(directory.id()), noOnes ? start + span / 2 : start, span / 2, 0);
            return;
        }
        MutablePage ones = pages.allocate();
        Bucket.format(ones, Node.BUCKET, bit + 1);
        Bucket.split(zeros, ones, bits);
        Node.set(pages.edit(directory.id()), start + span / 2, span / 2, ones.id());
    }

    /** Makes a directory tell one bit more apart. */
    private void growDirectory(Page directory, Page parent) {
        if (parent == null) {
            raise(directory, Node.INNER);
        } else if (Node.depth(directory) == Node.depth(parent) + Node.BITS) {
            MutablePage inner = pages.allocate();
            Node.format(inner, Node.INNER, Node.depth(directory));
            Node.set(inner, 0, Node.FANOUT, directory.id());
            link(parent, Node.depth(directory), Node.slot(parent, tree.hash()), inner.id());
        } else {
            splitDirectory(directory, parent);
        }
    }

    private void splitDirectory(Page directory, Page parent) {
        Page old = Pages.copy(directory);
        int depth = Node.depth(old);
        int half = Node.FANOUT / 2;
        int span = Node.span(parent, depth);
        int start = Node.spanStart(Node.slot(parent, tree.hash()), span);
        boolean zeros = Node.only(old, 0, half) != 0;
        boolean ones = Node.only(old, half, half) != 0;
        MutablePage kept = pages.edit(old.id());
        widen(kept, old, zeros ? 0 : half);
        MutablePage above = pages.edit(parent.id());
        if (zeros && ones) {
            MutablePage other = pages.allocate();
            Node.format(other, Node.DIRECTORY, depth + 1);
            widen(other, old, half);
            Node.set(above, start + span / 2, span / 2, other.id());
        } else {
            Node.set(above, zeros ? start + span / 2 : start, span / 2, 0);
        }
    }

    private static void widen(MutablePage into, Page old, int from) {
        Node.setDepth(into, Node.depth(old) + 1);
        for (int i = 0; i < Node.FANOUT; i++) {
            Node.set(into, i, 1, Node.child(old, from + i / 2));
        }
    }
}
