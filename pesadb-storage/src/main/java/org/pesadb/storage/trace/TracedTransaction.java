package org.pesadb.storage.trace;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.trace.TraceEvent.Change;

/**
 * A write transaction while a statement runs in it: the pages that it visits and changes are told. Of one thread.
 *
 * @param pages     the transaction itself
 * @param statement   whose visits they are
 */
record TracedTransaction(PageTransaction pages, Traced statement) implements PageTransaction, Traced.Reader {

    @Override
    public Page page(long id) {
        return statement.visit(pages, id);
    }

    @Override
    public long pageCount() {
        return pages.pageCount();
    }

    @Override
    public PageWriter writer(PageType type, int owner) {
        return new Writer(pages.writer(type, owner), type, owner, statement);
    }

    @Override
    public long transaction() {
        return pages.transaction();
    }

    @Override
    public long root() {
        return pages.root();
    }

    @Override
    public void setRoot(long root) {
        pages.setRoot(root);
    }

    @Override
    public int savepoint() {
        return pages.savepoint();
    }

    @Override
    public void rollbackTo(int savepoint) {
        pages.rollbackTo(savepoint);
    }

    @Override
    public void release(int savepoint) {
        pages.release(savepoint);
    }

    @Override
    public void releasePages() {
        pages.releasePages();
    }

    @Override
    public void takeLowestPages() {
        pages.takeLowestPages();
    }

    @Override
    public long freePages() {
        return pages.freePages();
    }

    @Override
    public boolean isFree(long id) {
        return pages.isFree(id);
    }

    @Override
    public long cutFreePages() {
        return pages.cutFreePages();
    }

    @Override
    public void awaitBase() {
        pages.awaitBase();
    }

    @Override
    public void commit() {
        pages.commit();
    }

    @Override
    public void rollback() {
        pages.rollback();
    }

    /** The pages of one owner, to write. */
    private record Writer(PageWriter pages, PageType type, int owner, Traced statement)
            implements PageWriter, Traced.Reader {
        @Override
        public Page page(long id) {
            return statement.visit(pages, id);
        }

        @Override
        public long pageCount() {
            return pages.pageCount();
        }

        @Override
        public MutablePage edit(long id) {
            MutablePage page = pages.edit(id);
            statement.changed(id, page.type(), owner, Change.EDIT);
            return page;
        }

        @Override
        public MutablePage allocate() {
            MutablePage page = pages.allocate();
            statement.changed(page.id(), type, owner, Change.ALLOCATE);
            return page;
        }

        @Override
        public void free(long id) {
            pages.free(id);
            statement.changed(id, type, owner, Change.FREE);
        }
    }
}
