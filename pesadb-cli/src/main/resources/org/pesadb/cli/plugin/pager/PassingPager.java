package @package@;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerStats;

/** An open pager that passes everything on. Threads share it. Methods with a default are passed on too, or they would be lost. */
final class PassingPager implements Pager {
    private final Pager inner;

    PassingPager(Pager inner) {
        this.inner = inner;
    }

    @Override
    public int usableSize() {
        return inner.usableSize();
    }

    /** The inner one's own snapshot: {@link #backup} and {@link #verify} take no other. */
    @Override
    public PageSnapshot read() {
        return inner.read();
    }

    @Override
    public PageTransaction write(Duration timeout) {
        return new PassingTransaction(inner.write(timeout));
    }

    @Override
    public void checkpoint() {
        inner.checkpoint();
    }

    @Override
    public long[] verify(PageSnapshot snapshot, Consumer<Fault> found) {
        return inner.verify(snapshot, found);
    }

    @Override
    public void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
        inner.backup(snapshot, to, header, progress);
    }

    @Override
    public FileLayer temporaryFiles(FileLayer files) {
        return inner.temporaryFiles(files);
    }

    @Override
    public PagerStats stats() {
        return inner.stats();
    }

    @Override
    public void close() {
        inner.close();
    }
}
