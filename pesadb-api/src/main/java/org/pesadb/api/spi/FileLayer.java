package org.pesadb.api.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.Stable;
import org.pesadb.api.internal.SystemFiles;

/**
 * Every access to a database's files goes through here: log, main file, lock and spill. Tests put a layer in its place
 * that records, fails or crashes; nothing in the product opens database files around it.
 *
 * <h2>What is durable when</h2>
 *
 * <ul>
 *   <li>What {@link DataFile#write} wrote may survive a crash whole, in part (whole 512-byte sectors), or not at all, in any
 *       order among writes, until {@link DataFile#force} of that file has returned. The same holds for its length.
 *   <li>A file's name, a {@link #rename} and a {@link #delete} may survive or not, until {@link #forceFolder} of its folder
 *       has returned. A rename is atomic: after a crash the target is the old file or the new one.
 *   <li>After a failed force nobody knows what of the earlier writes is durable; a later force that succeeds says nothing
 *       about them.
 * </ul>
 *
 * <p>Threads share a layer. An interrupt of the calling thread neither stops a call nor closes a file; the thread's
 * interrupt status stays as it was.
 *
 * <p>To replace a file so that there is always a whole one:
 *
 * <pre>{@code
 * writeAndForce(files, draft);
 * files.rename(draft, path);
 * files.forceFolder(path.getParent());
 * }</pre>
 */
@Stable(since = 1)
public interface FileLayer {
    /** What an opened file is for. */
    enum Mode {
        /** To read a file that exists. */
        READ,
        /** To read and write a file that exists. */
        WRITE,
        /** To read and write a file that is made now; one that exists is an error. */
        CREATE
    }

    /**
     * The real files of this machine.
     *
     * @return a layer without state
     */
    static FileLayer system() {
        return SystemFiles.INSTANCE;
    }

    /**
     * Opens a file.
     *
     * @param path which
     * @param mode what for
     * @return to be closed
     * @throws java.nio.file.NoSuchFileException        where it must exist and does not
     * @throws java.nio.file.FileAlreadyExistsException where it must not exist and does
     * @throws java.nio.file.AccessDeniedException      where the system forbids it
     * @throws IOException                              where the system fails
     */
    DataFile open(Path path, Mode mode) throws IOException;

    /**
     * The one path of a file that may be reached by several: a lock or a log beside it must be found by whoever opens it,
     * under whichever name.
     *
     * @param path which; it need not exist
     * @return absolute, and no symbolic link
     * @throws IOException where the system fails, or links lead in a circle
     */
    default Path resolve(Path path) throws IOException {
        return path.toAbsolutePath().normalize();
    }

    /**
     * Whether a regular file of this name exists.
     *
     * @param path which
     * @return false also for a folder
     * @throws IOException where the system cannot say
     */
    boolean exists(Path path) throws IOException;

    /**
     * The files of a folder whose names begin so.
     *
     * @param folder which; a folder that does not exist has none
     * @param prefix the beginning of the name
     * @return full paths, in order of name
     * @throws IOException where the system fails
     */
    List<Path> list(Path folder, String prefix) throws IOException;

    /**
     * Makes a folder and those above it, where missing, and forces what it made.
     *
     * @param folder which
     * @throws IOException where the system fails
     */
    void createFolders(Path folder) throws IOException;

    /**
     * Renames a file within its folder, in place of a file that has the new name.
     *
     * @param from its name
     * @param to   its new name
     * @throws IOException where the system fails; the file has its old name then
     */
    void rename(Path from, Path to) throws IOException;

    /**
     * Deletes a file, or a folder that is empty.
     *
     * @param path which
     * @throws java.nio.file.NoSuchFileException         where it does not exist; a layer without folders says so of every folder
     * @throws java.nio.file.DirectoryNotEmptyException where it is a folder with something in it
     * @throws IOException                              where the system fails
     */
    void delete(Path path) throws IOException;

    /**
     * Makes the names in a folder durable.
     *
     * @param folder which
     * @throws IOException where the system fails; see the rules above
     */
    void forceFolder(Path folder) throws IOException;

    /**
     * Locks a file, which is made where missing, against other processes and against this one.
     *
     * @param path   the file; only this method may ever open it
     * @param shared whether others may share the lock
     * @return the lock, to be closed; its file stays
     * @throws FileLockedException where somebody else holds a lock that forbids it; at once
     * @throws IOException         where the system fails
     */
    FileLease lock(Path path, boolean shared) throws IOException;
}
