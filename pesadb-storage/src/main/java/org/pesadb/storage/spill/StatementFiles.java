package org.pesadb.storage.spill;

import java.util.HashSet;
import java.util.Set;
import org.pesadb.api.internal.TemporaryFile;

/**
 * The temporary files of one statement: whatever it has not closed itself is closed, and deleted, with this. Then it is given no more:
 * a cursor may be closed from another thread while the statement's own is at work.
 */
public final class StatementFiles implements AutoCloseable {
    private final SpillNames names;
    private Set<TemporaryFile> open = Set.of();
    private boolean closed;

    /**
     * A statement without files.
     *
     * @param names of its database
     */
    public StatementFiles(SpillNames names) {
        this.names = names;
    }

    /**
     * Gives a file.
     *
     * @param kind    what it is for, the beginning of its name: lower-case letters
     * @param content what is in it, for messages
     * @return not made yet; to be given back with {@link #close(TemporaryFile)}
     */
    public TemporaryFile open(String kind, String content) {
        return opened(names.file(kind, content));
    }

    /**
     * Gives a file that only one statement at a time has.
     *
     * @param name    its name
     * @param content what is in it, for messages
     * @return as {@link #open}
     */
    public TemporaryFile openNamed(String name, String content) {
        return opened(names.named(name, content));
    }

    private synchronized TemporaryFile opened(TemporaryFile file) {
        if (closed) {
            file.close();
            return file;
        }
        if (open.isEmpty()) {
            open = new HashSet<>(); // most statements have none
        }
        open.add(file);
        return file;
    }

    /**
     * Deletes a file that is not needed any more. Twice does nothing.
     *
     * @param file from here
     */
    public void close(TemporaryFile file) {
        forget(file);
        file.close();
    }

    private synchronized void forget(TemporaryFile file) {
        if (!open.isEmpty()) {
            open.remove(file);
        }
    }

    /** Deletes all of them. Closing twice does nothing. */
    @Override
    public void close() {
        Set<TemporaryFile> left;
        synchronized (this) {
            closed = true;
            if (open.isEmpty()) {
                return;
            }
            left = open;
            open = Set.of();
        }
        left.forEach(TemporaryFile::close);
    }
}
