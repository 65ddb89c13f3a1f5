package org.pesadb.storage.pager;

import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * The write transaction. Holds the writer's place from its making to its end. Of one thread at a time.
 *
 * <p>It sees a page as it left it itself, else as a commit left it that may not be durable yet ({@link Overlay}), else as the
 * snapshot sees it that was registered after the overlay was pruned.
 */
final class WriteTransaction implements PageTransaction {
    private final WriteSide side;
    private final long transaction;
    private final LogSnapshot base;
    private final long basePosition;
    private final Page rootPage;
    private final Root baseRoot;
    private final DirtyPages dirty;
    private final TransactionMemory memory;
    private final FreeList freeList;
    private long undurableBase;
    private long visits;
    private boolean ended;
    private boolean appended;

    /**
     * @param side        holds the writer's place for it
     * @param transaction its id
     * @param base        registered; closed at its end
     * @param rootPage    page 0 as the newest commit left it
     * @param memory      for its changed pages; closed at its end
     */
    WriteTransaction(WriteSide side, long transaction, LogSnapshot base, Page rootPage, TransactionMemory memory) {
        this.side = side;
        this.transaction = transaction;
        this.base = base;
        this.rootPage = rootPage;
        basePosition = base.position();
        undurableBase = side.overlay().end();
        baseRoot = Root.of(rootPage);
        this.memory = memory;
        dirty = new DirtyPages(baseRoot, memory);
        freeList = new FreeList(this, dirty, side.fileName());
    }

    @Override
    public Page page(long id) {
        checkActive();
        visits++;
        return look(id);
    }

    private Page look(long id) {
        DirtyPage state = dirty.get(id);
        return state != null ? own(id, state) : committed(id);
    }

    private Page own(long id, DirtyPage state) {
        if (state.isFreed()) {
            throw new CorruptException(side.fileName() + " page " + id
                    + " is asked for after this transaction freed it; check the database to see what is damaged");
        }
        return memory.read(state);
    }

    private Page committed(long id) {
        if (id <= 0 || id >= dirty.root().pages()) {
            if (id == 0) {
                return ownRootPage();
            }
            throw Snapshot.noSuchPage(id, dirty.root().pages());
        }
        Page page = side.overlay().get(id);
        if (page == null) {
            page = side.versions().cached(id, basePosition);
        }
        return page != null ? page : side.versions().read(id, base, this::checkActive);
    }

    /** Page 0 with what this transaction has made of its figures, which are written to it when it is appended. */
    private Page ownRootPage() {
        if (dirty.root().equals(baseRoot)) {
            return rootPage;
        }
        DirtyPage copy = DirtyPage.copy(rootPage, 0);
        dirty.root().writeTo(copy.page());
        return copy.page();
    }

    MutablePage edit(long id, int owner) {
        checkActive();
        visits++;
        DirtyPage state = dirty.get(id);
        if (state != null && !state.isFreed() && dirty.changeable(state)) {
            MutablePage page = memory.edit(state);
            checkOwner(page, owner);
            return page;
        }
        Page page = look(id);
        checkOwner(page, owner);
        return copy(page);
    }

    /** A page of the free list, to change. */
    MutablePage editTrunk(Page trunk) {
        DirtyPage state = dirty.get(trunk.id());
        return state != null && dirty.changeable(state) ? memory.edit(state) : copy(trunk);
    }

    private MutablePage copy(Page page) {
        DirtyPage copy = DirtyPage.copy(page, memory.image(), dirty.newestOpen());
        dirty.put(copy);
        return copy.page();
    }

    MutablePage allocate(PageType type, int owner) {
        checkActive();
        return freeList.allocate(type, owner);
    }

    void free(long id, int owner) {
        checkActive();
        checkOwner(look(id), owner);
        freeList.free(id);
    }

    /** A page for the free list's own use, which nobody asked for. */
    Page trunk(long id) {
        return look(id);
    }

    private void checkOwner(Page page, int owner) {
        PageType type = page.type();
        if (page.owner() != owner || type == PageType.FREE || type == PageType.ROOT || type == PageType.NONE) {
            throw new CorruptException(side.fileName() + " " + page + " is to be changed for owner " + owner
                    + ", to whom it does not belong; check the database to see what is damaged");
        }
    }

    @Override
    public long pageCount() {
        return dirty.root().pages();
    }

    @Override
    public PageWriter writer(PageType type, int owner) {
        if (type == PageType.NONE || type == PageType.ROOT || type == PageType.FREE || owner < 0) {
            throw new IllegalArgumentException("no pages of type " + type + " for owner " + owner);
        }
        return new OwnedPages(this, type, owner);
    }

    @Override
    public long transaction() {
        return transaction;
    }

    @Override
    public long root() {
        return dirty.root().value();
    }

    @Override
    public void setRoot(long root) {
        checkActive();
        dirty.root(dirty.root().withValue(root));
    }

    @Override
    public void takeLowestPages() {
        checkActive();
        if (dirty.newestOpen() > 0) {
            throw new IllegalStateException("a savepoint is open");
        }
        freeList.takeLowestFirst();
    }

    @Override
    public long freePages() {
        return freeList.count();
    }

    @Override
    public boolean isFree(long id) {
        requireLowestPages();
        return freeList.isFree(id);
    }

    @Override
    public long cutFreePages() {
        checkActive();
        requireLowestPages();
        return freeList.cut();
    }

    private void requireLowestPages() {
        if (!freeList.takesLowestFirst()) {
            throw new IllegalStateException("only after takeLowestPages()");
        }
    }

    @Override
    public int savepoint() {
        checkActive();
        if (freeList.takesLowestFirst()) { // the set of free pages in memory knows no way back
            throw new IllegalStateException("no savepoint after takeLowestPages()");
        }
        return dirty.savepoint();
    }

    @Override
    public void rollbackTo(int savepoint) {
        checkActive();
        dirty.rollbackTo(savepoint);
    }

    @Override
    public void release(int savepoint) {
        checkActive();
        dirty.release(savepoint);
    }

    @Override
    public void releasePages() {
        if (memory.isOver()) {
            checkActive();
            memory.release();
        }
    }

    @Override
    public void awaitBase() {
        if (undurableBase > 0) {
            side.force(undurableBase);
            undurableBase = 0;
        }
    }

    @Override
    public void commit() {
        checkActive();
        freeList.write();
        ended = true;
        if (dirty.isEmpty() && dirty.root().equals(baseRoot)) {
            side.abandon(this);
            awaitBase(); // its results leave with this commit
        } else {
            side.commit(this, dirty);
        }
    }

    @Override
    public void rollback() {
        if (!ended) {
            ended = true;
            side.abandon(this);
        }
    }

    /** Says that its commit is in the log. */
    void appended() {
        appended = true;
    }

    /** Whether its commit is in the log, so that it may count from now on, whatever fails. */
    boolean isAppended() {
        return appended;
    }

    LogSnapshot base() {
        return base;
    }

    TransactionMemory memory() {
        return memory;
    }

    /**
     * Pages asked for so far. Another thread may get an earlier count.
     *
     * @return how many
     */
    long visits() {
        return visits;
    }

    private void checkActive() {
        if (ended) {
            throw new IllegalStateException("this write transaction has ended");
        }
    }
}
