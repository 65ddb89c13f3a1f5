package org.pesadb.storage.pager;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageLook;

/**
 * A snapshot that is read past the cache. Threads share it.
 *
 * @param snapshot closed with this one
 */
record Look(Snapshot snapshot) implements PageLook {
    @Override
    public Page page(long id) {
        return snapshot.look(id);
    }

    @Override
    public boolean cached(long id) {
        return snapshot.cached(id);
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
