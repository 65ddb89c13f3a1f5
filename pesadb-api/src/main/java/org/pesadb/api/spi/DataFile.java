package org.pesadb.api.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.pesadb.api.Stable;

/**
 * An open file, read and written by position. Threads share it. What is durable when: see {@link FileLayer}.
 *
 * <p>A file that is durable when this returns:
 *
 * <pre>{@code
 * try (DataFile file = files.open(path, FileLayer.Mode.CREATE)) {
 *     file.write(ByteBuffer.wrap(bytes), 0);
 *     file.force();                            // its bytes and its length
 * }
 * files.forceFolder(path.getParent());         // and its name
 * }</pre>
 */
@Stable(since = 1)
public interface DataFile extends AutoCloseable {
    /**
     * Reads until the buffer is full or the file ends.
     *
     * @param into     filled from its position on
     * @param position the first byte to read, from 0
     * @return the number of bytes read; 0 at the end of the file or beyond
     * @throws IOException where the system fails
     */
    int read(ByteBuffer into, long position) throws IOException;

    /**
     * Writes the whole buffer, or throws. Beyond the end the file grows.
     *
     * @param from     written from its position on
     * @param position where its first byte goes, from 0
     * @throws IOException where the system fails; any part may have been written then
     */
    void write(ByteBuffer from, long position) throws IOException;

    /**
     * Returns once everything written before, and the length, is durable.
     *
     * @throws IOException where that cannot be said; see {@link FileLayer}
     */
    void force() throws IOException;

    /**
     * The length.
     *
     * @return bytes
     * @throws IOException where the system fails
     */
    long length() throws IOException;

    /**
     * Cuts the file.
     *
     * @param length its new length in bytes, at most the present one
     * @throws IOException where the system fails
     */
    void truncate(long length) throws IOException;

    /** Closes it without forcing. Closing twice does nothing. */
    @Override
    void close() throws IOException;
}
