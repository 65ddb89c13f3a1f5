package org.pesadb.api.spi;

import java.io.IOException;
import org.pesadb.api.Stable;

/**
 * Where a checkpoint brings pages: the main file. Called by the checkpoint's thread, beside readers and committers. A checkpoint
 * goes in one or more rounds, each with a limit of its own: pages, then {@link #finish}.
 *
 * <p>A main file that takes pages:
 *
 * <pre>{@code
 * public void page(long id, long position, byte[] image) throws IOException {
 *     file.write(ByteBuffer.wrap(image), id * image.length);
 * }
 *
 * public long finish() throws IOException {
 *     file.force();
 *     return ++stamp;                          // names this state of the file
 * }
 *
 * public void cut() {
 *     cache.forgetMainFile();                  // what was read from it before may be out of date
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface CheckpointSink {
    /**
     * Takes the newest version of a page up to the round's limit, which is chosen before the first. In a round pages come in
     * order of their numbers, each once; the next round may bring a newer version of the same page.
     *
     * @param id       the page's number
     * @param position the version's name
     * @param image    its sealed image; the log's buffer, valid during the call
     * @throws IOException where it cannot be written; the checkpoint ends then, and the log is not cut. Whether it takes records after that
     *     is its own to say
     */
    void page(long id, long position, byte[] image) throws IOException;

    /**
     * Makes durable what was taken. Called after the last page of each round, also where there was none, and before any cut.
     *
     * @return names the state that the main file has now: the next generation carries it as its {@link Log#stamp()}
     * @throws org.pesadb.api.PesaDbException where nothing was forced, and nothing is in doubt: DISK_FULL where there was no room, IO
     *     where something that only asks failed; the checkpoint ends then, and the log is not cut
     * @throws IOException where a write or a force failed; the log takes no more records then
     */
    long finish() throws IOException;

    /**
     * Keeps transactions from beginning, and waits a moment for the one that is open to end; the log then brings the last few
     * pages in one more round and is cut in place, which is cheaper than to carry them over. Followed by {@link #release} if,
     * and only if, it returns true.
     *
     * @return whether nothing is appended until then; false where it cannot be had soon, and always by default
     */
    default boolean hold() {
        return false;
    }

    /** Lets transactions begin again. */
    default void release() {}

    /**
     * The log was cut, in place or with a rest carried over: what was taken has no other name than the main file's any more, and
     * whatever was read from the main file before this checkpoint is out of date. The log calls it between the last call of
     * {@link Log#read} that gives what it cut and the first that does not, with none of them under way. It is quick, throws
     * nothing and calls nothing of the log.
     */
    void cut();
}
