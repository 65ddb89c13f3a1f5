package org.pesadb.storage.guard;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/** A write transaction of a guarded pager. Of one thread at a time, as the transaction is. */
final class GuardedTransaction implements PageTransaction {
    private final GuardedPager pager;
    private final PageTransaction transaction;

    /**
     * @param pager       whose transaction it is
     * @param transaction the transaction itself
     */
    GuardedTransaction(GuardedPager pager, PageTransaction transaction) {
        this.pager = pager;
        this.transaction = transaction;
    }

    @Override
    public Page page(long id) {
        Page page;
        try {
            page = transaction.page(id);
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
            count = transaction.pageCount();
        } catch (Throwable thrown) {
            throw pager.failedPage("counting its pages", thrown);
        }
        return pager.checkedPageCount(count);
    }

    @Override
    public PageWriter writer(PageType type, int owner) {
        return new GuardedWriter(
                pager, pager.call("giving a writer", () -> transaction.writer(type, owner)), type, owner);
    }

    @Override
    public long transaction() {
        return pager.call("giving the number of a transaction", transaction::transaction);
    }

    @Override
    public long root() {
        return pager.call("giving the root of a transaction", transaction::root);
    }

    @Override
    public void setRoot(long root) {
        pager.run("setting the root", () -> transaction.setRoot(root));
    }

    @Override
    public int savepoint() {
        return pager.call("setting a savepoint", transaction::savepoint);
    }

    @Override
    public void rollbackTo(int savepoint) {
        try {
            transaction.rollbackTo(savepoint);
        } catch (Throwable thrown) {
            throw pager.failedEnding("undoing a statement", thrown);
        }
    }

    @Override
    public void release(int savepoint) {
        pager.run("releasing a savepoint", () -> transaction.release(savepoint));
    }

    @Override
    public void releasePages() {
        try {
            transaction.releasePages();
        } catch (Throwable thrown) {
            throw pager.failed("moving changed pages out of memory", thrown);
        }
    }

    @Override
    public void takeLowestPages() {
        pager.run("turning to its lowest pages", transaction::takeLowestPages);
    }

    @Override
    public long freePages() {
        String doing = "counting its free pages";
        return pager.checkedCount(doing, pager.call(doing, transaction::freePages));
    }

    @Override
    public boolean isFree(long id) {
        try {
            return transaction.isFree(id);
        } catch (Throwable thrown) {
            throw pager.failed("saying whether page " + id + " is free", thrown);
        }
    }

    @Override
    public long cutFreePages() {
        String doing = "giving up its last free pages";
        return pager.checkedCount(doing, pager.call(doing, transaction::cutFreePages));
    }

    @Override
    public void awaitBase() {
        try {
            transaction.awaitBase();
        } catch (Throwable thrown) {
            throw pager.failedEnding("waiting for earlier commits", thrown);
        }
    }

    @Override
    public void commit() {
        pager.commit(transaction::commit);
    }

    @Override
    public void rollback() {
        try {
            transaction.rollback();
        } catch (Throwable thrown) {
            throw pager.failedEnding("undoing a transaction", thrown);
        }
    }
}
