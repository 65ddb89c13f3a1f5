package org.pesadb.api.spi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.pesadb.api.Experimental;
import org.pesadb.api.Fault;
import org.pesadb.api.Progress;
import org.pesadb.api.Stable;

/**
 * An open main file with its log: pages, their versions and the buffer cache. Threads share it.
 *
 * <p>Any number of snapshots and one write transaction are open at once, and none of the snapshots ever waits. Made and
 * opened by a {@link PagerProvider}.
 *
 * <p>What the engine does with it all day:
 *
 * <pre>{@code
 * try (PageSnapshot now = pager.read()) {
 *     Page page = now.page(7);                                   // never changes, never waits
 * }
 * PageTransaction transaction = pager.write(Duration.ofSeconds(5));
 * try {
 *     PageWriter writer = transaction.writer(PageType.INDEX, owner);
 *     MutablePage page = writer.allocate();
 *     page.putLong(0, 42);
 *     transaction.commit();                                      // durable when it returns
 * } finally {
 *     transaction.rollback();                                    // nothing, after a commit
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface Pager extends AutoCloseable {
    /** How the name of a backup ends until it is complete; no database has such a name. */
    String PARTIAL = ".partial";

    /** The {@link Fault#object} of faults in the list of free pages. */
    String FREE_PAGES = "the list of free pages";

    /**
     * The usable bytes of a page, which is what {@link Page#size()} says.
     *
     * @return the same for every page but page 0, and always; 2,048 or more, which heap and indexes rely on
     */
    int usableSize();

    /**
     * A snapshot of the newest durable commit (with sync {@code normal} and {@code off}: the newest written one).
     *
     * @return to be closed
     */
    PageSnapshot read();

    /**
     * Takes the one writer's place. Where the log has grown to its bound, a checkpoint comes before it.
     *
     * @param timeout how long to wait for others, be it for one who makes that checkpoint or for one who has the place
     * @return a new transaction
     * @throws org.pesadb.api.PesaDbException BUSY after the time; CANCELLED where the thread is interrupted while it waits, and it stays
     *     interrupted; READ_ONLY where the database was opened so, or the log failed and must be reopened; DISK_FULL, IO where there is
     *     something to be done first that cannot be, such as a recovery for which there was no room when the database was opened
     */
    PageTransaction write(Duration timeout);

    /**
     * Brings the main file up to date as far as no snapshot forbids it, and cuts the log where nobody needs it any more.
     * Readers and writers go on meanwhile.
     *
     * @throws org.pesadb.api.PesaDbException IO, DISK_FULL, and nothing committed is lost
     */
    void checkpoint();

    /**
     * Verifies every page of main file and log by itself: checksum, number, type, and the free list. Throws for no damage, but tells it; whatever
     * {@link PageReader#page} refuses as damaged, is told here too.
     *
     * @param snapshot what the free list is verified in
     * @param found    is told every fault; those of the free list as ones of {@link #FREE_PAGES}
     * @return the free pages in this snapshot, in order
     */
    long[] verify(PageSnapshot snapshot, Consumer<Fault> found);

    /**
     * Commits whose states can still be read.
     *
     * @return by position, the oldest first; none, the default, where a pager cannot go back
     */
    @Experimental("what names a state of the past may come to be its time, too")
    default List<LogPoint> points() {
        return List.of();
    }

    /**
     * Begins to read a state of the past.
     *
     * @param position one of {@link #points}
     * @return to be closed; null, the default, where it cannot be read any more
     */
    @Experimental("what names a state of the past may come to be its time, too")
    default PageSnapshot read(long position) {
        return null;
    }

    /**
     * A snapshot of the newest durable commit for somebody who looks at many pages, and is not to change what the buffer cache holds by that.
     *
     * @return to be closed; null, the default, where the pager has no cache, or does not tell what is in it
     */
    @Experimental("see PageLook")
    default PageLook look() {
        return null;
    }

    /**
     * The free pages of a state of the database.
     *
     * @param state a snapshot or transaction of this pager, seen through whatever the engine has put before it: to be read, not cast
     * @return their numbers, each once, in any order; null, the default, where the pager does not tell
     * @throws org.pesadb.api.CorruptException where their list is damaged
     */
    @Experimental("it may come to give a cursor")
    default long[] freePages(PageReader state) {
        return null;
    }

    /**
     * Tells what the pager itself has put on a page: its header, and all of a page of type {@link PageType#ROOT}, {@link PageType#FREE} or {@link PageType#NONE}.
     *
     * @param page of this pager
     * @param into takes offsets from the beginning of {@link Page#array()}, as the page stands in a file
     */
    @Experimental("how much is told of bytes may grow")
    default void describe(Page page, ByteMap into) {}

    /**
     * Copies what a snapshot sees to a new main file, which needs no log: it opens as a database that was closed cleanly, and
     * what is written to it goes on where the snapshot was, so that positions, transactions and generations never come twice. The
     * file is made under the name {@code <to>} with {@link #PARTIAL} behind it, in place of one that an earlier copy left, forced and renamed; until
     * it is complete it is no database. Readers, the writer and checkpoints go on meanwhile. Takes a small, constant amount of memory.
     *
     * @param snapshot of this pager, open
     * @param to       the new main file, of which the caller has seen that it does not exist
     * @param header   the {@value PagerContext#HEADER_BYTES} bytes with which its page 0 begins: the engine's, with an id of its own
     * @param progress is told now and then how many pages are copied; what it throws ends the copy
     * @throws org.pesadb.api.PesaDbException CORRUPT where a page is damaged; DISK_FULL, IO; whatever failed, neither name is
     *     left
     */
    void backup(PageSnapshot snapshot, Path to, byte[] header, Progress progress);

    /**
     * The file layer for what the engine puts aside in files beside the database while it sorts and joins, and deletes again: a pager that encrypts its
     * pages gives one that encrypts those too.
     *
     * @param files the layer that it was opened with
     * @return the same, unless the pager has reason for another
     */
    @Experimental("the key of such files, and who may read them, may come to be the caller's affair")
    default FileLayer temporaryFiles(FileLayer files) {
        return files;
    }

    /**
     * Figures since opening.
     *
     * @return a snapshot of them
     */
    PagerStats stats();

    /**
     * Checkpoints, marks the close as a clean one and closes main file and log. The caller has ended transactions and
     * snapshots. A disk without room is no failure of this: the mark is left out then, and the next opening recovers. Closing twice does
     * nothing.
     */
    @Override
    void close();
}
