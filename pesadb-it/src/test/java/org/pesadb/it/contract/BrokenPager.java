package org.pesadb.it.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.pesadb.api.Fault;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.LogContext;
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

/** What comes between the kit and our own pager: does what that one does, unless overridden. One for each opening. */
class BrokenPager {
    final Pager real;
    final PagerContext context;

    BrokenPager(Pager real, PagerContext context) {
        this.real = real;
        this.context = context;
    }

    /** Makes what comes between. */
    @FunctionalInterface
    interface Maker {
        BrokenPager of(Pager real, PagerContext context);
    }

    /** A provider of such pagers, by our own one's name. */
    static PagerProvider provider(Maker maker) {
        return provider(UnaryOperator.identity(), maker);
    }

    /** The same, where the real pager works on something else too. */
    static PagerProvider provider(UnaryOperator<PagerContext> other, Maker maker) {
        PagerProvider real = Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, null);
        return Altered.of(PagerProvider.class, real)
                .method("create", given -> {
                    real.create(other.apply((PagerContext) given[0]));
                    return null;
                })
                .method("open", given -> {
                    PagerContext context = other.apply((PagerContext) given[0]);
                    return maker.of(real.open(context), context).pager();
                })
                .make();
    }

    /** A context with other files, and with checkpoints after so many pages. */
    static PagerContext context(PagerContext context, FileLayer files, int checkpointPages) {
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

    PageSnapshot read() {
        return real.read();
    }

    Page page(PageSnapshot snapshot, long id) {
        return snapshot.page(id);
    }

    MutablePage edit(PageWriter writer, long id, PageTransaction transaction) {
        return writer.edit(id);
    }

    MutablePage allocate(PageWriter writer, PageTransaction transaction) {
        return writer.allocate();
    }

    void free(PageWriter writer, long id) {
        writer.free(id);
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

    void releasePages(PageTransaction transaction) {
        transaction.releasePages();
    }

    void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
        real.backup(snapshot, to, header, progress);
    }

    long[] verify(PageSnapshot snapshot, Consumer<Fault> found) {
        return real.verify(snapshot, found);
    }

    void checkpoint() {
        real.checkpoint();
    }

    void close() {
        real.close();
    }

    private Pager pager() {
        return Altered.of(Pager.class, real)
                .method("read", given -> snapshot(read()))
                .method("write", given -> transaction(real.write((Duration) given[0])))
                .method("verify", given -> {
                    @SuppressWarnings("unchecked")
                    Consumer<Fault> found = (Consumer<Fault>) given[1];
                    return verify((PageSnapshot) Altered.real(given[0]), found);
                })
                .method("backup", given -> {
                    backup((PageSnapshot) Altered.real(given[0]), (Path) given[1], (byte[]) given[2], (Progress)
                            given[3]);
                    return null;
                })
                .method("checkpoint", given -> {
                    checkpoint();
                    return null;
                })
                .method("close", given -> {
                    close();
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
                .method(
                        "writer",
                        given -> writer(transaction.writer((PageType) given[0], (Integer) given[1]), transaction))
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
                .method("releasePages", given -> {
                    releasePages(transaction);
                    return null;
                })
                .make();
    }

    private PageWriter writer(PageWriter writer, PageTransaction transaction) {
        return Altered.of(PageWriter.class, writer)
                .method("edit", given -> edit(writer, (Long) given[0], transaction))
                .method("allocate", given -> allocate(writer, transaction))
                .method("free", given -> {
                    free(writer, (Long) given[0]);
                    return null;
                })
                .make();
    }
}
