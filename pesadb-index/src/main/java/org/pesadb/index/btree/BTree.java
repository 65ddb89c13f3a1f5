package org.pesadb.index.btree;

import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexNode;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.index.OneRow;

/** Access to a B+tree. No state: each call makes its own {@link TreePages}, so threads share it. */
final class BTree implements Index {
    private final IndexDefinition definition;
    private final long root;

    BTree(IndexDefinition definition, long root) {
        this.definition = definition;
        this.root = root;
    }

    private TreePages reading(PageReader reader) {
        return new TreePages(definition, reader, null);
    }

    private TreePages writing(PageWriter writer) {
        return new TreePages(definition, writer, writer);
    }

    @Override
    public boolean insert(PageWriter writer, byte[] key, long row) {
        TreePages pages = writing(writer);
        try {
            return insert(pages, key, row);
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    private boolean insert(TreePages pages, byte[] key, long row) {
        Page rootPage = pages.root(root);
        Path path = new Path(pages, rootPage);
        Sought sought = new Sought(pages, key, row);
        Page leaf = path.descend(rootPage, sought);
        int found = sought.find(leaf);
        if (found >= 0) {
            return !definition.unique(); // the very pair is there
        }
        int slot = -1 - found;
        new Insertion(pages, path).insert(entry(pages, sought, row, leaf, slot), leaf, slot);
        return true;
    }

    /** The entry of a new pair; a long key's shares the chain of a neighbour of the same key. */
    private static Entry entry(TreePages pages, Sought sought, long row, Page leaf, int slot) {
        Entry entry = new Entry();
        entry.bytes = sought.key();
        entry.inline = Math.min(sought.key().length, Node.maxInline(leaf));
        entry.row = row;
        if (entry.inline < sought.key().length) {
            entry.length = sought.key().length;
            entry.longPage = longPage(pages, sought, leaf, slot, entry.inline);
        }
        return entry;
    }

    private static long longPage(TreePages pages, Sought sought, Page leaf, int slot, int inline) {
        for (int other = slot - 1; other <= slot; other++) {
            if (other >= 0 && other < Node.count(leaf) && sought.isOfKey(leaf, other)) {
                long shared = Cell.longPage(leaf, Node.cell(leaf, other));
                LongKeys.share(pages, shared);
                return shared;
            }
        }
        return LongKeys.write(pages, sought.key(), inline);
    }

    @Override
    public boolean delete(PageWriter writer, byte[] key, long row) {
        TreePages pages = writing(writer);
        try {
            return delete(pages, key, row);
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    private boolean delete(TreePages pages, byte[] key, long row) {
        Page rootPage = pages.root(root);
        Path path = new Path(pages, rootPage);
        Sought sought = new Sought(pages, key, row);
        Page leaf = path.descend(rootPage, sought);
        int found = sought.find(leaf);
        if (found < 0 || Cell.row(leaf, Node.cell(leaf, found)) != row) {
            return false;
        }
        new Deletion(pages, path).delete(found);
        return true;
    }

    @Override
    public RowIdCursor find(PageReader reader, byte[] key) {
        TreePages pages = reading(reader);
        try {
            return find(pages, key);
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    private RowIdCursor find(TreePages pages, byte[] key) {
        Page rootPage = pages.root(root);
        Sought first = new Sought(pages, key, Sought.FIRST_ROW);
        Page leaf = Path.leaf(pages, rootPage, first);
        if (!definition.unique()) {
            Bound end = Bound.through(new Sought(pages, key, Sought.LAST_ROW));
            return new AscendingCursor(pages, leaf, first.lowerBound(leaf), end);
        }
        int found = first.find(leaf);
        return found < 0 ? RowIdCursor.EMPTY : new OneRow(pages.row(leaf, Node.cell(leaf, found)));
    }

    @Override
    public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
        if (Bound.isEmpty(from, to)) {
            return RowIdCursor.EMPTY;
        }
        TreePages pages = reading(reader);
        try {
            return descending ? descending(pages, from, to) : ascending(pages, from, to);
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    private RowIdCursor ascending(TreePages pages, byte[] from, byte[] to) {
        Page rootPage = pages.root(root);
        Bound end = Bound.before(pages, to);
        if (from == null) {
            return new AscendingCursor(pages, Path.outermost(pages, rootPage, false), 0, end);
        }
        Sought first = new Sought(pages, from, Sought.FIRST_ROW);
        Page leaf = Path.leaf(pages, rootPage, first);
        return new AscendingCursor(pages, leaf, first.lowerBound(leaf), end);
    }

    private RowIdCursor descending(TreePages pages, byte[] from, byte[] to) {
        Page rootPage = pages.root(root);
        Bound end = Bound.before(pages, from);
        if (to == null) {
            Page leaf = Path.outermost(pages, rootPage, true);
            return new DescendingCursor(pages, leaf, Node.count(leaf), end);
        }
        Sought beyond = new Sought(pages, to, Sought.FIRST_ROW);
        Page leaf = Path.leaf(pages, rootPage, beyond);
        return new DescendingCursor(pages, leaf, beyond.lowerBound(leaf), end);
    }

    @Override
    public long estimate(PageReader reader, byte[] from, byte[] to) {
        if (Bound.isEmpty(from, to)) {
            return 0;
        }
        TreePages pages = reading(reader);
        try {
            return new Estimate(pages, pages.root(root)).between(from, to);
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    @Override
    public long build(PageWriter writer, EntrySource entries) {
        TreePages pages = writing(writer);
        Page rootPage;
        boolean empty;
        try {
            rootPage = pages.root(root);
            empty = Node.isLeaf(rootPage) && Node.count(rootPage) == 0;
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
        return empty && entries.sorted()
                ? new Build(pages, root, Node.capacity(rootPage), Node.maxInline(rootPage)).run(entries)
                : Index.super.build(writer, entries);
    }

    @Override
    public void drop(PageWriter writer) {
        TreePages pages = writing(writer);
        try {
            new Drop(pages).run(pages.root(root));
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    @Override
    public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
        new Verification(definition, reading(reader), reader, entry, page, found).run(root);
    }

    @Override
    public void describe(Page page, ByteMap into) {
        NodeMap.describe(page, into);
    }

    @Override
    public Iterator<IndexNode> nodes(PageReader reader) {
        return NodeMap.walk(reading(reader), root, reader.pageCount());
    }
}
