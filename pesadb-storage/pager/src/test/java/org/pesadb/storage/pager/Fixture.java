package org.pesadb.storage.pager;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.pesadb.api.Fault;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.testing.MemoryFiles;

/** A database in memory and the few things that every test does with it. */
final class Fixture {
    static final Path MAIN = Path.of("/db/data.pesa");
    static final Path LOG = Path.of("/db/data.pesa-wal");
    static final Path SPILL = Path.of("/db/data.pesa-spill");
    static final Duration NOW = Duration.ZERO;

    /** Long enough for any machine; nobody waits so long unless something hangs. */
    static final Duration WAIT = Duration.ofSeconds(30);

    static final PageType TYPE = PageType.HEAP;
    static final int OWNER = 4;

    MemoryFiles files = new MemoryFiles();
    LogProvider logs = new MemoryLog.Provider();
    UUID id = new UUID(1, 2);
    long cacheBytes = 64 * PageFormat.PAGE_BYTES;
    long transactionBytes = 1L << 30;
    int checkpointPages = 1_000_000;
    Executor background = Runnable::run;
    SyncMode sync = SyncMode.FULL;

    PagerContext context(boolean readOnly) {
        byte[] header = new byte[PagerContext.HEADER_BYTES];
        Arrays.fill(header, (byte) 'P');
        return new PagerContext(
                files,
                MAIN,
                header,
                logs,
                new LogContext(files, LOG, id, PageFormat.PAGE_BYTES, sync, checkpointPages, readOnly, 1, Map.of()),
                cacheBytes,
                transactionBytes,
                SPILL,
                checkpointPages,
                background,
                readOnly,
                1,
                Map.of());
    }

    Fixture create() {
        new PagedPagerProvider().create(context(false));
        return this;
    }

    Pager open() {
        return new PagedPagerProvider().open(context(false));
    }

    Pager openToRead() {
        return new PagedPagerProvider().open(context(true));
    }

    /** What a power loss leaves of everything that is forced, and nothing else. */
    Fixture crash() {
        files = files.crash(null);
        return this;
    }

    /** Commits one new page that holds a number. */
    static long add(Pager pager, long value) {
        PageTransaction transaction = pager.write(NOW);
        MutablePage page = transaction.writer(TYPE, OWNER).allocate();
        page.putLong(0, value);
        transaction.commit();
        return page.id();
    }

    /** Commits a number into a page. */
    static void set(Pager pager, long page, long value) {
        PageTransaction transaction = pager.write(NOW);
        transaction.writer(TYPE, OWNER).edit(page).putLong(0, value);
        transaction.commit();
    }

    /** Commits that a page is free. */
    static void free(Pager pager, long page) {
        PageTransaction transaction = pager.write(NOW);
        transaction.writer(TYPE, OWNER).free(page);
        transaction.commit();
    }

    static long get(Pager pager, long page) {
        try (PageSnapshot snapshot = pager.read()) {
            return snapshot.page(page).getLong(0);
        }
    }

    static List<Fault> faults(Pager pager) {
        List<Fault> found = new ArrayList<>();
        try (PageSnapshot snapshot = pager.read()) {
            pager.verify(snapshot, found::add);
        }
        return found;
    }
}
