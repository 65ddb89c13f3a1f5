package org.pesadb.api.spi;

import java.io.IOException;
import org.pesadb.api.Stable;

/** Somebody else holds a file's lock. Threads may share it. */
@Stable(since = 1)
public final class FileLockedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long holder;

    /**
     * @param path   the locked file, for people
     * @param holder the process id of a holder, or -1 where unknown
     */
    public FileLockedException(String path, long holder) {
        super(path + " is locked by process " + (holder < 0 ? "(unknown)" : holder));
        this.holder = holder;
    }

    /**
     * Who holds it.
     *
     * @return a process id, or -1 where unknown
     */
    public long holder() {
        return holder;
    }
}
