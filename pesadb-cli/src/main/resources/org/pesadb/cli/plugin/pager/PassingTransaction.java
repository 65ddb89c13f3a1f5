package @package@;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/** The write transaction, passed on: here one sees every page that is changed, and every commit. Of one thread at a time. */
final class PassingTransaction implements PageTransaction {
    private final PageTransaction inner;

    PassingTransaction(PageTransaction inner) {
        this.inner = inner;
    }

    @Override
    public Page page(long id) {
        return inner.page(id);
    }

    @Override
    public long pageCount() {
        return inner.pageCount();
    }

    @Override
    public PageWriter writer(PageType type, int owner) {
        return inner.writer(type, owner);
    }

    @Override
    public long transaction() {
        return inner.transaction();
    }

    @Override
    public long root() {
        return inner.root();
    }

    @Override
    public void setRoot(long root) {
        inner.setRoot(root);
    }

    @Override
    public int savepoint() {
        return inner.savepoint();
    }

    @Override
    public void rollbackTo(int savepoint) {
        inner.rollbackTo(savepoint);
    }

    @Override
    public void release(int savepoint) {
        inner.release(savepoint);
    }

    @Override
    public void releasePages() {
        inner.releasePages();
    }

    @Override
    public void takeLowestPages() {
        inner.takeLowestPages();
    }

    @Override
    public long freePages() {
        return inner.freePages();
    }

    @Override
    public boolean isFree(long id) {
        return inner.isFree(id);
    }

    @Override
    public long cutFreePages() {
        return inner.cutFreePages();
    }

    @Override
    public void awaitBase() {
        inner.awaitBase();
    }

    /** Returns once what was changed is durable; whatever is to be done with a commit is done here. */
    @Override
    public void commit() {
        inner.commit();
    }

    @Override
    public void rollback() {
        inner.rollback();
    }
}
