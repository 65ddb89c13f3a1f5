package @package@;

import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.Page;

/**
 * Finds the version of a page that a snapshot sees: the log's, and where the log has none, the main file's. Threads share it.
 *
 * <p>Every page is read from a file each time that it is asked for; the system has them in its memory. A cache, of at most {@link
 * org.pesadb.api.spi.PagerContext#cacheBytes}, is the first thing to add here. A version of the log never changes, so its number and position name it
 * for ever; what was read from the main file counts until {@link org.pesadb.api.spi.CheckpointSink#cut} says otherwise.
 */
class Versions {
    final MainFile main;

    /** Null where the main file has all, and no log may be made. */
    final Log log;

    private final String logName;

    Versions(MainFile main, Log log, String logName) {
        this.main = main;
        this.log = log;
        this.logName = logName;
    }

    /** The one state of a database that has no log, which nothing changes. */
    private record Alone(long pages, long transaction) implements LogSnapshot {
        @Override
        public long position() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing was taken.
        }
    }

    /** A snapshot of the newest commit; while it is open, no checkpoint goes beyond what it sees. */
    LogSnapshot register() {
        return log == null ? new Alone(main.root().pages(), main.mark().transaction()) : log.register();
    }

    /** Whether the log has the version of a page that a snapshot sees, so that the main file's does not count. */
    boolean inLog(long id, LogSnapshot at) {
        return log != null && log.locate(id, at.position()) != 0;
    }

    /**
     * A page.
     *
     * @param at   the snapshot
     * @param open throws where that is closed: from then on a checkpoint may write what it saw, and what is read is neither data nor damage
     * @throws CorruptException where the page is damaged
     */
    Page read(long id, LogSnapshot at, Runnable open) {
        while (true) {
            open.run();
            long version = log == null ? 0 : log.locate(id, at.position());
            if (version == 0) {
                try {
                    return main.read(id);
                } finally {
                    open.run();
                }
            }
            Page page = fromLog(id, version);
            if (page != null) {
                return page;
            }
            // A cut came in between: the main file has it now, and the log will say so.
        }
    }

    /** A version that the log has; null where it has it no more. */
    Page fromLog(long id, long version) {
        byte[] image = new byte[PageFormat.BYTES];
        if (!log.read(id, version, image)) {
            return null;
        }
        String fault = logFault(id, version, image);
        if (fault != null) {
            throw new CorruptException(logName + " page " + id + ", its version at " + version + ": " + fault
                    + "; committed changes are damaged: restore a backup");
        }
        return PageFormat.page(id, image);
    }

    /** What is wrong with an image of the log; null where nothing is. */
    static String logFault(long id, long version, byte[] image) {
        String fault = PageFormat.fault(id, image);
        return fault == null && PageFormat.position(id, image) != version
                ? "it is the version of " + PageFormat.position(id, image)
                : fault;
    }

    /** What page 0 says in a snapshot. */
    Root root(LogSnapshot at) {
        return Root.of(read(0, at, () -> {}));
    }

    static CorruptException noSuchPage(long id, long pages) {
        return new CorruptException("something names page " + id + ", and there are " + pages
                + " pages; check the database to see what is damaged");
    }
}
