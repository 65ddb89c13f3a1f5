package org.pesadb.it.contract;

import java.util.HashSet;
import java.util.Set;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * The pages that an index is given by the kit: counted, and refused where they are none of its own. Of one thread. What an index must not do ends in
 * an AssertionError there and then, so that the index's own place is in its stack trace.
 */
class CountedPages implements PageWriter {
    private final PageReader reader;
    private final PageWriter writer;
    private final int owner;
    private final Set<Long> given = new HashSet<>();
    private boolean damaged;
    private long visits;
    private long limit = Long.MAX_VALUE;

    CountedPages(PageReader reader, int owner) {
        this(reader, null, owner);
    }

    CountedPages(PageWriter writer, int owner) {
        this(writer, writer, owner);
    }

    private CountedPages(PageReader reader, PageWriter writer, int owner) {
        this.reader = reader;
        this.writer = writer;
        this.owner = owner;
    }

    /** Pages that are damaged: they may lead anywhere, but not for ever. */
    CountedPages damaged(long most) {
        damaged = true;
        limit = most;
        return this;
    }

    /** How many times a page was asked for. */
    final long visits() {
        return visits;
    }

    private void visit(String doing, long id) {
        if (++visits > limit) {
            throw new AssertionError("it asked for pages " + limit + " times and goes on, the last time for " + id);
        }
        if (!damaged && given.contains(id)) {
            throw new AssertionError("it " + doing + " page " + id + ", which it gave back");
        }
    }

    private void requireOwn(String doing, Page page) {
        if (!damaged && (page.type() != PageType.INDEX || page.owner() != owner)) {
            throw new AssertionError("it " + doing + " " + page + ", but its own pages are of owner " + owner);
        }
    }

    @Override
    public Page page(long id) {
        visit("reads", id);
        Page page = reader.page(id);
        requireOwn("reads", page);
        return page;
    }

    @Override
    public long pageCount() {
        return reader.pageCount();
    }

    @Override
    public MutablePage edit(long id) {
        visit("changes", id);
        requireOwn("changes", reader.page(id));
        return writer.edit(id);
    }

    @Override
    public MutablePage allocate() {
        MutablePage page = writer.allocate();
        visits++;
        given.remove(page.id());
        return page;
    }

    @Override
    public void free(long id) {
        visit("gives back", id);
        requireOwn("gives back", reader.page(id));
        writer.free(id);
        given.add(id);
    }

    /** The call is over: from here on the index must do without what it was handed out. */
    void endCall() {}

    /** The next entry of a build is asked for: pages to change must be asked for again. */
    void nextEntry() {}

    /** The transaction is back at an earlier state: what was given back since may be in use again. */
    final void forgetGivenBack() {
        given.clear();
    }
}
