package org.pesadb.storage.pager;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;

/**
 * Reads the version of a page that a snapshot sees: out of the cache, else the log, else the main file. Threads share it.
 *
 * <p>A snapshot sees the newest version before its position; the log names it, or says that the main file has it. What
 * is read from a file is judged before anybody sees it. Where a cut comes between the log's answer and the read, the log is
 * asked again. Why the main file holds still meanwhile stands at the top of {@link BufferCache}.
 */
final class Versions {
    private static final String IN_USE_BUT_BLANK = "it is blank, but in use";

    /** No cut takes so many tries, or as long, to come through. */
    private static final int MANY_TRIES = 1_000;

    private static final long LONG_NANOS = 1_000_000_000L;

    private final MainFile main;
    private final Log log;
    private final String logName;
    private final BufferCache cache;
    private final LongAdder fileReads = new LongAdder();

    Versions(MainFile main, Log log, Path logPath, BufferCache cache) {
        this.main = main;
        this.log = log;
        this.cache = cache;
        logName = logPath.getFileName().toString();
    }

    /**
     * A page that is cached.
     *
     * @param id       its number
     * @param position of a registered snapshot
     * @return null where it is not
     */
    Page cached(long id, long position) {
        return cache.get(id, log.locate(id, position));
    }

    /**
     * A page.
     *
     * @param id       its number, below the snapshot's count
     * @param snapshot registered
     * @param open     throws where the snapshot is not registered any more
     * @return its version there
     * @throws CorruptException where it is damaged
     * @throws org.pesadb.api.PesaDbException BAD_PLUGIN where the log names a version again and again and does not give it
     */
    Page read(long id, LogSnapshot snapshot, Runnable open) {
        return read(id, snapshot, open, true);
    }

    /**
     * The same without a trace: nothing is entered in the cache, or counted, and what is cached stays no longer for it.
     *
     * @param id       its number, below the snapshot's count
     * @param snapshot registered
     * @param open     throws where the snapshot is not registered any more
     * @return its version there
     */
    Page look(long id, LogSnapshot snapshot, Runnable open) {
        return read(id, snapshot, open, false);
    }

    /**
     * Whether a version is cached.
     *
     * @param id       the page's number
     * @param position of a registered snapshot, which sees the version
     * @return what is so now
     */
    boolean holds(long id, long position) {
        return cache.peek(id, log.locate(id, position)) != null;
    }

    private Page read(long id, LogSnapshot snapshot, Runnable open, boolean keep) {
        int tries = 0;
        int counted = 0;
        long since = 0;
        while (true) {
            int count = cache.checkpoints();
            open.run(); // after the count is taken: see BufferCache
            long at = log.locate(id, snapshot.position());
            Page page = keep ? cache.get(id, at) : cache.peek(id, at);
            if (page != null) {
                return page;
            }
            if (at == BufferCache.MAIN_FILE) {
                count(keep);
                Page read = readMain(id, open);
                // Nobody needs a blank page twice. Where one was needed, no checksum says that its zeros stand in the
                // file.
                return !keep || read.type() == PageType.NONE ? read : cache.addMain(id, read, count);
            }
            byte[] image = new byte[PageFormat.PAGE_BYTES];
            if (log.read(id, at, image)) {
                count(keep);
                Page read = judged(id, at, image);
                return keep ? cache.add(id, at, read) : read;
            }
            if (tries == 0 || count != counted) { // as ever: a cut came in between
                tries = 0;
                counted = count;
                since = System.nanoTime();
            }
            if (++tries > MANY_TRIES && System.nanoTime() - since > LONG_NANOS) {
                throw LogAnswers.broken(
                        log,
                        "reading page " + id + ": again and again it names version " + at
                                + ", and says that it does not have it");
            }
        }
    }

    private void count(boolean keep) {
        if (keep) {
            fileReads.increment(); // of visits that are counted too: their difference is the hits
        }
    }

    private Page readMain(long id, Runnable open) {
        try {
            return main.read(id);
        } finally {
            open.run(); // what nobody holds may be overwritten meanwhile: then what was read is neither data nor damage
        }
    }

    /**
     * Whether the log holds a version of a page that a snapshot sees.
     *
     * @param id       the page's number
     * @param position of a registered snapshot
     * @return false where the main file has it
     */
    boolean inLog(long id, long position) {
        return log.locate(id, position) != BufferCache.MAIN_FILE;
    }

    /**
     * Reads neighbouring pages past the cache: a copy of everything would only empty it.
     *
     * @param first    the first page's number, 1 or more
     * @param position of a registered snapshot, which holds still in the main file what the log does not have
     * @param into     filled with the versions there, judged
     * @param free     whether a page is free, so that it may be blank; asked of blank pages only
     * @return the greatest name among them
     * @throws CorruptException where one is damaged
     */
    long readPast(long first, long position, ByteBuffer into, LongPredicate free) {
        int count = into.remaining() / PageFormat.PAGE_BYTES;
        long[] places = new long[count];
        for (int i = 0; i < count; i++) {
            places[i] =
                    log.locate(first + i, position); // before the read: a cut may only turn a place into the main file
        }
        main.readRaw(first, into);
        byte[] image = new byte[PageFormat.PAGE_BYTES];
        long newest = 0;
        for (int i = 0; i < count; i++) {
            int at = i * PageFormat.PAGE_BYTES;
            long id = first + i;
            if (places[i] != BufferCache.MAIN_FILE && log.read(id, places[i], image)) {
                judged(id, places[i], image);
                into.put(at, image);
            } else {
                if (places[i] != BufferCache.MAIN_FILE) {
                    main.readRaw(
                            id,
                            into.slice(at, PageFormat.PAGE_BYTES)); // it came there by the cut, perhaps after our read
                }
                into.get(at, image);
                String fault = PageFormat.fault(id, image);
                if (fault == null && PageFormat.blank(image) && !free.test(id)) {
                    fault = IN_USE_BUT_BLANK;
                }
                if (fault != null) {
                    throw main.damaged(id, image, fault);
                }
            }
            newest = Math.max(newest, PageFormat.position(id, image));
        }
        return newest;
    }

    /**
     * The free pages that a snapshot sees.
     *
     * @param snapshot open
     * @param root     what page 0 says there
     * @return their numbers, in order
     * @throws CorruptException where their list is damaged
     */
    long[] freePages(PageReader snapshot, Root root) {
        return new Verification(main, logName, fault -> {
                    throw new CorruptException(fault + "; restore the database from a backup");
                })
                .freePages(snapshot, root);
    }

    private Page judged(long id, long at, byte[] image) {
        String fault = logFault(id, at, image);
        if (fault != null) {
            String owner = PageFormat.owner(id, image);
            throw new CorruptException(logName + " page " + id + (owner != null ? " (" + owner + ")" : "")
                    + ", its version at position " + at + ": " + fault
                    + "; committed changes are damaged: restore the database from a backup");
        }
        return PageFormat.page(id, image);
    }

    /**
     * Judges a version that was read from the log.
     *
     * @param id    the page that it should be
     * @param at    the version that it should be
     * @param image what was read
     * @return null where it may be used, else what is wrong with it
     */
    static String logFault(long id, long at, byte[] image) {
        if (PageFormat.blank(image)) {
            return "it is blank, and no committed version is";
        }
        String fault = PageFormat.fault(id, image);
        if (fault == null && PageFormat.position(id, image) != at) {
            return "it says that it is the version of position " + PageFormat.position(id, image);
        }
        return fault;
    }

    /**
     * Reads from main file and log.
     *
     * @return how many, since opening
     */
    long fileReads() {
        return fileReads.sum();
    }
}
