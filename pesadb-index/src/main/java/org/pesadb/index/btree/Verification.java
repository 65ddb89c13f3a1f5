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
import org.pesadb.api.spi.PageType;
import org.pesadb.index.PageSet;

/**
 * One verification of an index: walks every page once, tells of every fault and goes on beside it. Pages seen are
 * remembered, so that one to which two places lead is a fault and a circle ends. It calls itself once for each level of the tree.
 */
final class Verification {
    private final IndexDefinition definition;
    private final TreePages pages;
    private final PageReader reader;
    private final EntryConsumer entries;
    private final LongConsumer pageConsumer;
    private final Consumer<Fault> faults;
    private final PageSet seen = new PageSet();

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
        this.definition = definition;
        this.pages = pages;
        this.reader = reader;
        this.entries = entries;
        this.pageConsumer = pageConsumer;
        this.faults = faults;
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

    boolean isUnique() {
        return definition.unique();
    }

    EntryConsumer entries() {
        return entries;
    }

    /** Counts a page as the index's, once. */
    void claim(long id) {
        if (id <= 0 || id >= reader.pageCount()) {
            throw pages.damaged(id, "something leads to it, but there is no such page");
        }
        if (!seen.add(id)) {
            throw pages.damaged(id, "two places lead to it");
        }
        Page page;
        try {
            page = reader.page(id);
        } catch (CorruptException e) {
            pageConsumer.accept(id);
            throw e;
        }
        if (page.type() == PageType.INDEX && page.owner() == definition.owner()) {
            pageConsumer.accept(id);
        }
    }

    void fault(long page, String what) {
        faults.accept(new Fault(null, page, "index " + definition.name(), what));
    }

    /** Does a part of the work; what ends it early is told as a fault of a page. */
    boolean guarded(long page, Runnable part) {
        try {
            part.run();
            return true;
        } catch (CorruptException e) {
            fault(page, e.getMessage());
        } catch (IndexOutOfBoundsException e) {
            fault(page, pages.damaged(e).getMessage());
        }
        return false;
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
