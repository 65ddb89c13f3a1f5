package org.pesadb.it.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.SyncMode;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageLook;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.Altered;
import org.pesadb.it.BetweenPager;

/** Pagers of which each breaks one rule of the contract. */
final class BrokenPagers {
    private static final int NEVER = 1_000_000;

    private BrokenPagers() {}

    static PagerProvider seesLaterCommits() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected Page page(PageSnapshot snapshot, long id) {
                snapshot.page(id);
                try (PageSnapshot now = real.read()) {
                    return now.page(id);
                }
            }
        });
    }

    static PagerProvider looksAsEverybodyReads() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected PageLook look() {
                return Altered.of(PageLook.class, super.look())
                        .method("page", given -> {
                            try (PageSnapshot now = real.read()) {
                                return now.page((Long) given[0]);
                            }
                        })
                        .make();
            }
        });
    }

    static PagerProvider takesFreedPagesFromSnapshots() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private final Set<Long> freed = ConcurrentHashMap.newKeySet();

            @Override
            protected void free(PageWriter writer, long id) {
                super.free(writer, id);
                freed.add(id);
            }

            @Override
            protected MutablePage allocate(PageWriter writer, PageTransaction transaction) {
                MutablePage page = super.allocate(writer, transaction);
                freed.remove(page.id());
                return page;
            }

            @Override
            protected Page page(PageSnapshot snapshot, long id) {
                Page page = super.page(snapshot, id);
                return freed.contains(id) ? blank(page) : page;
            }
        });
    }

    private static Page blank(Page page) {
        return new Page(page.id(), PageType.NONE, 0, new byte[page.array().length], page.arrayIndex(0));
    }

    static PagerProvider commitsRollbacks() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private PageTransaction ended;

            @Override
            protected void commit(PageTransaction transaction) {
                ended = transaction;
                super.commit(transaction);
            }

            @Override
            protected void rollback(PageTransaction transaction) {
                if (ended != transaction) {
                    commit(transaction);
                }
            }
        });
    }

    static PagerProvider keepsAPageOfSavepoints() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private MutablePage changed;

            @Override
            protected MutablePage edit(PageWriter writer, long id, PageTransaction transaction) {
                changed = super.edit(writer, id, transaction);
                return changed;
            }

            @Override
            protected void rollbackTo(PageTransaction transaction, int savepoint) {
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
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private int count;
            private MutablePage last;

            @Override
            protected MutablePage allocate(PageWriter writer, PageTransaction transaction) {
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
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected MutablePage allocate(PageWriter writer, PageTransaction transaction) {
                MutablePage page = super.allocate(writer, transaction);
                page.putByte(page.size() - 1, 7);
                return page;
            }
        });
    }

    static PagerProvider forgetsAPage() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private MutablePage last;

            @Override
            protected MutablePage allocate(PageWriter writer, PageTransaction transaction) {
                last = super.allocate(writer, transaction);
                return last;
            }

            @Override
            protected void commit(PageTransaction transaction) {
                if (last != null) {
                    last.clear(0, last.size());
                    last = null;
                }
                super.commit(transaction);
            }
        });
    }

    static PagerProvider letsForeignersIn() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected MutablePage edit(PageWriter writer, long id, PageTransaction transaction) {
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

    /** A context with other files, and with checkpoints after so many pages. */
    private static PagerContext context(PagerContext context, FileLayer files, int checkpointPages) {
        LogContext log = context.logContext();
        return new PagerContext(
                files,
                context.path(),
                context.header(),
                context.log(),
                new LogContext(
                        files,
                        log.path(),
                        log.databaseId(),
                        log.pageBytes(),
                        log.sync(),
                        checkpointPages,
                        log.readOnly(),
                        log.formatVersion(),
                        log.settings()),
                context.cacheBytes(),
                context.transactionBytes(),
                context.spillFolder(),
                checkpointPages,
                context.background(),
                context.readOnly(),
                context.formatVersion(),
                context.settings());
    }

    static PagerProvider doesNotForceTheLog() {
        UnaryOperator<PagerContext> unforced =
                context -> context(context, withoutForce(context.files(), "-wal"), context.checkpointPages());
        return BetweenPager.provider(unforced, BetweenPager::new);
    }

    /** Moves nothing out of memory, however little it may have. */
    static PagerProvider keepsAllInMemory() {
        UnaryOperator<PagerContext> roomy = context -> new PagerContext(
                context.files(),
                context.path(),
                context.header(),
                context.log(),
                context.logContext(),
                context.cacheBytes(),
                1L << 30,
                context.spillFolder(),
                context.checkpointPages(),
                context.background(),
                context.readOnly(),
                context.formatVersion(),
                context.settings());
        return BetweenPager.provider(roomy, BetweenPager::new);
    }

    static PagerProvider neverCheckpoints() {
        return BetweenPager.provider(context -> context(context, context.files(), NEVER), BetweenPager::new);
    }

    static PagerProvider checkpointsNothing() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected void checkpoint() {
                real.stats();
            }
        });
    }

    static PagerProvider hidesDoubt() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private UnknownOutcomeException kept;

            @Override
            protected void commit(PageTransaction transaction) {
                try {
                    super.commit(transaction);
                } catch (UnknownOutcomeException doubt) {
                    kept = doubt;
                }
            }
        });
    }

    static PagerProvider backsUpAllButAPage() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
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
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
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
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private int count;

            @Override
            protected void commit(PageTransaction transaction) {
                super.commit(transaction);
                touch(context.files(), context.spillFolder().resolve("left" + count++));
            }
        });
    }

    static PagerProvider leavesAFileWhenClosed() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private boolean closed;

            @Override
            protected void close() {
                super.close();
                if (!closed) {
                    closed = true;
                    touch(context.files(), context.path().resolveSibling("left" + System.nanoTime()));
                }
            }
        });
    }

    static PagerProvider forgetsToClose() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected void close() {
                real.stats();
            }
        });
    }

    static PagerProvider givesZerosForDamage() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected Page page(PageSnapshot snapshot, long id) {
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
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected long[] verify(PageSnapshot snapshot, Consumer<Fault> found) {
                return super.verify(snapshot, fault -> {});
            }
        });
    }

    static PagerProvider doesNotForceTheMainFile() {
        UnaryOperator<PagerContext> unforced = context -> context.at(withoutForce(context.files(), "data.pesa"));
        return BetweenPager.provider(unforced, BetweenPager::new);
    }

    static PagerProvider forcesNothingWithSyncNormal() {
        UnaryOperator<PagerContext> unforced = context -> context.logContext().sync() == SyncMode.NORMAL
                ? context(context, withoutForce(context.files(), ""), context.checkpointPages())
                : context;
        return BetweenPager.provider(unforced, BetweenPager::new);
    }

    static PagerProvider losesACommitWithSyncOff() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private int count;

            @Override
            protected void commit(PageTransaction transaction) {
                if (context.logContext().sync() == SyncMode.OFF && ++count % 8 == 0) {
                    transaction.rollback();
                } else {
                    super.commit(transaction);
                }
            }
        });
    }

    static PagerProvider losesEverySecondCommit() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private int count;

            @Override
            protected void commit(PageTransaction transaction) {
                if (++count % 2 == 0) {
                    transaction.rollback();
                } else {
                    super.commit(transaction);
                }
            }
        });
    }

    /** Says that a base is durable without waiting for it. */
    static PagerProvider waitsForNoBase() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected void awaitBase(PageTransaction transaction) {
                transaction.pageCount();
            }
        });
    }

    /** Lets the next writer in when the commit before is durable. */
    static PagerProvider keepsThePlaceOverTheForce() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private final Semaphore place = new Semaphore(1);

            @Override
            protected PageTransaction write(Duration timeout) {
                try {
                    if (!place.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                        throw new PesaDbException(ErrorCode.BUSY, "another transaction is open");
                    }
                    return super.write(Duration.ZERO);
                } catch (InterruptedException interrupted) {
                    throw new PesaDbException(ErrorCode.CANCELLED, "interrupted", interrupted);
                }
            }

            @Override
            protected void commit(PageTransaction transaction) {
                super.commit(transaction);
                place.release();
            }
        });
    }

    /** Shows a transaction what is durable, and not what it is built on. */
    static PagerProvider buildsOnWhatIsForced() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private final Set<Long> changed = ConcurrentHashMap.newKeySet();

            @Override
            protected PageTransaction write(Duration timeout) {
                PageTransaction transaction = super.write(timeout);
                changed.clear();
                return transaction;
            }

            @Override
            protected MutablePage edit(PageWriter writer, long id, PageTransaction transaction) {
                changed.add(id);
                return super.edit(writer, id, transaction);
            }

            @Override
            protected MutablePage allocate(PageWriter writer, PageTransaction transaction) {
                MutablePage page = super.allocate(writer, transaction);
                changed.add(page.id());
                return page;
            }

            @Override
            protected Page page(PageTransaction transaction, long id) {
                if (changed.contains(id)) {
                    return super.page(transaction, id);
                }
                try (PageSnapshot now = real.read()) {
                    return now.page(id);
                }
            }
        });
    }

    /** Opens where there is room to recover, and not else. */
    static PagerProvider refusesAFullDisk() {
        return BetweenPager.provider((real, context) -> {
            if (!context.readOnly()) {
                try {
                    real.checkpoint();
                } catch (PesaDbException full) {
                    real.close();
                    throw full;
                }
            }
            return new BetweenPager(real, context);
        });
    }

    /** Must bring everything to the main file when it is closed. */
    static PagerProvider closesOnlyWhereThereIsRoom() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            private boolean closed;

            @Override
            protected void close() {
                try {
                    if (!closed && !context.readOnly()) {
                        closed = true;
                        real.checkpoint();
                    }
                } finally {
                    super.close();
                }
            }
        });
    }

    /** Its version rises each time that somebody asks: so what is too new once is not a moment later. */
    static PagerProvider isOfAnotherVersionEachTime() {
        int[] version = {0};
        return Altered.of(PagerProvider.class, BetweenPager.provider(BetweenPager::new))
                .method("formatVersion", none -> ++version[0])
                .method("oldestFormatVersion", none -> 1)
                .make();
    }

    static PagerProvider writesWhereItOnlyReads() {
        return BetweenPager.provider((real, context) -> {
            if (context.readOnly()) {
                touch(context.files(), context.spillFolder().resolve("swept"));
            }
            return new BetweenPager(real, context);
        });
    }

    /** Opens what is left of a database in another way than ours. */
    private static PagerProvider withRemains(BiFunction<PagerContext, Consumer<Fault>, Pager> opening) {
        return Altered.of(PagerProvider.class, BetweenPager.provider(BetweenPager::new))
                .method("openDamaged", given -> {
                    @SuppressWarnings("unchecked")
                    Consumer<Fault> found = (Consumer<Fault>) given[1];
                    return opening.apply((PagerContext) given[0], found);
                })
                .make();
    }

    private static PagerProvider ours() {
        return Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, null);
    }

    static PagerProvider keepsLossesToItself() {
        return withRemains((context, found) -> ours().openDamaged(context, fault -> {}));
    }

    static PagerProvider givesNoRemains() {
        return withRemains((context, found) -> {
            throw new CorruptException(context.path() + " is damaged");
        });
    }

    static PagerProvider readsTheMainFileAlone() {
        return withRemains((context, found) -> {
            FileLayer files = Altered.of(FileLayer.class, context.files())
                    .method("exists", given -> false)
                    .make();
            return ours().openDamaged(context(context, files, context.checkpointPages()), fault -> {});
        });
    }

    static PagerProvider showsTheNewestForThePast() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected PageSnapshot past(long position) {
                PageSnapshot past = super.past(position);
                if (past == null) {
                    return null;
                }
                past.close();
                return real.read();
            }
        });
    }

    static PagerProvider callsPagesInUseFree() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected long[] freePages(PageReader state) {
                Set<Long> free = new TreeSet<>();
                for (long id : super.freePages(state)) {
                    free.add(id);
                }
                long used = state.pageCount() - 1;
                while (free.contains(used)) {
                    used--;
                }
                if (used > 0) {
                    free.add(used);
                }
                return free.stream().mapToLong(Long::longValue).toArray();
            }
        });
    }

    static PagerProvider describesWhatIsNotItsOwn() {
        return BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
            @Override
            protected void describe(Page page, ByteMap into) {
                super.describe(page, into);
                if (page.type() == PageType.INDEX) {
                    into.field(page.arrayIndex(0), 1, "kind", "of a page of an index");
                }
            }
        });
    }
}
