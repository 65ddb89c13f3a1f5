package org.pesadb.storage.guard;

import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/** The pages of one owner in a write transaction of a guarded pager. Of the transaction's thread. */
final class GuardedWriter implements PageWriter {
    private final GuardedPager pager;
    private final PageWriter writer;
    private final PageType type;
    private final int owner;

    /**
     * @param pager  whose writer it is
     * @param writer the writer itself
     * @param type   of the pages that it allocates
     * @param owner  whose pages they are
     */
    GuardedWriter(GuardedPager pager, PageWriter writer, PageType type, int owner) {
        this.pager = pager;
        this.writer = writer;
        this.type = type;
        this.owner = owner;
    }

    @Override
    public Page page(long id) {
        Page page;
        try {
            page = writer.page(id);
        } catch (Throwable thrown) {
            throw pager.failedPage("giving page " + id, thrown);
        }
        if (pager.isWrong(page, id)) {
            throw pager.wrongPage("giving", page, id);
        }
        return page;
    }

    @Override
    public long pageCount() {
        long count;
        try {
            count = writer.pageCount();
        } catch (Throwable thrown) {
            throw pager.failedPage("counting its pages", thrown);
        }
        return pager.checkedPageCount(count);
    }

    @Override
    public MutablePage edit(long id) {
        MutablePage page;
        try {
            page = writer.edit(id);
        } catch (Throwable thrown) {
            throw pager.failedPage("giving page " + id + " to change", thrown);
        }
        if (pager.isWrong(page, id)) {
            throw pager.wrongPage("giving to change", page, id);
        }
        if (page.owner() != owner) {
            throw foreign("giving page " + id + " to change", page);
        }
        return page;
    }

    private PesaDbException foreign(String doing, Page page) {
        return pager.broken(doing, "it gave " + page + " to owner " + owner + ", for pages of type " + type);
    }

    @Override
    public MutablePage allocate() {
        String doing = "giving a new page";
        MutablePage page;
        try {
            page = writer.allocate();
        } catch (Throwable thrown) {
            throw pager.failedPage(doing, thrown);
        }
        if (page == null) {
            throw pager.broken(doing, "it gave null");
        }
        if (pager.isWrong(page, page.id())) {
            throw pager.wrongPage("giving as a new one", page, page.id());
        }
        if (page.id() <= 0 || page.owner() != owner || page.type() != type) {
            throw foreign(doing, page);
        }
        return page;
    }

    @Override
    public void free(long id) {
        try {
            writer.free(id);
        } catch (Throwable thrown) {
            throw pager.failedPage("freeing page " + id, thrown);
        }
    }
}
