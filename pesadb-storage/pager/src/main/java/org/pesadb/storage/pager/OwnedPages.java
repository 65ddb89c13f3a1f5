package org.pesadb.storage.pager;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * The pages of one owner in a write transaction. Has no state of its own.
 *
 * @param transaction whose pages
 * @param type        of the pages that it allocates
 * @param owner       of all its pages
 */
record OwnedPages(WriteTransaction transaction, PageType type, int owner) implements PageWriter {
    @Override
    public Page page(long id) {
        return transaction.page(id);
    }

    @Override
    public long pageCount() {
        return transaction.pageCount();
    }

    @Override
    public MutablePage edit(long id) {
        return transaction.edit(id, owner);
    }

    @Override
    public MutablePage allocate() {
        return transaction.allocate(type, owner);
    }

    @Override
    public void free(long id) {
        transaction.free(id, owner);
    }
}
