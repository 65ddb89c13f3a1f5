package org.pesadb.index.hash;

import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * The pages of the index during one operation: checks what it reads, hashes with the root's key, and remembers the page
 * that it gave last, to name it where that turns out to be damaged. Of one thread.
 */
final class Pages {
    private final IndexDefinition definition;
    private final PageReader reader;
    private final PageWriter writer;
    private final Hasher hasher;
    private long hashKey0;
    private long hashKey1;
    private long last;

    /**
     * Begins an operation.
     *
     * @param definition of the index
     * @param reader     for its pages
     * @param writer     the same, or null where nothing is changed
     * @param hasher     its hash
     */
    Pages(IndexDefinition definition, PageReader reader, PageWriter writer, Hasher hasher) {
        this.definition = definition;
        this.reader = reader;
        this.writer = writer;
        this.hasher = hasher;
    }

    /**
     * The root, to be read first: it has the key of the hash.
     *
     * @param id its number
     * @return the page
     */
    Page root(long id) {
        Page root = page(id);
        if (Node.kind(root) != Node.ROOT || Node.depth(root) != 0 || Node.unique(root) != definition.unique()) {
            throw damaged(id, "it is not the root of this index");
        }
        hashKey0 = Node.hashKey0(root);
        hashKey1 = Node.hashKey1(root);
        return root;
    }

    /**
     * A page of the index.
     *
     * @param id its number
     * @return a page of a known kind, whose head agrees with its size
     */
    Page page(long id) {
        last = id;
        Page page = reader.page(id);
        if (page.type() != PageType.INDEX || page.owner() != definition.owner()) {
            throw damaged(id, "it is " + page + ", not a page of this index");
        }
        int kind = Node.kind(page);
        if (kind < Node.ROOT || kind > Node.KEY) {
            throw damaged(id, "unknown kind of page " + kind);
        }
        if ((kind == Node.BUCKET || kind == Node.CHAINED) && !Bucket.isSound(page)) {
            throw damaged(id, "impossible number or place of its entries");
        }
        return page;
    }

    /** A page to which a page leads, of a kind. */
    Page page(long id, int kind) {
        Page page = page(id);
        if (Node.kind(page) != kind) {
            throw damaged(id, "a page of kind " + Node.kind(page) + " where one of kind " + kind + " belongs");
        }
        return page;
    }

    /** A child of a node. */
    Page child(Page node, long id) {
        Page page = page(id);
        if (!Node.fits(node, page)) {
            throw damaged(
                    id,
                    "kind " + Node.kind(page) + ", depth " + Node.depth(page) + " beneath page " + node.id()
                            + " of kind " + Node.kind(node) + ", depth " + Node.depth(node));
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

    long hash(byte[] bytes, int from, int length) {
        return hasher.hash(hashKey0, hashKey1, bytes, from, length);
    }

    /** The most pages that a chain can have, unless it runs in a circle. */
    long pageCount() {
        return reader.pageCount();
    }

    /** What does not change with the page's edits. */
    static Page copy(Page page) {
        return new Page(page.id(), page.type(), page.owner(), page.array().clone(), page.arrayIndex(0));
    }

    CorruptException damaged(long page, String what) {
        return new CorruptException("index " + definition.name() + ", page " + page + " is damaged: " + what);
    }

    /** What an offset outside its page means: the last page that was read holds it. */
    CorruptException damaged(IndexOutOfBoundsException offset) {
        return new CorruptException(
                "index " + definition.name() + ", page " + last + " is damaged: it leads outside itself", offset);
    }
}
