package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.fault.SimulatedDisk;

/** A database of nothing but indexes: the standard pager and log over a disk in memory. Everything happens in the callers' threads. */
final class IndexBench implements AutoCloseable {
    /** The owner of the pages of the first index. */
    static final int OWNER = 7;

    private static final Path MAIN = Path.of("/kit.pesa");
    private static final Path LOG = Path.of("/kit.pesa-wal");
    private static final Path SPILL = Path.of("/kit.pesa-spill");
    private static final int PAGE_BYTES = 4096;

    private final SimulatedDisk disk;
    private final PagerProvider provider =
            Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, null);
    private final PagerContext context;
    private Pager pager;
    private PageTransaction last;

    private IndexBench(SimulatedDisk disk, boolean roomy) {
        this.disk = disk;
        int checkpointPages = roomy ? 50_000 : 60;
        LogProvider log = Components.installed().choose(ComponentKind.LOG, LogProvider.class, null);
        context = new PagerContext(
                disk,
                MAIN,
                new byte[PagerContext.HEADER_BYTES],
                log,
                new LogContext(
                        disk,
                        LOG,
                        new UUID(1, 2),
                        PAGE_BYTES,
                        SyncMode.FULL,
                        checkpointPages,
                        false,
                        log.formatVersion(),
                        Map.of()),
                roomy ? 256 << 20 : 64 * PAGE_BYTES,
                roomy ? 1 << 30 : 8 * PAGE_BYTES,
                SPILL,
                checkpointPages,
                Runnable::run,
                false,
                provider.formatVersion(),
                Map.of());
    }

    /** A new database with little room, so that pages leave memory, transactions spill and the log is cut all the time. */
    static IndexBench tight() {
        return make(false);
    }

    /** A new database with room for all its pages in memory. */
    static IndexBench roomy() {
        return make(true);
    }

    private static IndexBench make(boolean roomy) {
        IndexBench bench = new IndexBench(new SimulatedDisk(), roomy);
        bench.provider.create(bench.context);
        bench.pager = bench.provider.open(bench.context);
        return bench;
    }

    /** A database that stands on a disk, opened with little room. */
    static IndexBench on(SimulatedDisk disk) {
        IndexBench bench = new IndexBench(disk, false);
        bench.pager = bench.provider.open(bench.context);
        return bench;
    }

    SimulatedDisk disk() {
        return disk;
    }

    Pager pager() {
        return pager;
    }

    PageTransaction write() {
        last = pager.write(Duration.ZERO);
        return last;
    }

    /** Closes the database cleanly and opens it again. */
    void reopen() {
        pager.close();
        pager = provider.open(context);
    }

    /** Puts a page of somebody else there, with a number in it, and remembers nothing. */
    long strangersPage(int owner, long content) {
        PageTransaction transaction = write();
        var page = transaction.writer(PageType.HEAP, owner).allocate();
        page.putLong(0, content);
        transaction.commit();
        return page.id();
    }

    /** The pages that belong to an owner. */
    Set<Long> pagesOf(int owner) {
        try (PageSnapshot snapshot = pager.read()) {
            List<String> faults = new ArrayList<>();
            long[] free = pager.verify(snapshot, fault -> faults.add(fault.toString()));
            assertEquals(List.of(), faults, "faults that the pager finds");
            Set<Long> pages = new TreeSet<>();
            for (long id = 1; id < snapshot.pageCount(); id++) {
                Page page = snapshot.page(id);
                if (page.owner() == owner && page.type() == PageType.INDEX) {
                    pages.add(id);
                }
            }
            for (long id : free) {
                pages.remove(id);
            }
            return pages;
        }
    }

    private void shut() {
        if (last != null) {
            last.rollback(); // nothing where it has ended; else closing would wait for it
        }
        pager.close();
    }

    /** Closes it, and finds files that are still open then. */
    @Override
    public void close() {
        shut();
        if (!disk.isDead()) {
            assertEquals(0, disk.handles(), "files that are open after closing");
        }
    }

    /** Closes what the power has left. */
    void abandon() {
        try {
            shut();
        } catch (PesaDbException gone) {
            assertTrue(disk.isDead(), () -> "closing failed: " + gone);
        }
    }
}
