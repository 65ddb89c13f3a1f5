package org.pesadb.index.btree;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Index.EntryConsumer;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.index.IndexWalk;

/**
 * One verification of an index. It calls itself once for each level of the tree.
 */
final class Verification extends IndexWalk {
    private final TreePages pages;
    private final EntryConsumer entries;

    /** The chains of long keys, and how many cells led to each so far. */
    private final Map<Long, Long> chains = new HashMap<>();

    /** The chain that was read last: neighbours share one. */
    private long lastChain = -1;

    private byte[] lastBeyond;

    /** The leaf before, and the one that it calls its right neighbour; -1 where a fault hides it. */
    private long leftLeaf;

    private long expectedLeaf = -1;

    Verification(
            IndexDefinition definition,
            TreePages pages,
            PageReader reader,
            EntryConsumer entries,
            LongConsumer pageConsumer,
            Consumer<Fault> faults) {
        super(definition, reader, pageConsumer, faults);
        this.pages = pages;
        this.entries = entries;
    }

    void run(long root) {
        guarded(root, () -> {
            claim(root);
            Page page = pages.root(root);
            if (Node.isLeaf(page)) {
                expectedLeaf = root;
            }
            walk(page, null, null);
        });
        if (leftLeaf > 0 && expectedLeaf > 0) {
            fault(leftLeaf, "the last leaf calls page " + expectedLeaf + " its right neighbour");
        }
        chains.forEach((chain, cells) -> guarded(chain, () -> {
            long stored = LongKeys.cells(pages, chain);
            if (stored != cells) {
                fault(chain, "its key is for " + stored + " cells, where " + cells + " lead to it");
            }
        }));
    }

    EntryConsumer entries() {
        return entries;
    }

    @Override
    protected CorruptException damaged(long page, String what) {
        return pages.damaged(page, what);
    }

    @Override
    protected CorruptException damaged(IndexOutOfBoundsException offset) {
        return pages.damaged(offset);
    }

    /** A page and what is beneath it: entries from one place, itself included, to another one. */
    private void walk(Page page, FullKey from, FullKey to) {
        NodeVerification node = new NodeVerification(this, pages, page);
        FullKey[] keys = node.verify(from, to);
        if (Node.isLeaf(page)) {
            verifyLinks(page);
            return;
        }
        for (int slot = -1; slot < keys.length; slot++) {
            FullKey low = slot < 0 || keys[slot] == null ? from : keys[slot];
            FullKey high = slot + 1 == keys.length ? to : keys[slot + 1];
            int itsSlot = slot;
            boolean whole = guarded(page.id(), () -> {
                claim(Node.child(page, itsSlot));
                walk(pages.child(page, itsSlot), low, high);
            });
            if (!whole) {
                leftLeaf = -1;
                expectedLeaf = -1;
            }
        }
    }

    private void verifyLinks(Page leaf) {
        if (expectedLeaf >= 0 && expectedLeaf != leaf.id() || leftLeaf == 0 && Node.left(leaf) != 0) {
            fault(leaf.id(), "page " + leftLeaf + " calls page " + expectedLeaf + " its right neighbour, not this one");
        }
        if (leftLeaf > 0 && Node.left(leaf) != leftLeaf) {
            fault(leaf.id(), "it calls page " + Node.left(leaf) + " its left neighbour, not page " + leftLeaf);
        }
        leftLeaf = leaf.id();
        expectedLeaf = Node.right(leaf);
    }

    /** The end of a long key; its pages are counted when they are met first. */
    byte[] beyond(Page page, int cell, int length) {
        long chain = Cell.longPage(page, cell);
        Long cells = chains.putIfAbsent(chain, 1L);
        if (cells == null) {
            guarded(chain, () -> LongKeys.visit(pages, chain, this::claim));
        } else {
            chains.put(chain, cells + 1);
        }
        if (chain != lastChain || lastBeyond.length < length) {
            lastBeyond = LongKeys.read(pages, chain, length);
            lastChain = chain;
        }
        return lastBeyond.length == length ? lastBeyond : Arrays.copyOf(lastBeyond, length);
    }
}
