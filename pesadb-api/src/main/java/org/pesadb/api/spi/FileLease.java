package org.pesadb.api.spi;

import java.io.IOException;
import org.pesadb.api.Stable;

/**
 * A held lock on a file. Threads may share it: any one of them may close it.
 *
 * <p>Held while a database is open:
 *
 * <pre>{@code
 * try (FileLease lease = files.lock(path, readOnly)) {
 *     work();
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface FileLease extends AutoCloseable {
    /**
     * Gives the lock back. Closing twice does nothing.
     *
     * @throws IOException where the system fails
     */
    @Override
    void close() throws IOException;
}
