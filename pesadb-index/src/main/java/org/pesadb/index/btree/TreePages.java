package org.pesadb.index.btree;

import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * The pages of the index during one operation: checks what it reads, and remembers the page that it gave last, to name it where
 * that turns out to be damaged. Of one thread.
 */
final class TreePages {
    private final IndexDefinition definition;
    private final PageReader reader;
    private final PageWriter writer;
    private long last;

    /**
     * Begins an operation.
     *
     * @param definition of the index
     * @param reader     for its pages
     * @param writer     the same, or null where nothing is changed
     */
    TreePages(IndexDefinition definition, PageReader reader, PageWriter writer) {
        this.definition = definition;
        this.reader = reader;
        this.writer = writer;
    }

    boolean unique() {
        return definition.unique();
    }

    /** The root; checked to be that of this index. */
    Page root(long id) {
        Page root = node(id);
        if (!Node.isRoot(root) || Node.isUnique(root) != definition.unique()) {
            throw damaged(id, "it is not the root of this index");
        }
        return root;
    }

    /** A page of the tree, whose head agrees with its size. */
    Page node(long id) {
        Page page = page(id);
        int kind = Node.kind(page);
        if (kind != Node.LEAF && kind != Node.INNER) {
            throw damaged(id, "a page of kind " + kind + " where one of the tree belongs");
        }
        String flaw = Node.flaw(page);
        if (flaw != null) {
            throw damaged(id, flaw);
        }
        return page;
    }

    /** The child of a slot, of the level beneath its parent. */
    Page child(Page parent, int slot) {
        long id = Node.child(parent, slot);
        int level = Node.level(parent) - 1;
        Page child = node(id);
        if (Node.level(child) != level || Node.isRoot(child)) {
            throw damaged(
                    id,
                    "it is of level " + Node.level(child) + " beneath page " + parent.id() + " of level "
                            + Node.level(parent));
        }
        return child;
    }

    /** A leaf's neighbour to which it leads, and which leads back to it. */
    Page neighbour(Page leaf, boolean toTheLeft) {
        long id = toTheLeft ? Node.left(leaf) : Node.right(leaf);
        long from = leaf.id();
        Page other = node(id);
        if (!Node.isLeaf(other) || Node.isRoot(other) || (toTheLeft ? Node.right(other) : Node.left(other)) != from) {
            throw damaged(id, "page " + from + " calls it its neighbour, but not the other way round");
        }
        return other;
    }

    /** The row of a leaf's cell. */
    long row(Page leaf, int cell) {
        long row = Cell.leafRow(leaf, cell);
        if (row < 0) {
            throw damaged(leaf.id(), "an entry without a row");
        }
        return row;
    }

    /** Part of a long key. */
    Page longKey(long id) {
        Page page = page(id);
        if (Node.kind(page) != Node.LONG_KEY) {
            throw damaged(id, "a page of kind " + Node.kind(page) + " where a long key belongs");
        }
        return page;
    }

    private Page page(long id) {
        last = id;
        Page page = reader.page(id);
        if (page.type() != PageType.INDEX || page.owner() != definition.owner()) {
            throw damaged(id, "it is " + page + ", not a page of this index");
        }
        return page;
    }

    MutablePage edit(long id) {
        last = id;
        return writer.edit(id);
    }

    MutablePage allocate() {
        return writer.allocate();
    }

    void free(long id) {
        writer.free(id);
    }

    /** The most pages that a walk can meet, unless it goes in a circle. */
    long pageCount() {
        return reader.pageCount();
    }

    CorruptException damaged(long page, String what) {
        return new CorruptException("index " + definition.name() + ", page " + page + " is damaged: " + what);
    }

    /** What an offset outside its page means: the last page that was read holds it. */
    CorruptException damaged(IndexOutOfBoundsException offset) {
        return new CorruptException(
                "index " + definition.name() + ", page " + last + " is damaged: it leads outside itself", offset);
    }

    /** Goes on to name a page that was read before others, while it is read again. */
    void about(Page page) {
        last = page.id();
    }
}
