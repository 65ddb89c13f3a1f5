package org.pesadb.storage.trace;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;

/**
 * Pages that a statement visits, each of which is told.
 *
 * @param pages     the pages themselves
 * @param statement whose visits they are
 */
record TracedPages(PageReader pages, Traced statement) implements Traced.Reader {
    @Override
    public Page page(long id) {
        return statement.visit(pages, id);
    }

    @Override
    public long pageCount() {
        return pages.pageCount();
    }
}
