package org.pesadb.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.pesadb.api.Fault;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
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

/** What comes between an engine, or the kit, and our own pager: does what that one does, unless overridden. One for each opening. */
public class BetweenPager {
    protected final Pager real;
    protected final PagerContext context;

    public BetweenPager(Pager real, PagerContext context) {
        this.real = real;
        this.context = context;
    }

    /** Makes what comes between. */
    @FunctionalInterface
    public interface Maker {
        BetweenPager of(Pager real, PagerContext context);
    }

    /** A provider of such pagers, by our own one's name. */
    public static PagerProvider provider(Maker maker) {
        return provider(UnaryOperator.identity(), maker);
    }

    /** The same, where the real pager works on something else too. */
    public static PagerProvider provider(UnaryOperator<PagerContext> other, Maker maker) {
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
                .method("openDamaged", given -> {
                    PagerContext context = other.apply((PagerContext) given[0]);
                    @SuppressWarnings("unchecked")
                    Consumer<Fault> found = (Consumer<Fault>) given[1];
                    return maker.of(real.openDamaged(context, found), context).pager();
                })
                .make();
    }

    protected Page page(PageSnapshot snapshot, long id) {
        return snapshot.page(id);
    }

    protected MutablePage edit(PageWriter writer, long id, PageTransaction transaction) {
        return writer.edit(id);
    }

    protected MutablePage allocate(PageWriter writer, PageTransaction transaction) {
        return writer.allocate();
    }

    protected void free(PageWriter writer, long id) {
        writer.free(id);
    }

    protected PageTransaction write(Duration timeout) {
        return real.write(timeout);
    }

    protected Page page(PageTransaction transaction, long id) {
        return transaction.page(id);
    }

    protected void awaitBase(PageTransaction transaction) {
        transaction.awaitBase();
    }

    protected void rollbackTo(PageTransaction transaction, int savepoint) {
        transaction.rollbackTo(savepoint);
    }

    protected void rollback(PageTransaction transaction) {
        transaction.rollback();
    }

    protected void commit(PageTransaction transaction) {
        transaction.commit();
    }

    protected void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
        real.backup(snapshot, to, header, progress);
    }

    protected long[] verify(PageSnapshot snapshot, Consumer<Fault> found) {
        return real.verify(snapshot, found);
    }

    protected PageLook look() {
        return real.look();
    }

    protected PageSnapshot past(long position) {
        return real.read(position);
    }

    protected long[] freePages(PageReader state) {
        return real.freePages(state);
    }

    protected void describe(Page page, ByteMap into) {
        real.describe(page, into);
    }

    protected void checkpoint() {
        real.checkpoint();
    }

    protected void close() {
        real.close();
    }

    private Pager pager() {
        return Altered.of(Pager.class, real)
                .method("read", given -> given.length == 0 ? snapshot(real.read()) : past((Long) given[0]))
                .method("freePages", given -> freePages((PageReader) given[0]))
                .method("describe", given -> {
                    describe((Page) given[0], (ByteMap) given[1]);
                    return null;
                })
                .method("write", given -> transaction(write((Duration) given[0])))
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
                .method("look", given -> look())
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
                .method("page", given -> page(transaction, (Long) given[0]))
                .method("awaitBase", given -> {
                    awaitBase(transaction);
                    return null;
                })
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
