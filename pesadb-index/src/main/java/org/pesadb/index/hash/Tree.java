package org.pesadb.index.hash;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * A tree of nodes and buckets during one operation: the index's own, or a heavy key's. Where it is, is told by the pages
 * from the root to a bucket, as they were when it went down.
 *
 * <p>Whatever changes a page leaves the path stale: after a change of structure the tree goes down again.
 */
final class Tree {
    /** Root, at most two inner pages beneath it, a directory. */
    static final int MAX_NODES = 4;

    private final Pages pages;
    private final long root;
    private final Page[] path = new Page[MAX_NODES];
    private int nodes;
    private Page bucket;

    /** Where {@link #find} found: a page of the bucket's chain, the one before it, the slot. */
    private Page found;

    private Page before;
    private int slot;
    private long hash;

    Tree(Pages pages, long root) {
        this.pages = pages;
        this.root = root;
    }

    /**
     * The bucket of a hash, without a path.
     *
     * @param root the root's page
     * @return null where there is none
     */
    static Page bucket(Pages pages, Page root, long hash) {
        Page page = root;
        while (Node.kind(page) != Node.BUCKET) {
            long child = Node.child(page, Node.slot(page, hash));
            if (child == 0) {
                return null;
            }
            page = pages.child(page, child);
        }
        return page;
    }

    /** The page after one in a bucket's chain, or null. */
    static Page next(Pages pages, Page page) {
        long next = Bucket.next(page);
        return next == 0 ? null : pages.page(next, Node.CHAINED);
    }

    /** The root of a heavy key's tree. */
    static Page nestedRoot(Pages pages, long id) {
        Page root = pages.page(id);
        int kind = Node.kind(root);
        if (kind < Node.INNER || kind > Node.BUCKET || Node.depth(root) != 0) {
            throw pages.damaged(id, "it is no root of a key's rows");
        }
        return root;
    }

    /** Goes down to where a key is, or would be. */
    boolean find(Page rootPage, Key key) {
        hash = key.hash;
        descend(rootPage);
        before = null;
        long steps = 0;
        for (Page page = bucket; page != null; page = next(pages, page)) {
            slot = Bucket.find(pages, page, key);
            if (slot >= 0) {
                found = page;
                return true;
            }
            before = page;
            if (++steps > pages.pageCount()) {
                throw pages.damaged(page.id(), "its chain runs in a circle");
            }
        }
        return false;
    }

    private void descend(Page rootPage) {
        nodes = 0;
        bucket = null;
        Page page = rootPage;
        while (Node.kind(page) != Node.BUCKET) {
            path[nodes++] = page;
            long child = Node.child(page, Node.slot(page, hash));
            if (child == 0) {
                return;
            }
            page = pages.child(page, child);
        }
        bucket = page;
    }

    /** Goes down once more, to where the last key is or would be. */
    void descend() {
        descend(pages.page(root));
    }

    Page found() {
        return found;
    }

    int offset() {
        return Bucket.offset(found, slot);
    }

    long hash() {
        return hash;
    }

    /** The bucket, or null where the last node has none there. */
    Page bucket() {
        return bucket;
    }

    int nodes() {
        return nodes;
    }

    /** A node of the path; 0 is the root, unless that is a bucket. */
    Page node(int level) {
        return path[level];
    }

    /** Adds an entry of the key that was sought last. */
    void add(byte[] entry) {
        while (!addHere(entry)) {
            new Growth(pages, this).grow();
            descend();
        }
    }

    private boolean addHere(byte[] entry) {
        Page end = null;
        long steps = 0;
        for (Page page = bucket; page != null; page = next(pages, page)) {
            if (Bucket.hasRoom(page, entry.length)) {
                Bucket.add(pages.edit(page.id()), hash, entry);
                return true;
            }
            end = page;
            if (++steps > pages.pageCount()) {
                throw pages.damaged(page.id(), "its chain runs in a circle");
            }
        }
        if (end == null || Node.depth(end) < Node.MAX_DEPTH) {
            return false;
        }
        MutablePage more = pages.allocate();
        Bucket.format(more, Node.CHAINED, Node.MAX_DEPTH);
        Bucket.add(more, hash, entry);
        Bucket.setNext(pages.edit(end.id()), more.id());
        return true;
    }

    /** Puts another entry in the place of the one found. */
    void replace(byte[] entry) {
        MutablePage page = pages.edit(found.id());
        Bucket.remove(pages, page, slot);
        if (Bucket.hasRoom(page, entry.length)) {
            Bucket.add(page, hash, entry);
        } else {
            descend();
            add(entry);
        }
    }

    /** Removes the entry found, and gives back what is empty then. */
    void remove() {
        MutablePage page = pages.edit(found.id());
        Bucket.remove(pages, page, slot);
        if (Bucket.count(page) > 0) {
            if (Bucket.count(page) % Shrinkage.INTERVAL == 0 && Bucket.used(page) < Bucket.capacity(page) / 4) {
                new Shrinkage(pages, this).merge();
            }
        } else if (before != null) {
            Bucket.setNext(pages.edit(before.id()), Bucket.next(page));
            pages.free(page.id());
        } else if (Bucket.next(page) != 0) {
            Page next = next(pages, page);
            Bucket.setNext(page, Bucket.next(next));
            Bucket.merge(page, next);
            pages.free(next.id());
        } else if (nodes > 0) {
            new Shrinkage(pages, this).dropBucket();
        }
    }
}
