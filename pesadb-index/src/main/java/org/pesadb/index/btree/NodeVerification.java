package org.pesadb.index.btree;

import java.util.Arrays;
import java.util.BitSet;
import org.pesadb.api.spi.Page;

/** Verifies one page of the tree: its cells, their order, and that they lie between the separators above. */
final class NodeVerification {
    private final Verification verification;
    private final TreePages pages;
    private final Page page;
    private final boolean leaf;
    private final BitSet taken = new BitSet();
    private int live;

    NodeVerification(Verification verification, TreePages pages, Page page) {
        this.verification = verification;
        this.pages = pages;
        this.page = page;
        leaf = Node.isLeaf(page);
    }

    /**
     * Verifies the page.
     *
     * @param from where its entries begin at the earliest, or null
     * @param to   where they have ended, or null
     * @return an inner page's separators, null in the place of one that cannot be read; of a leaf, nothing of worth
     */
    FullKey[] verify(FullKey from, FullKey to) {
        int count = Node.count(page);
        if (count == 0 && leaf && !Node.isRoot(page)) {
            fault("an empty leaf");
        }
        if (!leaf && Node.right(page) != 0) {
            fault("something where nothing belongs");
        }
        FullKey[] keys = new FullKey[leaf ? 0 : count];
        FullKey before = from;
        boolean first = true;
        for (int slot = 0; slot < count; slot++) {
            FullKey key = key(slot);
            if (key == null) {
                continue;
            }
            verifyOrder(slot, before, key, first);
            first = false;
            before = key;
            if (to != null && key.compare(to) >= 0) {
                fault("entry " + slot + " belongs into a page further right");
            }
            if (!leaf) {
                keys[slot] = key;
            } else if (key.row() >= 0) {
                verification.entries().accept(key.key(), key.row());
            }
        }
        if (live != Node.live(page)) {
            fault("cells of " + live + " bytes, where its head says " + Node.live(page));
        }
        return keys;
    }

    private void fault(String what) {
        verification.fault(page.id(), what);
    }

    /** The key of a slot, or null where it cannot be read, which is told. */
    private FullKey key(int slot) {
        FullKey[] found = new FullKey[1];
        verification.guarded(page.id(), () -> {
            int cell = Node.cell(page, slot);
            int size = cell < Node.cellsAt(page) ? 0 : Cell.size(page, cell);
            if (size == 0 || cell + size > page.size()) {
                throw pages.damaged(page.id(), "entry " + slot + " lies outside");
            }
            if (!taken.get(cell, cell + size).isEmpty()) {
                fault("entry " + slot + " lies over another one");
            }
            taken.set(cell, cell + size);
            live += size;
            found[0] = read(slot, cell);
        });
        return found[0];
    }

    private FullKey read(int slot, int cell) {
        int form = Cell.form(page, cell);
        long row = Cell.row(page, cell);
        if (row < (leaf ? 0 : -1) || (form & 0xF) != Cell.rowBytes(row)) {
            fault("entry " + slot + " has an impossible row");
        }
        int most = Node.maxInline(page);
        int inline = Node.prefixLength(page) + Cell.suffix(form);
        if (inline > most) {
            throw pages.damaged(page.id(), "entry " + slot + " has " + inline + " bytes of its key in the page");
        }
        byte[] key = new byte[inline];
        Cell.copyKey(page, slot, key, 0);
        if (Node.head(page, slot) != Cell.head(key, Node.prefixLength(page), inline)) {
            fault("entry " + slot + " has a head that goes on after its key");
        }
        if (!Cell.isLong(form)) {
            return new FullKey(key, row);
        }
        int length = Cell.longLength(page, cell);
        if (inline != most || length <= most) {
            throw pages.damaged(page.id(), "entry " + slot + " has a long key of " + length + " bytes");
        }
        byte[] beyond = verification.beyond(page, cell, length - inline);
        byte[] whole = Arrays.copyOf(key, length);
        System.arraycopy(beyond, 0, whole, inline, beyond.length);
        return new FullKey(whole, row);
    }

    private void verifyOrder(int slot, FullKey before, FullKey key, boolean first) {
        if (before == null) {
            return;
        }
        int order = before.compare(key);
        // The first entry may be the very one that the separator before it names.
        if (order > 0 || order == 0 && !(first && leaf)) {
            fault("entry " + slot + " is out of order");
        } else if (!first && verification.isUnique() && Arrays.equals(before.key(), key.key())) {
            fault("entries " + (slot - 1) + " and " + slot + " have the same key");
        }
    }
}
