package org.pesadb.index.hash;

import java.util.Iterator;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.IndexNode;
import org.pesadb.api.spi.Page;
import org.pesadb.index.KeyText;
import org.pesadb.index.NodeWalk;

/** Tells what is on the pages of the index, and how they lead to each other, for people. */
final class NodeMap {
    private NodeMap() {}

    /** Describes a page; of one that is damaged, as far as it can be followed. */
    static void describe(Page page, ByteMap into) {
        switch (Node.kind(page)) {
            case Node.ROOT, Node.INNER, Node.DIRECTORY -> node(page, into);
            case Node.BUCKET, Node.CHAINED -> bucket(page, into);
            case Node.KEY -> LongKeys.describe(page, into);
            default -> into.field(0, 1, "kind", Node.kind(page) + ": unknown");
        }
    }

    private static String name(int kind) {
        return switch (kind) {
            case Node.ROOT -> "root";
            case Node.INNER -> "inner page";
            case Node.DIRECTORY -> "directory page";
            case Node.BUCKET -> "bucket";
            case Node.CHAINED -> "chained bucket";
            default -> "long key";
        };
    }

    private static void node(Page page, ByteMap into) {
        Node.describeHead(page, name(Node.kind(page)), into);
        for (int slot = 0; slot < Node.FANOUT; ) {
            long child = Node.child(page, slot);
            int end = slot + 1;
            while (end < Node.FANOUT && Node.child(page, end) == child) {
                end++;
            }
            String slots = end == slot + 1 ? "slot " + slot : "slots " + slot + " to " + (end - 1);
            Node.describeSlots(page, slot, end, slots, child == 0 ? "nothing" : "page " + child, into);
            slot = end;
        }
    }

    private static void bucket(Page page, ByteMap into) {
        Bucket.describeHead(page, name(Node.kind(page)), into);
        if (!Bucket.isSound(page)) {
            return;
        }
        for (int slot = 0; slot < Bucket.count(page); slot++) {
            Bucket.describeSlot(page, slot, into);
            int at = Bucket.offset(page, slot);
            try {
                into.field(at, Entry.size(page, at), "entry of slot " + slot, entry(page, at));
            } catch (IndexOutOfBoundsException outside) {
                into.field(at, 1, "entry of slot " + slot, "lies outside");
            }
        }
    }

    private static String entry(Page page, int at) {
        byte[] key = Entry.key(page, at);
        String shown = Entry.form(page, at) == Key.LONG ? "a long key" : "key " + KeyText.of(key, key.length);
        if (Entry.isHeavy(page, at)) {
            return shown + ", its rows in the tree of page " + Entry.tree(page, at);
        }
        int count = Entry.rowCount(page, at);
        if (count == 0) {
            return shown;
        }
        long row = Entry.row(page, at, 0);
        String first = "row " + row + " (page " + (row >>> 16) + " slot " + (row & 0xFFFF) + ")";
        return shown + ", " + first + (count > 1 ? " and " + (count - 1) + " more" : "");
    }

    /** The pages of an index, each before those it leads to; those of heavy keys are not among them. */
    static Iterator<IndexNode> walk(Pages pages, long root, long most) {
        NodeWalk.Reader reader = (depth, id, children) -> {
            try {
                return read(pages, depth, id, children);
            } catch (IndexOutOfBoundsException outside) {
                throw pages.damaged(outside);
            }
        };
        return new NodeWalk(root, most, reader, id -> pages.damaged(id, "the tree leads to more pages than there are"));
    }

    private static IndexNode read(Pages pages, int depth, long id, NodeWalk.Children children) {
        Page page = depth == 0 ? pages.root(id) : pages.page(id);
        int kind = Node.kind(page);
        if (kind == Node.BUCKET || kind == Node.CHAINED) {
            if (Bucket.next(page) != 0) {
                children.add(Bucket.next(page));
            }
            String keys = Bucket.live(page) + " bytes of entries";
            return new IndexNode(depth, id, name(kind), Bucket.count(page), keys);
        }
        long before = 0;
        int count = 0;
        for (int slot = 0; slot < Node.FANOUT; slot++) {
            long child = Node.child(page, slot);
            if (child != before && child != 0) {
                children.add(child);
                count++;
            }
            before = child;
        }
        return new IndexNode(depth, id, name(kind), count, "tells bits from " + Node.depth(page) + " on apart");
    }
}
