package org.pesadb.it.asserting;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/** A write transaction whose callers are watched. Of one thread at a time, which is watched too. */
final class AssertingTransaction implements PageTransaction {
    /** Which pages were changed and freed when a savepoint was set. */
    private record Mark(int savepoint, Set<Long> changed, Set<Long> freed) {}

    private final AssertingPager pager;
    private final PageTransaction real;
    private final AtomicReference<Thread> within = new AtomicReference<>();
    private final ChangingPages changing = new ChangingPages();
    private final Deque<Mark> savepoints = new ArrayDeque<>();
    private Set<Long> changed = new HashSet<>();
    private Set<Long> freed = new HashSet<>();
    private boolean lowest;
    private boolean ended;

    AssertingTransaction(AssertingPager pager, PageTransaction real) {
        this.pager = pager;
        this.real = real;
    }

    /** One call, by one thread. */
    private <T> T call(String what, Supplier<T> body) {
        Thread caller = Thread.currentThread();
        Thread other = within.get();
        boolean outermost = other != caller;
        if (outermost && !within.compareAndSet(null, caller)) {
            throw Misuse.of(what + " of a write transaction is called by " + caller.getName() + " while " + within.get()
                    + " is in it; a transaction is of one thread at a time");
        }
        try {
            Misuse.unless(!ended, what + " of a write transaction is called after its end");
            return body.get();
        } finally {
            if (outermost) {
                within.set(null);
            }
        }
    }

    private void run(String what, Runnable body) {
        call(what, () -> {
            body.run();
            return null;
        });
    }

    private void requireInUse(String what, long id) {
        Misuse.unless(
                id >= 0 && id < real.pageCount(),
                what + " of page " + id + " in a database of " + real.pageCount() + " pages");
        Misuse.unless(!freed.contains(id), what + " of page " + id + ", which this transaction has freed");
    }

    @Override
    public Page page(long id) {
        return call("page()", () -> {
            requireInUse("page()", id);
            Page own = changing.read(id);
            if (own != null) {
                return own;
            }
            Page page = real.page(id);
            return changed.contains(id)
                    ? ChangingPages.copy(page)
                    : pager.readPages().note(page);
        });
    }

    @Override
    public long pageCount() {
        return call("pageCount()", real::pageCount);
    }

    @Override
    public PageWriter writer(PageType type, int owner) {
        return call("writer()", () -> {
            Misuse.unless(
                    type != PageType.NONE && type != PageType.ROOT && type != PageType.FREE,
                    "a writer of pages of type " + type + ", which are the pager's own");
            Misuse.unless(owner >= 0, "a writer for owner " + owner);
            return new Owned(real.writer(type, owner), type, owner);
        });
    }

    /** The pages of one owner, through the transaction that watches. */
    private final class Owned implements PageWriter {
        private final PageWriter writer;
        private final PageType type;
        private final int owner;

        Owned(PageWriter writer, PageType type, int owner) {
            this.writer = writer;
            this.type = type;
            this.owner = owner;
        }

        @Override
        public Page page(long id) {
            return AssertingTransaction.this.page(id);
        }

        @Override
        public long pageCount() {
            return AssertingTransaction.this.pageCount();
        }

        @Override
        public MutablePage edit(long id) {
            return call("edit()", () -> {
                requireInUse("edit()", id);
                Page page = real.page(id);
                Misuse.unless(
                        page.owner() == owner,
                        "edit() of " + page + " by a writer of " + type + " pages for owner " + owner);
                MutablePage given = changing.give(writer.edit(id));
                changed.add(id);
                return given;
            });
        }

        @Override
        public MutablePage allocate() {
            return call("allocate()", () -> {
                MutablePage page = writer.allocate();
                freed.remove(page.id());
                changed.add(page.id());
                return changing.give(page);
            });
        }

        @Override
        public void free(long id) {
            run("free()", () -> {
                requireInUse("free()", id);
                Page page = real.page(id);
                Misuse.unless(
                        page.owner() == owner,
                        "free() of " + page + " by a writer of " + type + " pages for owner " + owner);
                changing.drop(id);
                writer.free(id);
                freed.add(id);
            });
        }
    }

    @Override
    public long transaction() {
        return real.transaction();
    }

    @Override
    public long root() {
        return call("root()", real::root);
    }

    @Override
    public void setRoot(long root) {
        run("setRoot()", () -> real.setRoot(root));
    }

    @Override
    public int savepoint() {
        return call("savepoint()", () -> {
            Misuse.unless(!lowest, "a savepoint after takeLowestPages()");
            changing.end(true);
            int savepoint = real.savepoint();
            savepoints.push(new Mark(savepoint, new HashSet<>(changed), new HashSet<>(freed)));
            return savepoint;
        });
    }

    /** Ends a savepoint and those after it. */
    private Mark end(String what, int savepoint) {
        Misuse.unless(
                savepoints.stream().anyMatch(mark -> mark.savepoint() == savepoint),
                what + " of savepoint " + savepoint
                        + ", which is not open: it has ended, with another one or by itself, or was never set");
        Mark mark = savepoints.pop();
        while (mark.savepoint() != savepoint) {
            mark = savepoints.pop();
        }
        return mark;
    }

    @Override
    public void rollbackTo(int savepoint) {
        run("rollbackTo()", () -> {
            Mark mark = end("rollbackTo()", savepoint);
            changing.end(false);
            real.rollbackTo(savepoint);
            changed = mark.changed();
            freed = mark.freed();
        });
    }

    @Override
    public void release(int savepoint) {
        run("release()", () -> {
            end("release()", savepoint);
            real.release(savepoint);
        });
    }

    @Override
    public void releasePages() {
        run("releasePages()", () -> {
            changing.end(true);
            real.releasePages();
        });
    }

    @Override
    public void takeLowestPages() {
        run("takeLowestPages()", () -> {
            Misuse.unless(savepoints.isEmpty(), "takeLowestPages() while a savepoint is open");
            real.takeLowestPages();
            lowest = true;
        });
    }

    @Override
    public long freePages() {
        return call("freePages()", real::freePages);
    }

    @Override
    public boolean isFree(long id) {
        return call("isFree()", () -> {
            Misuse.unless(lowest, "isFree() before takeLowestPages()");
            return real.isFree(id);
        });
    }

    @Override
    public long cutFreePages() {
        return call("cutFreePages()", () -> {
            Misuse.unless(lowest, "cutFreePages() before takeLowestPages()");
            return real.cutFreePages();
        });
    }

    @Override
    public void awaitBase() {
        real.awaitBase(); // also after the end
    }

    @Override
    public void commit() {
        run("commit()", () -> {
            changing.end(true);
            ended = true;
            pager.ended(this);
            real.commit();
            changing.checkEnded();
        });
    }

    @Override
    public void rollback() {
        if (!ended) {
            run("rollback()", () -> {
                ended = true;
                pager.ended(this);
                real.rollback();
                changing.end(false);
            });
        }
    }
}
