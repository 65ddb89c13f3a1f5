package org.pesadb.wal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.testing.MemoryFiles;

/** Short ways to make, open and fill logs in memory, with pages of {@value TestPage#SMALL} bytes. */
final class TestLog {
    static final Path PATH = Path.of("/db/data.pesa-wal");
    /** Where a log's file is made before it has its name. */
    static final Path UNNAMED = Path.of("/db/data.pesa-wal.new");

    static final UUID ID = new UUID(1, 2);
    static final int PAGE_RECORD = LogFormat.CONTENT + TestPage.SMALL;
    static final int CARRIED_RECORD = LogFormat.CARRIED_CONTENT + TestPage.SMALL;

    private TestLog() {}

    static LogContext context(FileLayer files, SyncMode sync, boolean readOnly) {
        return context(files, sync, 100, readOnly);
    }

    static LogContext context(FileLayer files, SyncMode sync, int checkpointPages, boolean readOnly) {
        return new LogContext(files, PATH, ID, TestPage.SMALL, sync, checkpointPages, readOnly, 1, Map.of());
    }

    static Log create(MemoryFiles files) {
        return create(files, SyncMode.FULL);
    }

    static Log create(MemoryFiles files, SyncMode sync) {
        return create(files, sync, 100);
    }

    /** The fewer pages between two checkpoints, the sooner a rest is worth carrying over. */
    static Log create(MemoryFiles files, SyncMode sync, int checkpointPages) {
        return new WalProvider().create(context(files, sync, checkpointPages, false), new LogStart(1, 7, 1, 0, 0));
    }

    static Log open(MemoryFiles files) {
        return open(files, SyncMode.FULL);
    }

    static Log open(MemoryFiles files, SyncMode sync) {
        return new WalProvider().open(context(files, sync, false));
    }

    static Log open(MemoryFiles files, SyncMode sync, int checkpointPages) {
        return new WalProvider().open(context(files, sync, checkpointPages, false));
    }

    static Log openReadOnly(MemoryFiles files) {
        return new WalProvider().open(context(files, SyncMode.FULL, true));
    }

    /** Commits one value for one page, without waiting for the force. */
    static long commit(Log log, long page, long value) {
        return log.commit(log.begin(), List.of(TestPage.of(page, value)), page + 1);
    }

    /** Commits and forces. */
    static long put(Log log, long page, long value) {
        long end = commit(log, page, value);
        log.force(end);
        return end;
    }

    /** What a new snapshot sees of a page. */
    static long get(Log log, TestMain main, long page) {
        try (LogSnapshot snapshot = log.register()) {
            return main.read(log, snapshot, page);
        }
    }

    /** The id of the newest visible transaction. */
    static long newest(Log log) {
        try (LogSnapshot snapshot = log.register()) {
            return snapshot.transaction();
        }
    }

    /** Where in the file a position of the first generation stands. */
    static long offset(long position) {
        return LogFormat.RECORDS + position - LogFormat.FIRST_POSITION;
    }
}
