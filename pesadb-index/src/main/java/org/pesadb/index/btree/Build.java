package org.pesadb.index.btree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pesadb.api.spi.Index.EntrySource;
import org.pesadb.api.spi.MutablePage;

/**
 * Fills an empty tree from entries in order: leaves from left to right, each as full as it can be, and above them the inner pages. What
 * goes into a page is gathered in memory first, so that each is written once, and none is held while an entry is fetched. The root
 * comes last. Of one operation.
 */
final class Build {
    private final TreePages pages;
    private final long root;
    private final int capacity;
    private final int maxInline;
    private final List<Inner> inners = new ArrayList<>();
    private final Entry entry = new Entry();

    /** The leaf that is being gathered, and its page; 0 as long as it may be the root. */
    private final Gathered leaf;

    private long leafId;
    private long leftLeaf;

    /** The key of the entry before, in an array that is used again. */
    private byte[] lastKey = new byte[64];

    private int lastLength = -1;
    private long lastRow;
    private long lastLongPage;

    /** Entries for one page. */
    private final class Gathered {
        final Batch batch;
        private int prefix;
        private int size;

        Gathered(boolean isLeaf) {
            batch = new Batch(pages, isLeaf);
        }

        /** Adds an entry; false where the page would be too full, and then it is there all the same, to be moved on. */
        boolean add(Entry added) {
            batch.add(added);
            int last = batch.count() - 1;
            int shared = batch.shared(0, last);
            if (last == 0 || shared < prefix) {
                prefix = shared;
                size = batch.size(0, last + 1);
            } else {
                size += batch.cost(last, prefix);
            }
            return size <= capacity;
        }

        void write(MutablePage page) {
            batch.write(page, 0, batch.count());
        }
    }

    /** An inner page that is being gathered. */
    private final class Inner {
        final int level;
        final Gathered gathered = new Gathered(false);
        long firstChild;

        /** What tells it from its left neighbour, or null where it has none. */
        Entry before;

        Inner(int level) {
            this.level = level;
        }
    }

    Build(TreePages pages, long root, int capacity, int maxInline) {
        this.pages = pages;
        this.root = root;
        this.capacity = capacity;
        this.maxInline = maxInline;
        leaf = new Gathered(true);
    }

    /** Takes all entries, or those before one whose key is taken in a unique index: returns its row then, else -1. */
    long run(EntrySource entries) {
        long taken = -1;
        while (taken < 0 && entries.next()) {
            taken = add(entries.key(), entries.row());
        }
        finish();
        return taken;
    }

    private long add(byte[] key, long row) {
        int order = lastLength < 0 ? 1 : Arrays.compareUnsigned(key, 0, key.length, lastKey, 0, lastLength);
        if (order == 0 && pages.unique()) {
            return row;
        } else if (order < 0 || order == 0 && row <= lastRow) {
            throw new IllegalArgumentException(
                    "the entries are said to be sorted, but row " + row + " is out of order");
        }
        entry.bytes = key;
        entry.from = 0;
        entry.inline = Math.min(key.length, maxInline);
        entry.row = row;
        entry.length = 0;
        entry.longPage = 0;
        if (entry.inline < key.length) {
            entry.length = key.length;
            entry.longPage = order == 0 ? lastLongPage : LongKeys.write(pages, key, entry.inline);
            if (order == 0) {
                LongKeys.share(pages, lastLongPage);
            }
        }
        remember(key, row);
        if (!leaf.add(entry)) {
            nextLeaf();
        }
        return -1;
    }

    private void remember(byte[] key, long row) {
        if (lastKey.length < key.length) {
            lastKey = new byte[Math.max(key.length, 2 * lastKey.length)];
        }
        System.arraycopy(key, 0, lastKey, 0, key.length);
        lastLength = key.length;
        lastRow = row;
        lastLongPage = entry.longPage;
    }

    /** Writes the gathered leaf but for its last entry, which begins the next one. */
    private void nextLeaf() {
        Batch batch = leaf.batch;
        int last = batch.count() - 1;
        Entry separator = batch.separator(last);
        Entry moved = batch.copy(last);
        if (leafId == 0) {
            leafId = pages.allocate().id();
            inners.add(new Inner(1));
            inners.get(0).firstChild = leafId;
        }
        long next = pages.allocate().id();
        writeLeaf(pages.edit(leafId), next, last);
        batch.clear();
        leaf.add(moved);
        leftLeaf = leafId;
        leafId = next;
        separator.child = next;
        addTo(0, separator);
    }

    private void writeLeaf(MutablePage page, long right, int end) {
        Node.format(page, 0);
        Node.setLeft(page, leftLeaf);
        Node.setRight(page, right);
        leaf.batch.write(page, 0, end);
    }

    private void addTo(int index, Entry separator) {
        Inner inner = inners.get(index);
        if (inner.gathered.add(separator)) {
            return;
        }
        Batch batch = inner.gathered.batch;
        Entry up = batch.copy(batch.count() - 1);
        batch.removeLast();
        close(index);
        batch.clear();
        inner.firstChild = up.child;
        inner.before = up;
    }

    /** Writes a gathered inner page, and tells the level above. */
    private void close(int index) {
        Inner inner = inners.get(index);
        MutablePage page = pages.allocate();
        Node.format(page, inner.level);
        Node.setFirstChild(page, inner.firstChild);
        inner.gathered.write(page);
        if (index + 1 == inners.size()) {
            inners.add(new Inner(inner.level + 1));
        }
        if (inner.before == null) {
            inners.get(index + 1).firstChild = page.id();
        } else {
            inner.before.child = page.id();
            addTo(index + 1, inner.before);
        }
    }

    private void finish() {
        if (leafId == 0) {
            MutablePage page = pages.edit(root);
            leaf.write(page);
            return;
        }
        writeLeaf(pages.edit(leafId), 0, leaf.batch.count());
        for (int i = 0; i < inners.size() - 1 || inners.get(i).before != null; i++) {
            close(i);
        }
        Inner top = inners.get(inners.size() - 1);
        MutablePage page = pages.edit(root);
        Node.format(page, top.level);
        Node.setRoot(page, pages.unique());
        Node.setFirstChild(page, top.firstChild);
        top.gathered.write(page);
    }
}
