package org.pesadb.api.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;

/**
 * A file that nobody needs after its user is done: made with the first write, never forced, deleted when it is closed. What a killed
 * process leaves is swept when the database is opened again, with its folder.
 *
 * <p>Of one thread, but for {@link #close}: whoever closes a cursor, a session or the database may do so while the statement's thread
 * is at work. Then that work fails, and no file is made after it.
 *
 * <p>Who writes keeps the sum of what it wrote in memory: nothing in the file says whether it came back as it went.
 *
 * <p>Internal: of the engine and the default pager. Authors of a part use {@link FileLayer}, or the {@link
 * org.pesadb.api.spi.RowSpill} that the engine gives a join.
 */
public final class TemporaryFile implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(TemporaryFile.class.getName());

    private final FileLayer files;
    private final Path path;
    private final String content;
    private final CRC32C crc = new CRC32C();
    private volatile DataFile file;
    private boolean closed;

    /**
     * Makes nothing yet.
     *
     * @param files   where it will be
     * @param path    its name, which only one user at a time may have; the folder need not exist
     * @param content what is in it, for messages
     */
    public TemporaryFile(FileLayer files, Path path, String content) {
        this.files = files;
        this.path = path;
        this.content = content;
    }

    /**
     * Whether there is a file.
     *
     * @return false before the first write
     */
    public boolean isOpen() {
        return file != null;
    }

    /**
     * Writes, and makes the file where there is none yet.
     *
     * @param bytes all that remains in it
     * @param at    the first byte's place in the file
     * @throws org.pesadb.api.PesaDbException DISK_FULL, IO; IO too where it was closed
     */
    public void write(ByteBuffer bytes, long at) {
        try {
            DataFile opened = file;
            (opened != null ? opened : open()).write(bytes, at);
        } catch (IOException failed) {
            throw FileFailures.of("write " + content + " to", path, failed);
        }
    }

    private synchronized DataFile open() throws IOException {
        if (closed) {
            throw new IOException("it is closed");
        }
        files.createFolders(path.getParent());
        if (files.exists(path)) { // whoever had it before could not delete it
            files.delete(path);
        }
        file = files.open(path, FileLayer.Mode.CREATE);
        return file;
    }

    /**
     * Reads what was written. What lies beyond the end is left as it is: its sum will not be right.
     *
     * @param into gets as much as it has room for
     * @param at   the first byte's place in the file
     * @throws org.pesadb.api.PesaDbException IO, too where it was closed
     */
    public void read(ByteBuffer into, long at) {
        try {
            DataFile opened = file;
            if (opened == null) {
                throw new IOException("it is closed");
            }
            opened.read(into, at);
        } catch (IOException failed) {
            throw FileFailures.of("read " + content + " back from", path, failed);
        }
    }

    /**
     * The sum of what is to be written.
     *
     * @param bytes  begins with it
     * @param length of it
     * @return CRC-32C
     */
    public int sum(byte[] bytes, int length) {
        crc.reset();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /**
     * Its name.
     *
     * @return also where it was not made
     */
    public Path path() {
        return path;
    }

    /**
     * What to throw where the sum is not right.
     *
     * @param at   its place in the file
     * @param what was there, and what to do
     * @return to be thrown
     */
    public CorruptException damaged(long at, String what) {
        return new CorruptException(path + " at byte " + at + ": what comes back is not what was written there" + what);
    }

    /** Deletes it. What fails of that harms nobody: the next user of its name, or the next open, tries again. */
    @Override
    public synchronized void close() {
        closed = true;
        DataFile closing = file;
        if (closing == null) {
            return;
        }
        file = null;
        try (closing) {
            files.delete(path);
        } catch (NoSuchFileException swept) {
            LOGGER.log(System.Logger.Level.DEBUG, "{0} is gone already", path);
        } catch (IOException failed) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "{0} is not needed any more, but could not be deleted: {1}",
                    path,
                    failed);
        }
    }
}
