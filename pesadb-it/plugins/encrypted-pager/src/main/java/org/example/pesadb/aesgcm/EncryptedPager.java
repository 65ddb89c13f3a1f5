package org.example.pesadb.aesgcm;

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

/**
 * The inner pager, and other temporary files. Threads share it.
 *
 * @param inner works on encrypted files
 */
record EncryptedPager(Pager inner) implements Pager {
    @Override
    public int usableSize() {
        return inner.usableSize();
    }

    @Override
    public PageSnapshot read() {
        return inner.read();
    }

    @Override
    public PageTransaction write(Duration timeout) {
        return inner.write(timeout);
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
        return new EphemeralFiles(files);
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
