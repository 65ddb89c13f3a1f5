package org.pesadb.storage.guard;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;

/** A snapshot of a guarded pager. Threads share it; one of them may close it while another reads. */
final class GuardedSnapshot implements PageSnapshot {
    private final GuardedPager pager;
    private final PageSnapshot snapshot;
    private volatile boolean closed;

    /**
     * @param pager    whose snapshot it is
     * @param snapshot the snapshot itself
     */
    GuardedSnapshot(GuardedPager pager, PageSnapshot snapshot) {
        this.pager = pager;
        this.snapshot = snapshot;
    }

    boolean isOf(GuardedPager other) {
        return pager == other;
    }

    PageSnapshot behind() {
        return snapshot;
    }

    @Override
    public Page page(long id) {
        Page page;
        try {
            page = snapshot.page(id);
        } catch (Throwable thrown) {
            throw failed("giving page " + id, thrown);
        }
        if (pager.isWrong(page, id)) {
            throw pager.wrongPage("giving", page, id);
        }
        return page;
    }

    /** That it is closed, a snapshot has to say; to whoever closed it, or reads on though somebody has. */
    private RuntimeException failed(String doing, Throwable thrown) {
        if (closed && thrown instanceof IllegalStateException late) {
            return late;
        }
        return pager.failedPage(doing, thrown);
    }

    @Override
    public long pageCount() {
        long count;
        try {
            count = snapshot.pageCount();
        } catch (Throwable thrown) {
            throw failed("counting its pages", thrown);
        }
        return pager.checkedPageCount(count);
    }

    @Override
    public long root() {
        try {
            return snapshot.root();
        } catch (Throwable thrown) {
            throw failed("giving the root of a snapshot", thrown);
        }
    }

    @Override
    public long transaction() {
        try {
            return snapshot.transaction();
        } catch (Throwable thrown) {
            throw failed("giving the newest transaction of a snapshot", thrown);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            snapshot.close();
        } catch (Throwable thrown) {
            throw pager.failedEnding("closing a snapshot", thrown);
        }
    }
}
