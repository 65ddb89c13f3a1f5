package org.pesadb.it.asserting;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerStats;

/** A pager whose callers are watched. Threads share it. */
final class AssertingPager implements Pager {
    private final Pager real;
    private final ReadPages read = new ReadPages();
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile AssertingTransaction writing;
    private volatile boolean closed;

    AssertingPager(Pager real) {
        this.real = real;
    }

    private void requireOpen() {
        Misuse.unless(!closed, "a pager is used after it was closed");
    }

    void ended(AutoCloseable snapshot) {
        open.remove(snapshot);
    }

    void ended(AssertingTransaction transaction) {
        if (writing == transaction) {
            writing = null;
        }
    }

    ReadPages readPages() {
        return read;
    }

    @Override
    public int usableSize() {
        return real.usableSize();
    }

    @Override
    public PageSnapshot read() {
        requireOpen();
        AssertingSnapshot snapshot = new AssertingSnapshot(this, real.read());
        open.add(snapshot);
        return snapshot;
    }

    @Override
    public PageTransaction write(Duration timeout) {
        requireOpen();
        Misuse.unless(!timeout.isNegative(), "to wait " + timeout + " for the writer's place");
        AssertingTransaction transaction = new AssertingTransaction(this, real.write(timeout));
        writing = transaction;
        return transaction;
    }

    @Override
    public void checkpoint() {
        requireOpen();
        real.checkpoint();
    }

    private AssertingSnapshot own(PageSnapshot snapshot) {
        if (snapshot instanceof AssertingSnapshot own && own.pager() == this) {
            return own;
        }
        throw Misuse.of(snapshot + " is no snapshot of this pager");
    }

    @Override
    public long[] verify(PageSnapshot snapshot, Consumer<Fault> found) {
        requireOpen();
        return real.verify(own(snapshot).real(), found);
    }

    @Override
    public void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
        requireOpen();
        Misuse.unless(
                header.length == PagerContext.HEADER_BYTES, "a backup is given " + header.length + " bytes of header");
        real.backup(own(snapshot).real(), to, header, progress);
    }

    @Override
    public FileLayer temporaryFiles(FileLayer files) {
        return real.temporaryFiles(files);
    }

    @Override
    public PagerStats stats() {
        return real.stats();
    }

    /** The pager is closed in any case, so that what is found here is all that is wrong afterwards. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean transaction = writing != null;
        int snapshots = open.size();
        real.close();
        Misuse.unless(!transaction, "a pager is closed while its write transaction is open");
        Misuse.unless(snapshots == 0, "a pager is closed while " + snapshots + " of its snapshots are open");
        read.check();
    }
}
