package org.pesadb.it.sim;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.Altered;

/** Pagers that bear the name of the real one, work through it, and break one of its rules. */
final class BrokenPagers {
    private BrokenPagers() {}

    /** What comes between an engine and the pager of one opening; each part does what the real one does unless overridden. */
    private static class Between {
        final Pager real;

        Between(Pager real) {
            this.real = real;
        }

        Page page(PageSnapshot snapshot, long id) {
            return snapshot.page(id);
        }

        MutablePage edit(PageWriter writer, long id) {
            return writer.edit(id);
        }

        MutablePage allocate(PageWriter writer) {
            return writer.allocate();
        }

        void rollbackTo(PageTransaction transaction, int savepoint) {
            transaction.rollbackTo(savepoint);
        }

        void rollback(PageTransaction transaction) {
            transaction.rollback();
        }

        void commit(PageTransaction transaction) {
            transaction.commit();
        }

        private Pager pager() {
            return Altered.of(Pager.class, real)
                    .method("read", given -> snapshot(real.read()))
                    .method("write", given -> transaction(real.write((Duration) given[0])))
                    .method("verify", given -> {
                        @SuppressWarnings("unchecked")
                        Consumer<Fault> found = (Consumer<Fault>) given[1];
                        return real.verify((PageSnapshot) Altered.real(given[0]), found);
                    })
                    .method("backup", given -> {
                        Path to = (Path) given[1];
                        real.backup((PageSnapshot) Altered.real(given[0]), to, (byte[]) given[2], (Progress) given[3]);
                        return null;
                    })
                    .make();
        }

        private PageSnapshot snapshot(PageSnapshot snapshot) {
            return Altered.of(PageSnapshot.class, snapshot)
                    .method("page", given -> page(snapshot, (Long) given[0]))
                    .make();
        }

        private PageTransaction transaction(PageTransaction transaction) {
            return Altered.of(PageTransaction.class, transaction)
                    .method("writer", given -> writer(transaction.writer((PageType) given[0], (Integer) given[1])))
                    .method("rollbackTo", given -> {
                        rollbackTo(transaction, (Integer) given[0]);
                        return null;
                    })
                    .method("rollback", given -> {
                        rollback(transaction);
                        return null;
                    })
                    .method("commit", given -> {
                        commit(transaction);
                        return null;
                    })
                    .make();
        }

        private PageWriter writer(PageWriter writer) {
            return Altered.of(PageWriter.class, writer)
                    .method("edit", given -> edit(writer, (Long) given[0]))
                    .method("allocate", given -> allocate(writer))
                    .make();
        }
    }

    private static PagerProvider provider(Function<Pager, Between> between) {
        PagerProvider real = Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, null);
        return Altered.of(PagerProvider.class, real)
                .method(
                        "open",
                        given -> between.apply(real.open((PagerContext) given[0]))
                                .pager())
                .make();
    }

    /** Breaks nothing. */
    static PagerProvider unbroken() {
        return provider(Between::new);
    }

    /** Acknowledges a commit whatever became of it. */
    static PagerProvider acknowledgesWhatFailed() {
        return provider(real -> new Between(real) {
            private PesaDbException kept;

            @Override
            void commit(PageTransaction transaction) {
                try {
                    super.commit(transaction);
                } catch (PesaDbException failed) {
                    kept = failed;
                }
            }
        });
    }

    /** Remembers what a transaction has made of one page of rows. */
    private abstract static class Keeping extends Between {
        private MutablePage newest;
        private PesaDbException kept;

        Keeping(Pager real) {
            super(real);
        }

        @Override
        MutablePage edit(PageWriter writer, long id) {
            MutablePage page = super.edit(writer, id);
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
        return provider(real -> new Keeping(real) {
            @Override
            void rollback(PageTransaction transaction) {
                Page page = takeNewest();
                super.rollback(transaction);
                if (page != null) {
                    PageTransaction another = real.write(Duration.ZERO);
                    restore(page, another);
                    another.commit();
                }
            }

            @Override
            void commit(PageTransaction transaction) {
                takeNewest();
                super.commit(transaction);
            }
        });
    }

    /** Takes back all that came after a savepoint but a page. */
    static PagerProvider rollsBackToSavepointAllButAPage() {
        return provider(real -> new Keeping(real) {
            @Override
            void rollbackTo(PageTransaction transaction, int savepoint) {
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
        return provider(real -> new Between(real) {
            private final Map<Long, Page> seen = new HashMap<>();
            private int count;

            @Override
            Page page(PageSnapshot snapshot, long id) {
                Page now = super.page(snapshot, id);
                Page before = seen.put(id, now);
                return ++count % 5 == 0 && before != null ? before : now;
            }
        });
    }

    /** Hands out every tenth new page a second time. */
    static PagerProvider handsOutTwice() {
        return provider(real -> new Between(real) {
            private int count;
            private MutablePage twice;

            @Override
            MutablePage allocate(PageWriter writer) {
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
        return provider(real -> new Between(real) {
            private int count;

            @Override
            MutablePage edit(PageWriter writer, long id) {
                MutablePage page = super.edit(writer, id);
                if (page.type() != PageType.HEAP || ++count % 10 != 0) {
                    return page;
                }
                return new MutablePage(
                        id, page.type(), page.owner(), page.array().clone(), page.arrayIndex(0));
            }
        });
    }
}
