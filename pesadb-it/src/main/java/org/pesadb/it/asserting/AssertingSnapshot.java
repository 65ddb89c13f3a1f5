package org.pesadb.it.asserting;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;

/** A snapshot whose pages nobody must write to. Threads share it. */
final class AssertingSnapshot implements PageSnapshot {
    private final AssertingPager pager;
    private final PageSnapshot real;

    AssertingSnapshot(AssertingPager pager, PageSnapshot real) {
        this.pager = pager;
        this.real = real;
    }

    AssertingPager pager() {
        return pager;
    }

    PageSnapshot real() {
        return real;
    }

    @Override
    public Page page(long id) {
        Misuse.unless(id >= 0 && id < pageCount(), "a snapshot of " + pageCount() + " pages is asked for page " + id);
        return pager.readPages().note(real.page(id));
    }

    @Override
    public long pageCount() {
        return real.pageCount();
    }

    @Override
    public long root() {
        return real.root();
    }

    @Override
    public long transaction() {
        return real.transaction();
    }

    @Override
    public void close() {
        real.close();
        pager.ended(this);
    }
}
