package org.pesadb.storage.pager;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerStats;

/**
 * What is left of a database, to read. Every page is judged as ever; what is not right is a {@link CorruptException}, and so is what
 * the device does not give and what lies behind the end of a main file that was cut. Threads share it.
 *
 * <p>Where the log is whole, a page is the version that it names. Where it is not, the main file may have had newer versions from
 * a checkpoint of what is lost: then the newest that can be read counts, so that after a checkpoint that was done the state is
 * the one it brought.
 */
final class DamagedPager implements Pager {
    private final MainFile main;
    private final Log log;
    private final String logName;
    private final boolean newestCounts;
    private final BufferCache cache;
    private final LongAdder visits = new LongAdder();
    private final LongAdder fileReads = new LongAdder();

    /**
     * @param context      what it works on
     * @param main         open
     * @param log          open
     * @param newestCounts whether the main file may have newer versions than the log
     */
    DamagedPager(PagerContext context, MainFile main, Log log, boolean newestCounts) {
        this.main = main;
        this.log = log;
        this.newestCounts = newestCounts;
        logName = context.logContext().path().getFileName().toString();
        cache = new BufferCache(context.cacheBytes());
    }

    @Override
    public int usableSize() {
        return PageFormat.USABLE_BYTES;
    }

    @Override
    public PageSnapshot read() {
        return new Remains(log.register());
    }

    private Page read(long id, long position) {
        visits.increment();
        long at = log.locate(id, position);
        Page known = cache.get(id, at);
        return known != null ? known : cache.add(id, at, load(id, at));
    }

    private Page load(long id, long at) {
        fileReads.increment();
        if (at == BufferCache.MAIN_FILE) {
            return fromMain(id);
        }
        byte[] image = new byte[PageFormat.PAGE_BYTES];
        if (newestCounts && mainHolds(id, image) && PageFormat.position(id, image) > at) {
            return PageFormat.page(id, image);
        }
        return fromLog(id, at);
    }

    private Page fromLog(long id, long at) {
        byte[] image = new byte[PageFormat.PAGE_BYTES];
        String fault;
        try {
            fault = log.read(id, at, image) ? Versions.logFault(id, at, image) : "it is not there";
        } catch (PesaDbException unreadable) {
            fault = unreadable.getMessage();
        }
        if (fault != null) {
            throw new CorruptException(logName + " page " + id + ", its version at position " + at + ": " + fault);
        }
        return PageFormat.page(id, image);
    }

    private boolean mainHolds(long id, byte[] image) {
        try {
            main.readRaw(id, ByteBuffer.wrap(image));
        } catch (PesaDbException unreadable) {
            return false;
        }
        return PageFormat.fault(id, image) == null && !PageFormat.blank(image);
    }

    private Page fromMain(long id) {
        try {
            if (id * PageFormat.PAGE_BYTES >= main.length()) {
                throw new CorruptException(main.name() + " page " + id + ": the file ends before it");
            }
            return main.read(id);
        } catch (PesaDbException unreadable) {
            if (unreadable.code() == ErrorCode.CORRUPT) {
                throw unreadable;
            }
            throw new CorruptException(unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public long[] verify(PageSnapshot snapshot, Consumer<Fault> found) {
        Remains remains = (Remains) snapshot;
        Verification verification = new Verification(main, logName, found);
        if (remains.root != null && remains.root.pages() > remains.pages) {
            found.accept(new Fault(
                    main.name(),
                    0,
                    null,
                    "page 0 counts " + remains.root.pages()
                            + " pages, more than can be in main file and log; looked at " + remains.pages));
        }
        if (!log.needsCheckpoint()) {
            try {
                main.checkLength(remains.pages);
            } catch (CorruptException cut) {
                found.accept(new Fault(main.name(), -1, null, cut.getMessage()));
            }
        }
        LongPredicate inLog = id -> log.locate(id, remains.registered.position()) != BufferCache.MAIN_FILE;
        verification.mainFile(remains.pages, inLog);
        verification.log(log);
        if (remains.root == null) {
            found.accept(new Fault(
                    main.name(), 0, FREE_PAGES, "page 0, where it begins, cannot be read: " + remains.damage));
            return new long[0];
        }
        long[] free = verification.freePages(remains, remains.root);
        if (log.needsCheckpoint()) { // else the length has been told
            verification.behindEnd(remains.pages, inLog, free);
        }
        return free;
    }

    @Override
    public PageTransaction write(Duration timeout) {
        throw NoLog.readOnly();
    }

    @Override
    public void checkpoint() {
        throw NoLog.readOnly();
    }

    @Override
    public void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress) {
        throw new CorruptException(main.path() + " is damaged and cannot be copied page by page; salvage it");
    }

    @Override
    public PagerStats stats() {
        try (Remains remains = new Remains(log.register())) {
            long free = remains.root == null ? 0 : remains.root.freePages();
            long asked = visits.sum();
            long read = fileReads.sum();
            return new PagerFigures(
                    remains.pages,
                    free,
                    asked,
                    Math.max(0, asked - read),
                    read,
                    cache.bytes(),
                    cache.limit(),
                    0,
                    null,
                    log.stats());
        }
    }

    @Override
    public void close() {
        try (main;
                log) {
            assert main != null;
        }
    }

    /** No more than there is room for in both files, twice over in the log; so that a count that lies ends somewhere. */
    private long mostPages() {
        return main.length() / PageFormat.PAGE_BYTES + 2 * log.stats().fileBytes() / PageFormat.PAGE_BYTES + 1;
    }

    /** The one state that there is. */
    private final class Remains implements PageSnapshot {
        private final LogSnapshot registered;
        private final long pages;
        private final Root root;
        private final String damage;

        Remains(LogSnapshot registered) {
            this.registered = registered;
            Root read = null;
            String why = null;
            try {
                read = Root.of(DamagedPager.this.read(0, registered.position()));
            } catch (CorruptException damaged) {
                why = damaged.getMessage();
            }
            root = read;
            damage = why;
            pages = Math.min(read != null ? read.pages() : registered.pages(), mostPages());
        }

        @Override
        public Page page(long id) {
            if (id < 0 || id >= pages) {
                throw Snapshot.noSuchPage(id, pages);
            }
            return DamagedPager.this.read(id, registered.position());
        }

        @Override
        public long pageCount() {
            return pages;
        }

        @Override
        public long root() {
            return root == null ? 0 : root.value();
        }

        @Override
        public long transaction() {
            return registered.transaction();
        }

        @Override
        public void close() {
            registered.close();
        }
    }
}
