package org.pesadb.storage.pager;

import java.util.List;
import java.util.function.Consumer;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageImage;

/**
 * In place of the log of a cleanly closed database whose log is not there, opened to read: the main file alone has it all, and
 * no log may be made. Has no state.
 *
 * @param pages      the number of pages of the database
 * @param generation the generation that page 0 names
 * @param newest     the newest transaction
 */
record NoLog(long pages, long generation, long newest) implements Log {
    @Override
    public boolean needsCheckpoint() {
        return false;
    }

    @Override
    public long stamp() {
        return generation;
    }

    @Override
    public LogSnapshot register() {
        return new Registered(pages, newest);
    }

    private record Registered(long pages, long transaction) implements LogSnapshot {
        @Override
        public long position() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing was taken.
        }
    }

    @Override
    public long locate(long page, long snapshot) {
        return BufferCache.MAIN_FILE;
    }

    @Override
    public boolean read(long page, long position, byte[] into) {
        return false;
    }

    @Override
    public long begin() {
        throw readOnly();
    }

    @Override
    public void append(long transaction, List<? extends PageImage> images) {
        throw readOnly();
    }

    @Override
    public long commit(long transaction, List<? extends PageImage> images, long databasePages) {
        throw readOnly();
    }

    @Override
    public void abandon(long transaction) {
        throw readOnly();
    }

    @Override
    public void force(long position) {
        throw readOnly();
    }

    @Override
    public CheckpointResult checkpoint(CheckpointSink sink) {
        throw readOnly();
    }

    @Override
    public void verify(Consumer<Version> image, Consumer<Fault> found) {
        // There is nothing to verify.
    }

    @Override
    public LogStats stats() {
        return new NoRecords(generation);
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    static PesaDbException readOnly() {
        return new PesaDbException(
                ErrorCode.READ_ONLY, "the database was opened to read only; open it without that to change it");
    }

    private record NoRecords(long generation) implements LogStats {
        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public int snapshots() {
            return 0;
        }
    }
}
