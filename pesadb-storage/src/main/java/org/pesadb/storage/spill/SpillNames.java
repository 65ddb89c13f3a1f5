package org.pesadb.storage.spill;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.pesadb.api.internal.TemporaryFile;
import org.pesadb.api.spi.FileLayer;

/**
 * Gives the temporary files of an open database names that nobody else has. Threads share it.
 *
 * <p>A database that is written has one user, so that a number is enough, and the same work makes the same names. Of those that only
 * read it there may be many, in several processes and in this one, whose files stand in the same folder; so none of them removes the
 * folder, which stays, empty, until somebody opens the database to write it.
 */
public final class SpillNames {
    private static final AtomicLong READERS = new AtomicLong();

    private final FileLayer files;
    private final Path folder;
    private final String suffix;
    private final AtomicLong last = new AtomicLong();

    /**
     * Makes nothing yet.
     *
     * @param files    where the files will be
     * @param folder   where they will stand; need not exist
     * @param readOnly whether others may have the database open too
     */
    public SpillNames(FileLayer files, Path folder, boolean readOnly) {
        this.files = files;
        this.folder = folder;
        this.suffix = readOnly ? "-" + ProcessHandle.current().pid() + "-" + READERS.incrementAndGet() : "";
    }

    /**
     * A file of a given name, of which there is one at a time: only one statement writes.
     *
     * @param name    its name
     * @param content what is in it, for messages
     * @return not made yet
     */
    TemporaryFile named(String name, String content) {
        return new TemporaryFile(files, folder.resolve(name), content);
    }

    /**
     * A file of a name of its own.
     *
     * @param kind    what it is for, the beginning of its name
     * @param content what is in it, for messages
     * @return not made yet
     */
    TemporaryFile file(String kind, String content) {
        return new TemporaryFile(files, folder.resolve(kind + "-" + last.incrementAndGet() + suffix), content);
    }
}
