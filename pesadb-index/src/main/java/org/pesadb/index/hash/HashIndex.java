package org.pesadb.index.hash;

import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexNode;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.index.OneRow;

/**
 * Access to a hash index. No state: each call makes its own {@link Pages}, so threads share it.
 */
final class HashIndex implements Index {
    /** A heavy key with this many rows or fewer is one no longer: well below {@link Entry#MAX_ROWS}, so as not to waver. */
    private static final int DEMOTED_ROWS = Entry.MAX_ROWS / 2;

    private final IndexDefinition definition;
    private final long root;
    private final Hasher hasher;

    HashIndex(IndexDefinition definition, long root, Hasher hasher) {
        this.definition = definition;
        this.root = root;
        this.hasher = hasher;
    }

    @Override
    public boolean insert(PageWriter writer, byte[] key, long row) {
        Pages pages = new Pages(definition, writer, writer, hasher);
        try {
            return insert(pages, key, row);
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    private boolean insert(Pages pages, byte[] bytes, long row) {
        Page rootPage = pages.root(root);
        Key key = Key.of(pages, bytes);
        Tree tree = new Tree(pages, root);
        if (!tree.find(rootPage, key)) {
            tree.add(Entry.of(pages, key, row));
            return true;
        }
        if (definition.unique()) {
            return false;
        }
        Page page = tree.found();
        int at = tree.offset();
        if (Entry.isHeavy(page, at)) {
            addRow(pages, Tree.nestedRoot(pages, Entry.tree(page, at)), row);
            return true;
        }
        long[] rows = Entry.rows(page, at, 1);
        rows[rows.length - 1] = row;
        tree.replace(
                rows.length <= Entry.MAX_ROWS
                        ? Entry.with(page, at, rows, rows.length)
                        : Entry.heavy(page, at, plantRows(pages, rows)));
        return true;
    }

    private static long plantRows(Pages pages, long[] rows) {
        MutablePage root = pages.allocate();
        Bucket.format(root, Node.BUCKET, 0);
        for (long row : rows) {
            addRow(pages, pages.page(root.id()), row);
        }
        return root.id();
    }

    private static void addRow(Pages pages, Page nestedRoot, long row) {
        Tree rows = new Tree(pages, nestedRoot.id());
        Key key = Key.ofRow(pages, row);
        if (!rows.find(nestedRoot, key)) {
            rows.add(Entry.of(pages, key));
        }
    }

    @Override
    public boolean delete(PageWriter writer, byte[] key, long row) {
        Pages pages = new Pages(definition, writer, writer, hasher);
        try {
            return delete(pages, key, row);
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    private boolean delete(Pages pages, byte[] bytes, long row) {
        Page rootPage = pages.root(root);
        Tree tree = new Tree(pages, root);
        if (!tree.find(rootPage, Key.of(pages, bytes))) {
            return false;
        }
        Page page = tree.found();
        int at = tree.offset();
        if (Entry.isHeavy(page, at)) {
            return deleteHeavy(pages, tree, row);
        }
        long[] rows = Entry.rows(page, at, 0);
        int found = 0;
        while (found < rows.length && rows[found] != row) {
            found++;
        }
        if (found == rows.length) {
            return false;
        }
        rows[found] = rows[rows.length - 1];
        if (rows.length > 1) {
            tree.replace(Entry.with(page, at, rows, rows.length - 1));
        } else {
            removeKey(pages, tree);
        }
        return true;
    }

    private static void removeKey(Pages pages, Tree tree) {
        Page page = tree.found();
        int at = tree.offset();
        if (Entry.isLong(page, at)) {
            LongKeys.free(pages, Entry.longPage(page, at), Entry.longLength(page, at));
        }
        tree.remove();
    }

    private static boolean deleteHeavy(Pages pages, Tree tree, long row) {
        long nested = Entry.tree(tree.found(), tree.offset());
        Tree rows = new Tree(pages, nested);
        if (!rows.find(Tree.nestedRoot(pages, nested), Key.ofRow(pages, row))) {
            return false;
        }
        rows.remove();
        Page rest = Tree.nestedRoot(pages, nested);
        if (Node.kind(rest) != Node.BUCKET || Bucket.count(rest) > DEMOTED_ROWS || Bucket.next(rest) != 0) {
            return true;
        }
        long[] left = new long[Bucket.count(rest)];
        for (int slot = 0; slot < left.length; slot++) {
            left[slot] = Entry.keyAsRow(pages, rest, Bucket.offset(rest, slot));
        }
        pages.free(nested);
        if (left.length == 0) {
            removeKey(pages, tree);
        } else {
            tree.replace(Entry.with(tree.found(), tree.offset(), left, left.length));
        }
        return true;
    }

    @Override
    public RowIdCursor find(PageReader reader, byte[] key) {
        Pages pages = new Pages(definition, reader, null, hasher);
        try {
            return find(pages, key);
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    private RowIdCursor find(Pages pages, byte[] bytes) {
        Page rootPage = pages.root(root);
        Key key = Key.of(pages, bytes);
        long steps = 0;
        for (Page page = Tree.bucket(pages, rootPage, key.hash); page != null; page = Tree.next(pages, page)) {
            int slot = Bucket.find(pages, page, key);
            if (slot >= 0) {
                return rows(pages, page, Bucket.offset(page, slot));
            }
            if (++steps > pages.pageCount()) {
                throw pages.damaged(page.id(), "its chain runs in a circle");
            }
        }
        return RowIdCursor.EMPTY;
    }

    private static RowIdCursor rows(Pages pages, Page page, int at) {
        if (Entry.isHeavy(page, at)) {
            return new HeavyRows(pages, Tree.nestedRoot(pages, Entry.tree(page, at)));
        }
        return Entry.rowCount(page, at) == 1
                ? new OneRow(Entry.row(page, at, 0))
                : new EntryRows(Entry.rows(page, at, 0));
    }

    @Override
    public void drop(PageWriter writer) {
        Pages pages = new Pages(definition, writer, writer, hasher);
        try {
            new Removal(pages).drop(pages.root(root), true);
        } catch (IndexOutOfBoundsException e) {
            throw pages.damaged(e);
        }
    }

    @Override
    public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
        Pages pages = new Pages(definition, reader, null, hasher);
        new Verification(definition, pages, reader, entry, page, found).run(root);
    }

    @Override
    public void describe(Page page, ByteMap into) {
        NodeMap.describe(page, into);
    }

    @Override
    public Iterator<IndexNode> nodes(PageReader reader) {
        return NodeMap.walk(new Pages(definition, reader, null, hasher), root, reader.pageCount());
    }
}
