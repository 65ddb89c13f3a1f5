package org.pesadb.index;

import java.util.HashSet;
import java.util.Set;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.testing.MemoryPages;

/**
 * Pages that remember which of them were changed. What was read does not change with later edits, as it may be with a
 * pager that copies a page when it is first edited; with {@link MemoryPages} itself it does change. Both are allowed.
 */
public final class Recorder implements PageWriter {
    public final Set<Long> dirty = new HashSet<>();
    private final MemoryPages pages;

    public Recorder(MemoryPages pages) {
        this.pages = pages;
    }

    @Override
    public Page page(long id) {
        Page page = pages.page(id);
        return new Page(id, page.type(), page.owner(), page.array().clone(), page.arrayIndex(0));
    }

    @Override
    public long pageCount() {
        return pages.pageCount();
    }

    @Override
    public MutablePage edit(long id) {
        dirty.add(id);
        return pages.edit(id);
    }

    @Override
    public MutablePage allocate() {
        MutablePage page = pages.allocate();
        dirty.add(page.id());
        return page;
    }

    @Override
    public void free(long id) {
        dirty.add(id);
        pages.free(id);
    }
}
