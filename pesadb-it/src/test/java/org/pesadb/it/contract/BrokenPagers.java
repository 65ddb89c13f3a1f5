package org.pesadb.it.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
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

/** Pagers of which each breaks one rule of the contract. */
final class BrokenPagers {
    private static final int NEVER = 1_000_000;

    private BrokenPagers() {}

    static PagerProvider seesLaterCommits() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            @Override
            Page page(PageSnapshot snapshot, long id) {
                snapshot.page(id);
                try (PageSnapshot now = real.read()) {
                    return now.page(id);
                }
            }
        });
    }

    static PagerProvider takesFreedPagesFromSnapshots() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            private final Set<Long> freed = ConcurrentHashMap.newKeySet();

            @Override
            void free(PageWriter writer, long id) {
                super.free(writer, id);
                freed.add(id);
            }

            @Override
            MutablePage allocate(PageWriter writer, PageTransaction transaction) {
                MutablePage page = super.allocate(writer, transaction);
                freed.remove(page.id());
                return page;
            }

            @Override
            Page page(PageSnapshot snapshot, long id) {
                Page page = super.page(snapshot, id);
                return freed.contains(id) ? blank(page) : page;
            }
        });
    }

    private static Page blank(Page page) {
        return new Page(page.id(), PageType.NONE, 0, new byte[page.array().length], page.arrayIndex(0));
    }

    static PagerProvider commitsRollbacks() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            private PageTransaction ended;

            @Override
            void commit(PageTransaction transaction) {
                ended = transaction;
                super.commit(transaction);
            }

            @Override
            void rollback(PageTransaction transaction) {
                if (ended != transaction) {
                    commit(transaction);
                }
            }
        });
    }

    static PagerProvider keepsAPageOfSavepoints() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            private MutablePage changed;

            @Override
            MutablePage edit(PageWriter writer, long id, PageTransaction transaction) {
                changed = super.edit(writer, id, transaction);
                return changed;
            }

            @Override
            void rollbackTo(PageTransaction transaction, int savepoint) {
                byte[] image = changed == null ? null : changed.array().clone();
                super.rollbackTo(transaction, savepoint);
                if (image != null) {
                    transaction
                            .writer(changed.type(), changed.owner())
                            .edit(changed.id())
                            .put(0, image, changed.arrayIndex(0), changed.size());
                }
            }
        });
    }

    static PagerProvider handsOutTwice() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            private int count;
            private MutablePage last;

            @Override
            MutablePage allocate(PageWriter writer, PageTransaction transaction) {
                if (++count % 10 == 0
                        && last.owner() == super.allocate(writer, transaction).owner()) {
                    MutablePage again = writer.edit(last.id());
                    again.clear(0, again.size());
                    return again;
                }
                last = super.allocate(writer, transaction);
                return last;
            }
        });
    }

    static PagerProvider handsOutDirtyPages() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            @Override
            MutablePage allocate(PageWriter writer, PageTransaction transaction) {
                MutablePage page = super.allocate(writer, transaction);
                page.putByte(page.size() - 1, 7);
                return page;
            }
        });
    }

    static PagerProvider forgetsAPage() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            private MutablePage last;

            @Override
            MutablePage allocate(PageWriter writer, PageTransaction transaction) {
                last = super.allocate(writer, transaction);
                return last;
            }

            @Override
            void commit(PageTransaction transaction) {
                if (last != null) {
                    last.clear(0, last.size());
                    last = null;
                }
                super.commit(transaction);
            }
        });
    }

    static PagerProvider letsForeignersIn() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            @Override
            MutablePage edit(PageWriter writer, long id, PageTransaction transaction) {
                Page page = transaction.page(id);
                return id == 0
                        ? super.edit(writer, id, transaction)
                        : transaction.writer(page.type(), page.owner()).edit(id);
            }
        });
    }

    /** A layer on which forcing a file of such a name does nothing. */
    private static FileLayer withoutForce(FileLayer files, String name) {
        return Altered.of(FileLayer.class, files)
                .method("open", given -> {
                    DataFile file = files.open((Path) given[0], (FileLayer.Mode) given[1]);
                    return given[0].toString().endsWith(name)
                            ? Altered.of(DataFile.class, file)
                                    .method("force", none -> null)
                                    .make()
                            : file;
                })
                .make();
    }

    static PagerProvider doesNotForceTheLog() {
        UnaryOperator<PagerContext> unforced = context ->
                BrokenPager.context(context, withoutForce(context.files(), "-wal"), context.checkpointPages());
        return BrokenPager.provider(unforced, BrokenPager::new);
    }

    static PagerProvider neverCheckpoints() {
        return BrokenPager.provider(context -> BrokenPager.context(context, context.files(), NEVER), BrokenPager::new);
    }

    static PagerProvider checkpointsNothing() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            @Override
            void checkpoint() {
                real.stats();
            }
        });
    }

    static PagerProvider hidesDoubt() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            private UnknownOutcomeException kept;

            @Override
            void commit(PageTransaction transaction) {
                try {
                    super.commit(transaction);
                } catch (UnknownOutcomeException doubt) {
                    kept = doubt;
                }
            }
        });
    }

    static PagerProvider backsUpAllButAPage() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            @Override
            void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
                super.backup(snapshot, to, header, progress);
                try (DataFile file = context.files().open(to, FileLayer.Mode.WRITE)) {
                    file.truncate(file.length() - PagerBench.PAGE_BYTES);
                    file.force();
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        });
    }

    private static void touch(FileLayer files, Path path) {
        try {
            files.createFolders(path.getParent());
            files.open(path, FileLayer.Mode.CREATE).close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static PagerProvider leavesHalfABackup() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            @Override
            void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
                try {
                    super.backup(snapshot, to, header, progress);
                } catch (PesaDbException failed) {
                    touch(context.files(), to.resolveSibling(to.getFileName() + Pager.PARTIAL));
                    throw failed;
                }
            }
        });
    }

    static PagerProvider leavesTheSpillFile() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            private int count;

            @Override
            void commit(PageTransaction transaction) {
                super.commit(transaction);
                touch(context.files(), context.spillFolder().resolve("left" + count++));
            }
        });
    }

    static PagerProvider forgetsToClose() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            @Override
            void close() {
                real.stats();
            }
        });
    }

    static PagerProvider givesZerosForDamage() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            @Override
            Page page(PageSnapshot snapshot, long id) {
                try {
                    return super.page(snapshot, id);
                } catch (CorruptException damaged) {
                    if (id <= 0 || id >= snapshot.pageCount()) {
                        throw damaged;
                    }
                    return new Page(id, PagerBench.TYPE, PagerBench.OWNER, new byte[PagerBench.PAGE_BYTES], 24);
                }
            }
        });
    }

    static PagerProvider findsNothing() {
        return BrokenPager.provider((real, context) -> new BrokenPager(real, context) {
            @Override
            long[] verify(PageSnapshot snapshot, Consumer<Fault> found) {
                return super.verify(snapshot, fault -> {});
            }
        });
    }
}
