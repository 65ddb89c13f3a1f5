package org.pesadb.storage.guard;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.LogPoint;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageLook;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.api.spi.PagerStats;

/**
 * An open pager whose failures bear its name, and so do those of its snapshots, transactions and writers. Threads share it.
 *
 * <p>Pages are visited all the time. So a page is looked at where it passes, for what is in the object anyway, and words for what is wrong
 * are found only when something is.
 */
final class GuardedPager implements Pager {
    /** What heap and indexes rely on. */
    private static final int SMALLEST_PAGE = 2048;

    private static final long MOST_PAGES = 1L << 32;

    private final PagerProvider provider;
    private final Pager pager;
    private final int usableSize;
    private volatile boolean closed;

    /**
     * @param provider what opened it
     * @param pager    the pager itself
     */
    GuardedPager(PagerProvider provider, Pager pager) {
        this.provider = provider;
        this.pager = pager;
        usableSize = askUsableSize();
        if (usableSize < SMALLEST_PAGE) {
            throw broken(
                    "saying how large its pages are",
                    "it gave " + usableSize + " bytes, and " + SMALLEST_PAGE + " are the least");
        }
    }

    private int askUsableSize() {
        return call("saying how large its pages are", pager::usableSize);
    }

    /** The pager and where it comes from, for people: see {@link Components#describe}. */
    @Override
    public String toString() {
        return Components.describe(provider);
    }

    // ---- what is wrong with what the pager did; used by its snapshots, transactions and writers too

    /** What to throw for something that the pager threw. A pager that is closed may throw what it likes. */
    RuntimeException failed(String doing, Throwable thrown) {
        if (closed && thrown instanceof RuntimeException late) {
            return late;
        }
        return Guard.failed(provider, doing, thrown);
    }

    /** The same for what is asked of it on behalf of other parts, which may have brought it about, or be taken for whom did. */
    RuntimeException failedPage(String doing, Throwable thrown) {
        if (closed && thrown instanceof RuntimeException late) {
            return late;
        }
        return Guard.failedPage(provider, doing, thrown);
    }

    PesaDbException broken(String doing, String what) {
        return Guard.broken(provider, doing, what);
    }

    <T> T call(String doing, Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (Throwable thrown) {
            throw failed(doing, thrown);
        }
        return Guard.notNull(provider, doing, result);
    }

    void run(String doing, Runnable work) {
        try {
            work.run();
        } catch (Throwable thrown) {
            throw failed(doing, thrown);
        }
    }

    /** The same for what ends or undoes something, where another failure may be on its way out. */
    RuntimeException failedEnding(String doing, Throwable thrown) {
        return Guard.failedEnding(provider, doing, thrown);
    }

    void commit(Runnable work) {
        Guard.commit(provider, "committing", () -> {
            work.run();
            return true;
        });
    }

    /** Whether a page is not the one that was asked for. Called for every visit: no more is looked at than what the page's reader needs too. */
    boolean isWrong(Page page, long id) {
        return page == null || page.id() != id || page.size() != usableSize && id != 0;
    }

    /** What is wrong with a page of which {@link #isWrong} said so. */
    PesaDbException wrongPage(String doing, Page page, long id) {
        return broken(
                doing + " page " + id,
                page == null
                        ? "it gave null"
                        : page.id() != id
                                ? "it gave another one, " + page
                                : "it gave one of " + page.size() + " usable bytes, and said that they have "
                                        + usableSize);
    }

    long checkedPageCount(long count) {
        if (count < 0 || count > MOST_PAGES) {
            throw broken("counting its pages", "it gave " + count);
        }
        return count;
    }

    long checkedCount(String doing, long count) {
        if (count < 0) {
            throw broken(doing, "it gave " + count);
        }
        return count;
    }

    // ---- the pager

    @Override
    public int usableSize() {
        return usableSize;
    }

    private void checkUsableSize() {
        int now = askUsableSize();
        if (now != usableSize) {
            throw broken("saying how large its pages are", "it gave " + now + " bytes, and " + usableSize + " before");
        }
    }

    @Override
    public List<LogPoint> points() {
        return call("listing its commits", pager::points);
    }

    @Override
    public PageSnapshot read(long position) {
        PageSnapshot[] given = new PageSnapshot[1];
        run("giving a snapshot of the past", () -> given[0] = pager.read(position));
        return given[0] == null ? null : guarded(given[0]);
    }

    @Override
    public PageSnapshot read() {
        checkUsableSize();
        return guarded(call("giving a snapshot", pager::read));
    }

    private GuardedSnapshot guarded(PageSnapshot snapshot) {
        try {
            return new GuardedSnapshot(this, snapshot);
        } catch (OutOfMemoryError ended) {
            try (snapshot) {
                throw ended; // else the log would be kept for it for ever
            }
        }
    }

    @Override
    public PageTransaction write(Duration timeout) {
        checkUsableSize();
        PageTransaction transaction = call("beginning a write transaction", () -> pager.write(timeout));
        try {
            return new GuardedTransaction(this, transaction);
        } catch (OutOfMemoryError ended) {
            transaction.rollback(); // else nobody would get the writer's place any more
            throw ended;
        }
    }

    @Override
    public void checkpoint() {
        run("making a checkpoint", pager::checkpoint);
    }

    @Override
    public long[] verify(PageSnapshot snapshot, Consumer<Fault> found) {
        String doing = "verifying its pages";
        Elsewhere elsewhere = new Elsewhere();
        long[] free;
        try {
            free = pager.verify(behind(snapshot), elsewhere.noting(found));
        } catch (Throwable thrown) {
            throw elsewhere.orElse(failed(doing, thrown));
        }
        for (long page : Guard.notNull(provider, doing, free)) {
            if (page < 0 || page >= MOST_PAGES) {
                throw broken(doing, "it called page " + page + " free, which is none");
            }
        }
        return free;
    }

    @Override
    public void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
        Elsewhere elsewhere = new Elsewhere();
        try {
            pager.backup(behind(snapshot), to, header, elsewhere.noting(progress));
        } catch (Throwable thrown) {
            throw elsewhere.orElse(failed("making a backup", thrown));
        }
    }

    @Override
    public PageLook look() {
        checkUsableSize();
        PageLook[] given = new PageLook[1];
        run("giving a look at its pages", () -> given[0] = pager.look());
        if (given[0] == null) {
            return null;
        }
        return new GuardedLook(this, given[0], guarded(given[0]));
    }

    @Override
    public long[] freePages(PageReader state) {
        long[] free;
        try {
            free = pager.freePages(state);
        } catch (Throwable thrown) {
            throw failed("listing its free pages", thrown);
        }
        for (int i = 0; free != null && i < free.length; i++) {
            if (free[i] < 0 || free[i] >= state.pageCount()) {
                throw broken("listing its free pages", "it gave " + free[i] + " of " + state.pageCount());
            }
        }
        return free;
    }

    @Override
    public void describe(Page page, ByteMap into) {
        run("describing a page", () -> pager.describe(page, into));
    }

    /** The pager knows its own snapshots only. */
    private PageSnapshot behind(PageSnapshot snapshot) {
        if (snapshot instanceof GuardedSnapshot guarded && guarded.isOf(this)) {
            return guarded.behind();
        }
        throw new IllegalArgumentException("not a snapshot of this pager: " + snapshot);
    }

    @Override
    public FileLayer temporaryFiles(FileLayer files) {
        return call("giving the layer for temporary files", () -> pager.temporaryFiles(files));
    }

    @Override
    public PagerStats stats() {
        return call("giving its figures", () -> GivenPagerStats.of(pager.stats()));
    }

    @Override
    public void close() {
        closed = true;
        try {
            pager.close();
        } catch (Throwable thrown) {
            throw failedEnding("closing", thrown);
        }
    }
}
