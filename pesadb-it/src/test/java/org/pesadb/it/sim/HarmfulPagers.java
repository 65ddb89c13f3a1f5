package org.pesadb.it.sim;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.BetweenPager;

/** Pagers that bear the name of the real one, work through it, and break one of its rules. */
final class HarmfulPagers {
    private HarmfulPagers() {}

    /** Breaks nothing. */
    static PagerProvider unbroken() {
        return BetweenPager.provider(BetweenPager::new);
    }

    /** Acknowledges a commit whatever became of it. */
    static PagerProvider acknowledgesWhatFailed() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private PesaDbException kept;

            @Override
            protected void commit(PageTransaction transaction) {
                try {
                    super.commit(transaction);
                } catch (PesaDbException failed) {
                    kept = failed;
                }
            }
        });
    }

    /** Remembers what a transaction has made of one page of rows. */
    private abstract static class Keeping extends BetweenPager {
        private MutablePage newest;
        private PesaDbException kept;

        Keeping(Pager real, PagerContext context) {
            super(real, context);
        }

        @Override
        protected MutablePage edit(PageWriter writer, long id, PageTransaction transaction) {
            MutablePage page = super.edit(writer, id, transaction);
            newest = page.type() == PageType.HEAP ? page : newest;
            return page;
        }

        /** The page as it is now, or null. */
        Page takeNewest() {
            Page page = newest == null
                    ? null
                    : new Page(
                            newest.id(),
                            newest.type(),
                            newest.owner(),
                            newest.array().clone(),
                            newest.arrayIndex(0));
            newest = null;
            return page;
        }

        /** Makes the page again what it was. */
        void restore(Page page, PageTransaction into) {
            try {
                into.writer(page.type(), page.owner())
                        .edit(page.id())
                        .put(0, page.array(), page.arrayIndex(0), page.size());
            } catch (PesaDbException failed) {
                kept = failed; // it is not there any more
            }
        }
    }

    /** Takes back all of a transaction but a page. */
    static PagerProvider rollsBackAllButAPage() {
        return BetweenPager.provider((real, context) -> new Keeping(real, context) {
            @Override
            protected void rollback(PageTransaction transaction) {
                Page page = takeNewest();
                super.rollback(transaction);
                if (page != null) {
                    PageTransaction another = real.write(Duration.ZERO);
                    restore(page, another);
                    another.commit();
                }
            }

            @Override
            protected void commit(PageTransaction transaction) {
                takeNewest();
                super.commit(transaction);
            }
        });
    }

    /** Takes back all that came after a savepoint but a page. */
    static PagerProvider rollsBackToSavepointAllButAPage() {
        return BetweenPager.provider((real, context) -> new Keeping(real, context) {
            @Override
            protected void rollbackTo(PageTransaction transaction, int savepoint) {
                Page page = takeNewest();
                super.rollbackTo(transaction, savepoint);
                if (page != null) {
                    restore(page, transaction);
                }
            }
        });
    }

    /** Gives a snapshot now and then what a page was before the newest commit. */
    static PagerProvider servesOlderPages() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private final Map<Long, Page> seen = new HashMap<>();
            private int count;

            @Override
            protected Page page(PageSnapshot snapshot, long id) {
                Page now = super.page(snapshot, id);
                Page before = seen.put(id, now);
                return ++count % 5 == 0 && before != null ? before : now;
            }
        });
    }

    /** Hands out every tenth new page a second time. */
    static PagerProvider handsOutTwice() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private int count;
            private MutablePage twice;

            @Override
            protected MutablePage allocate(PageWriter writer, PageTransaction transaction) {
                MutablePage again = twice;
                twice = null;
                if (again != null) {
                    try {
                        MutablePage page = writer.edit(again.id());
                        page.clear(0, page.size());
                        return page;
                    } catch (PesaDbException another) { // it belongs to somebody else
                        return writer.allocate();
                    }
                }
                MutablePage page = writer.allocate();
                twice = ++count % 10 == 0 ? page : null;
                return page;
            }
        });
    }

    /** Lets every tenth change of a page of rows be made to a copy that goes nowhere. */
    static PagerProvider forgetsAChange() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private int count;

            @Override
            protected MutablePage edit(PageWriter writer, long id, PageTransaction transaction) {
                MutablePage page = super.edit(writer, id, transaction);
                if (page.type() != PageType.HEAP || ++count % 10 != 0) {
                    return page;
                }
                return new MutablePage(
                        id, page.type(), page.owner(), page.array().clone(), page.arrayIndex(0));
            }
        });
    }
}
