package org.pesadb.index.btree;

import java.util.Iterator;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.IndexNode;
import org.pesadb.api.spi.Page;
import org.pesadb.index.KeyText;
import org.pesadb.index.NodeWalk;

/** Tells what is on the pages of a tree, and how they lie above each other, for people. */
final class NodeMap {
    private NodeMap() {}

    /** Describes a page; of one that is damaged, as far as it can be followed. */
    static void describe(Page page, ByteMap into) {
        if (Node.kind(page) == Node.LONG_KEY) {
            LongKeys.describe(page, into);
            return;
        }
        Node.describeHead(page, into);
        if (Node.kind(page) != Node.LEAF && Node.kind(page) != Node.INNER || Node.flaw(page) != null) {
            return;
        }
        for (int slot = 0; slot < Node.count(page); slot++) {
            int cell = Node.cell(page, slot);
            int slotAt = Node.slotsAt(page) + Node.SLOT_BYTES * slot;
            into.field(slotAt, Node.SLOT_BYTES, "slot " + slot, "its cell is at " + cell);
            try {
                String row = row(Cell.row(page, cell));
                String child = Node.isLeaf(page) ? "" : ", from here on page " + Node.child(page, slot);
                into.field(cell, Cell.size(page, cell), "cell of slot " + slot, "key " + key(page, slot) + row + child);
            } catch (IndexOutOfBoundsException outside) {
                into.field(slotAt, Node.SLOT_BYTES, "slot " + slot, "its cell lies outside");
            }
        }
    }

    private static String row(long row) {
        return row < 0 ? "" : ", row " + row + " (page " + (row >>> 16) + " slot " + (row & 0xFFFF) + ")";
    }

    private static String key(Page page, int slot) {
        int form = Cell.form(page, Node.cell(page, slot));
        byte[] key = new byte[Node.prefixLength(page) + Cell.suffix(form)];
        Cell.copyKey(page, slot, key, 0);
        return KeyText.of(key, key.length) + (Cell.isLong(form) ? " (goes on)" : "");
    }

    /** The pages of a tree, each before those below it. */
    static Iterator<IndexNode> walk(TreePages pages, long root, long most) {
        NodeWalk.Reader reader = (depth, id, children) -> {
            try {
                return read(pages, depth, id, children);
            } catch (IndexOutOfBoundsException outside) {
                throw pages.damaged(outside);
            }
        };
        return new NodeWalk(root, most, reader, id -> pages.damaged(id, "the tree leads to more pages than there are"));
    }

    private static IndexNode read(TreePages pages, int depth, long id, NodeWalk.Children children) {
        Page page = depth == 0 ? pages.root(id) : pages.node(id);
        int count = Node.count(page);
        if (Node.isLeaf(page)) {
            String keys = count == 0 ? "empty" : "keys " + key(page, 0) + " to " + key(page, count - 1);
            return new IndexNode(depth, id, "leaf", count, keys);
        }
        for (int slot = -1; slot < count; slot++) {
            children.add(Node.child(page, slot));
        }
        return new IndexNode(
                depth, id, "inner page of level " + Node.level(page), count + 1L, (count + 1) + " pages below");
    }
}
