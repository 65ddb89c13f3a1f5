package org.pesadb.storage.pager;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.Pager;

/** Verifies the pages by themselves, and the list of free pages. Of one thread. */
final class Verification {
    private static final int CHUNK_PAGES = 256;

    private final MainFile main;
    private final String logName;
    private final Consumer<Fault> found;

    /**
     * @param main    read from the file itself, not the cache
     * @param logName for messages
     * @param found   is told every fault
     */
    Verification(MainFile main, String logName, Consumer<Fault> found) {
        this.main = main;
        this.logName = logName;
        this.found = found;
    }

    /**
     * Every page of the main file.
     *
     * @param pages how many
     * @param inLog whether the log holds a newer version of a page, which the next checkpoint brings here
     */
    void mainFile(long pages, LongPredicate inLog) {
        byte[] image = new byte[PageFormat.PAGE_BYTES];
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_PAGES * PageFormat.PAGE_BYTES);
        for (long first = 0; first < pages; first += CHUNK_PAGES) {
            int count = (int) Math.min(CHUNK_PAGES, pages - first);
            chunk.clear().limit(count * PageFormat.PAGE_BYTES);
            boolean whole = read(first, chunk);
            for (long id = first; id < first + count; id++) {
                if (whole) {
                    chunk.get((int) (id - first) * PageFormat.PAGE_BYTES, image);
                }
                if (whole || readAlone(id, image)) {
                    judge(id, image, inLog);
                }
            }
        }
    }

    /**
     * The pages behind the end of the main file, where it may be shorter than the database: what the log has is still to come there, and a
     * free page need never have been written. Any other one is lost.
     *
     * @param pages how many there are
     * @param inLog whether the log holds a version of a page
     * @param free  the free pages, in order
     */
    void behindEnd(long pages, LongPredicate inLog, long[] free) {
        long first = -1;
        long lost = 0;
        for (long id = main.length() / PageFormat.PAGE_BYTES; id < pages; id++) {
            if (!inLog.test(id) && Arrays.binarySearch(free, id) < 0) {
                first = first < 0 ? id : first;
                lost++;
            }
        }
        if (lost > 0) {
            found.accept(new Fault(
                    main.name(),
                    first,
                    null,
                    "the file ends before it" + (lost > 1 ? ", and before " + (lost - 1) + " more pages in use" : "")
                            + ", and the log does not hold it"));
        }
    }

    /** Whether the device gives a chunk. Where it does not, most of the pages may still be had one by one. */
    private boolean read(long first, ByteBuffer chunk) {
        try {
            main.readShielded(first, chunk);
            return true;
        } catch (PesaDbException unreadable) {
            return false;
        }
    }

    private boolean readAlone(long id, byte[] image) {
        try {
            main.readShielded(id, ByteBuffer.wrap(image));
            return true;
        } catch (PesaDbException unreadable) {
            found.accept(new Fault(main.name(), id, null, unreadable.getMessage()));
            return false;
        }
    }

    private void judge(long id, byte[] image, LongPredicate inLog) {
        String fault = PageFormat.fault(id, image);
        if (fault != null) {
            String mended = inLog.test(id) ? "; the log holds a newer version, which will be written here" : "";
            found.accept(new Fault(main.name(), id, PageFormat.owner(id, image), fault + mended));
        }
    }

    /**
     * Every committed version in the log.
     *
     * @param log verifies its records
     */
    void log(Log log) {
        log.verify(
                version -> {
                    String fault = Versions.logFault(version.page(), version.position(), version.image());
                    if (fault != null) {
                        found.accept(new Fault(
                                logName,
                                version.page(),
                                PageFormat.owner(version.page(), version.image()),
                                "its version at position " + version.position() + ": " + fault));
                    }
                },
                found);
    }

    /**
     * The list of free pages.
     *
     * @param snapshot what it is verified in
     * @param root     what page 0 says there
     * @return the pages in it, each once, in order
     */
    long[] freePages(PageReader snapshot, Root root) {
        LongMap<Boolean> free = new LongMap<>();
        long trunk = root.trunk();
        boolean whole = true;
        while (trunk != 0) {
            if (!enter(free, trunk, root.pages(), trunk)) {
                whole = false;
                break;
            }
            Page page;
            try {
                page = snapshot.page(trunk);
            } catch (PesaDbException damaged) {
                found.accept(fault(trunk, "the list of free pages breaks off here: " + damaged.getMessage()));
                whole = false;
                break;
            }
            String fault = FreeList.trunkFault(page);
            if (fault != null) {
                found.accept(fault(trunk, fault));
                whole = false;
                break;
            }
            for (int i = 0; i < page.getInt(FreeList.COUNT); i++) {
                whole &= enter(free, page.getUnsignedInt(FreeList.IDS + i * Integer.BYTES), root.pages(), trunk);
            }
            trunk = page.getUnsignedInt(FreeList.NEXT);
        }
        if (whole && free.size() != root.freePages()) {
            found.accept(fault(0, "counts " + root.freePages() + " free pages, but their list has " + free.size()));
        }
        return free.sortedKeys();
    }

    private boolean enter(LongMap<Boolean> free, long id, long pages, long trunk) {
        if (id <= 0 || id >= pages) {
            found.accept(fault(trunk, "the list of free pages names page " + id + " of " + pages));
            return false;
        }
        if (free.get(id) != null) {
            found.accept(fault(trunk, "the list of free pages names page " + id + " twice"));
            return false;
        }
        free.put(id, Boolean.TRUE);
        return true;
    }

    private Fault fault(long page, String what) {
        return new Fault(main.name(), page, Pager.FREE_PAGES, what);
    }
}
