package org.pesadb.api.spi;

import java.util.List;
import java.util.function.Consumer;
import org.pesadb.api.Experimental;
import org.pesadb.api.Fault;
import org.pesadb.api.Stable;

/**
 * An open log: committed page versions, in the order of their commits. Threads share it.
 *
 * <p>A version is named by its position: 64 bits, greater than 0, opaque but for the order. Names go up from version to version, and ends
 * from commit to commit. The versions of a commit are named from the end of the commit before it on (this very number may be the first of
 * them), and before its own end: a snapshot, which is such an end, sees the names before it. One transaction appends at a
 * time: a caller holds its writer's place from {@link #begin} to the return of {@link #commit} or {@link #abandon}; the
 * wait in {@link #force} is outside, so that many committers share one force.
 *
 * <p>A failed write or force poisons the log: every waiter gets an {@link org.pesadb.api.UnknownOutcomeException}, nothing
 * is retried, no cut happens, and what would append throws READ_ONLY until the database is reopened. Reading goes on.
 *
 * <p>How a pager uses it, from one commit to the next checkpoint:
 *
 * <pre>{@code
 * long transaction = log.begin();
 * long end = log.commit(transaction, changedPages, databasePages);   // the writer's place is free again
 * log.force(end);                                                    // shared by all who wait; now it is durable
 *
 * try (LogSnapshot snapshot = log.register()) {
 *     long version = log.locate(7, snapshot.position());
 *     if (version == 0 || !log.read(7, version, image)) {
 *         readFromMainFile(7, image);                                // a checkpoint has brought it there
 *     }
 * }
 * log.checkpoint(mainFile);                                          // and forget what nobody needs here
 * }</pre>
 */
@Stable(since = 1)
public interface Log extends AutoCloseable {
    /**
     * Whether a checkpoint must come before the first record: nothing is appended to a generation that was recovered.
     *
     * @return true after {@link LogProvider#open} of a log that was not empty
     */
    boolean needsCheckpoint();

    /**
     * The number of the current generation. A cut begins a new one.
     *
     * @return 1 or more, and never less than before
     */
    long generation();

    /**
     * What {@link CheckpointSink#finish} returned when this generation began: the state of the main file that it builds on.
     *
     * @return as it was given
     */
    long stamp();

    /**
     * Registers a snapshot of the newest durable commit (with sync {@code normal} and {@code off}: the newest written one).
     * Atomic with a checkpoint's choice of its limit.
     *
     * @return to be closed
     */
    LogSnapshot register();

    /**
     * Names the newest version of a page that a snapshot sees in the log.
     *
     * @param page     the page's number
     * @param snapshot a position of a registered snapshot. Another thread may close that snapshot meanwhile: then whatever is
     *                 returned is used by nobody, but nothing is thrown, and {@link #read} with it returns false or any version
     * @return the version's position, or 0 where the main file has what the snapshot sees
     */
    long locate(long page, long snapshot);

    /**
     * Reads a version.
     *
     * @param page     the page's number
     * @param position from {@link #locate}, or what {@link PageImage#seal} was given for a version that is not visible yet: the
     *                 transaction that appended it, and those built on it, read it so
     * @param into     as long as a page
     * @return false where a cut came in between and the main file has the version now: {@link #locate} says so, if asked again
     * @throws org.pesadb.api.CorruptException where the record is damaged
     */
    boolean read(long page, long position, byte[] into);

    /**
     * Commits whose states can still be read: the newest, and those before it that no checkpoint has gone beyond.
     *
     * @return by position, the oldest first; none, the default, where a log does not remember
     */
    @Experimental("what names a state of the past may come to be its time, too")
    default List<LogPoint> points() {
        return List.of();
    }

    /**
     * Registers a snapshot of a commit of the past.
     *
     * @param position one of {@link #points}
     * @return to be closed; null, the default, where it cannot be read any more
     */
    @Experimental("what names a state of the past may come to be its time, too")
    default LogSnapshot register(long position) {
        return null;
    }

    /**
     * Begins a transaction. It leaves no trace before its first record.
     *
     * @return its 64-bit id, greater than every one since opening, and than that of every commit that opening found. One that was lost in
     *     a crash with all that it did may come again
     * @throws org.pesadb.api.PesaDbException READ_ONLY where the log is poisoned or was opened so
     */
    long begin();

    /**
     * Appends page versions of a transaction before its end, where they take too much memory. Without a commit they never
     * count; within the transaction the last version of a page counts.
     *
     * @param transaction from {@link #begin}
     * @param pages       sealed by this call
     * @throws org.pesadb.api.PesaDbException DISK_FULL, IO; the transaction can only be abandoned then
     */
    void append(long transaction, List<? extends PageImage> pages);

    /**
     * Appends the last page versions of a transaction and its commit record; after that it cannot be taken back. It is
     * durable, and visible to snapshots, only after {@link #force}.
     *
     * @param transaction   from {@link #begin}
     * @param pages         sealed by this call
     * @param databasePages the number of pages of the database from now on
     * @return the end of the commit, for {@link #force}
     * @throws org.pesadb.api.PesaDbException DISK_FULL, IO: nothing of the transaction counts
     */
    long commit(long transaction, List<? extends PageImage> pages, long databasePages);

    /**
     * Ends a transaction that will not commit.
     *
     * @param transaction from {@link #begin}
     */
    void abandon(long transaction);

    /**
     * Returns once a commit is durable (as far as the sync mode promises) and visible to new snapshots. Threads that wait
     * at once share one force. An interrupt does not end the wait, and the thread stays interrupted. A commit that is durable already,
     * whoever forced it, is not waited for.
     *
     * @param position from {@link #commit}
     * @throws org.pesadb.api.UnknownOutcomeException where the write or the force failed
     */
    void force(long position);

    /**
     * Hands the newest version of every page, up to a limit that no registered snapshot forbids, to the sink, and then cuts
     * the log: in place where nothing in it is needed any more, or else, where that makes it much shorter, by carrying over what
     * registered snapshots and the newest commit still see. Versions keep their names. It is not cut while a transaction has
     * records in it that came by {@link #append}. Readers and committers go on beside it; only for the cut itself commits
     * wait. One at a time.
     *
     * <p>The limit of a round is the oldest registered snapshot, or where there is none the newest durable commit (with sync
     * {@code normal} and {@code off}: the newest written one, which the log forces first). With a cut
     * {@link #generation()} rises, and {@link #stamp()} is what the last {@link CheckpointSink#finish} returned. Nothing is handed over that a loss
     * of power could still take from the log, but with sync {@code off}. Where everything up to the limit was handed over before, a checkpoint may do nothing; without a
     * snapshot of an older commit than the newest, and without a transaction that has records, it cuts whatever there is.
     *
     * @param sink takes the pages
     * @return what was done
     * @throws org.pesadb.api.PesaDbException where reading or the sink fails; DISK_FULL or IO where there is no room for what is
     *     carried over, or it cannot be written: the log stays as it was then
     */
    CheckpointResult checkpoint(CheckpointSink sink);

    /**
     * Verifies every committed record again.
     *
     * @param image is given every committed page version that is in the log, each once, in any order, to judge what is in it; none of a transaction
     *     that was abandoned
     * @param found is told every fault of the log itself
     */
    void verify(Consumer<Version> image, Consumer<Fault> found);

    /**
     * A committed version in the log.
     *
     * @param page     the page's number
     * @param position the version's name
     * @param image    a copy of the sealed image
     */
    record Version(long page, long position, byte[] image) {}

    /**
     * Figures since opening.
     *
     * @return a snapshot of them
     */
    LogStats stats();

    /** Forces what is appended, says so in the log (a mark), and closes. Closing twice does nothing. */
    @Override
    void close();
}
