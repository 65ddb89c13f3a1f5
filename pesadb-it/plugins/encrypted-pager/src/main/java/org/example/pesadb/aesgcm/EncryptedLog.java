package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageImage;

/** A log whose images are sealed on their way in and opened on their way out. Threads share it. */
final class EncryptedLog implements Log {
    private final Log log;
    private final Sealer sealer;

    EncryptedLog(Log log, Sealer sealer) {
        this.log = log;
        this.sealer = sealer;
    }

    /** The position is part of what is authenticated, and only known when the log asks for the image. */
    private record Sealed(PageImage page, Sealer sealer) implements PageImage {
        @Override
        public long id() {
            return page.id();
        }

        @Override
        public byte[] seal(long position) {
            byte[] sealed = new byte[Sealer.SEALED_BYTES];
            sealer.seal(page.id(), position, page.seal(position), 0, sealed, 0);
            return sealed;
        }
    }

    private List<Sealed> sealed(List<? extends PageImage> pages) {
        List<Sealed> sealed = new ArrayList<>(pages.size());
        for (PageImage page : pages) {
            sealed.add(new Sealed(page, sealer));
        }
        return sealed;
    }

    private byte[] opened(long page, long position, byte[] image) {
        byte[] plain = new byte[Sealer.PAGE_BYTES];
        open(page, position, image, plain);
        return plain;
    }

    private void open(long page, long position, byte[] image, byte[] into) {
        if (!sealer.open(page, position, image, 0, into, 0)) {
            throw new CorruptException("the log's version of page " + page + " at position " + position
                    + " is not authentic: somebody else has written it; restore the database from a backup");
        }
    }

    @Override
    public boolean needsCheckpoint() {
        return log.needsCheckpoint();
    }

    @Override
    public long generation() {
        return log.generation();
    }

    @Override
    public long stamp() {
        return log.stamp();
    }

    @Override
    public LogSnapshot register() {
        return log.register();
    }

    @Override
    public long locate(long page, long snapshot) {
        return log.locate(page, snapshot);
    }

    @Override
    public boolean read(long page, long position, byte[] into) {
        byte[] image = new byte[Sealer.SEALED_BYTES];
        if (!log.read(page, position, image)) {
            return false;
        }
        open(page, position, image, into);
        return true;
    }

    @Override
    public long begin() {
        return log.begin();
    }

    @Override
    public void append(long transaction, List<? extends PageImage> pages) {
        log.append(transaction, sealed(pages));
    }

    @Override
    public long commit(long transaction, List<? extends PageImage> pages, long databasePages) {
        return log.commit(transaction, sealed(pages), databasePages);
    }

    @Override
    public void abandon(long transaction) {
        log.abandon(transaction);
    }

    @Override
    public void force(long position) {
        log.force(position);
    }

    @Override
    public CheckpointResult checkpoint(CheckpointSink sink) {
        return log.checkpoint(new OpeningSink(sink));
    }

    /** Gives the pager its own pages. */
    private final class OpeningSink implements CheckpointSink {
        private final CheckpointSink sink;
        private final byte[] plain = new byte[Sealer.PAGE_BYTES];

        OpeningSink(CheckpointSink sink) {
            this.sink = sink;
        }

        @Override
        public void page(long id, long position, byte[] image) throws IOException {
            open(id, position, image, plain);
            sink.page(id, position, plain);
        }

        @Override
        public long finish() throws IOException {
            return sink.finish();
        }

        @Override
        public boolean hold() {
            return sink.hold();
        }

        @Override
        public void release() {
            sink.release();
        }

        @Override
        public void cut() {
            sink.cut();
        }
    }

    @Override
    public void verify(Consumer<Version> image, Consumer<Fault> found) {
        log.verify(
                version -> {
                    try {
                        byte[] plain = opened(version.page(), version.position(), version.image());
                        image.accept(new Version(version.page(), version.position(), plain));
                    } catch (CorruptException notAuthentic) {
                        found.accept(new Fault("the log", version.page(), null, notAuthentic.getMessage()));
                    }
                },
                found);
    }

    @Override
    public LogStats stats() {
        return log.stats();
    }

    @Override
    public void close() {
        log.close();
    }
}
