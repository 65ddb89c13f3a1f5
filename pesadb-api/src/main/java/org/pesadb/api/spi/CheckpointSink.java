package org.pesadb.api.spi;

import java.io.IOException;

/** Where a checkpoint brings pages: the main file. Called by the checkpoint's thread. */
public interface CheckpointSink {
    /**
     * Takes the newest version of a page up to the checkpoint's limit. Pages come in order of their numbers, each once.
     *
     * @param id       the page's number
     * @param position the version's name
     * @param image    its sealed image; the log's buffer, valid during the call
     * @throws IOException where it cannot be written; the checkpoint ends then, and the log is not cut
     */
    void page(long id, long position, byte[] image) throws IOException;

    /**
     * Makes durable what was taken. Called once, after the last page and before any cut, also where there was none.
     *
     * @return names the state that the main file has now: the next generation carries it as its {@link Log#stamp()}
     * @throws org.pesadb.api.PesaDbException {@link org.pesadb.api.ErrorCode#DISK_FULL} where there was no room to write it, and
     *     nothing was forced; the checkpoint ends then, and the log is not cut
     * @throws IOException where that cannot be said; the log takes no more records then
     */
    long finish() throws IOException;

    /** The log was cut: whatever was read from the main file before this checkpoint is out of date. No reads are in flight. */
    void cut();
}
