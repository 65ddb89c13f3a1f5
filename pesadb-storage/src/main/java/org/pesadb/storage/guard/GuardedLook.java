package org.pesadb.storage.guard;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageLook;

/**
 * A look at the pages of a guarded pager. Threads share it.
 *
 * @param pager    whose look it is
 * @param look     the look itself
 * @param snapshot guards what it has in common with any snapshot
 */
record GuardedLook(GuardedPager pager, PageLook look, GuardedSnapshot snapshot) implements PageLook {
    @Override
    public boolean cached(long id) {
        return pager.call("saying whether it has page " + id + " in memory", () -> look.cached(id));
    }

    @Override
    public Page page(long id) {
        return snapshot.page(id);
    }

    @Override
    public long pageCount() {
        return snapshot.pageCount();
    }

    @Override
    public long root() {
        return snapshot.root();
    }

    @Override
    public long transaction() {
        return snapshot.transaction();
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
