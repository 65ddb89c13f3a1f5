package org.pesadb.storage.pager;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PagerContext;

/**
 * The main file: page {@code n} at byte {@code n * 4096}. Threads share it.
 *
 * <p>Reads take no lock: whoever needs a page from here holds a snapshot that forbids a checkpoint to write it (see {@link
 * Versions}). Two kinds of reads have no such shield, and exclude writes by a lock: that of page 0, which is also written
 * when a clean file is marked as in use, and those of a verification, which reads every page whoever sees it.
 */
final class MainFile implements AutoCloseable {
    private static final int SECTOR_BYTES = 512;

    private final FileLayer files;
    private final Path path;
    private final DataFile file;
    private final ReentrantLock writes = new ReentrantLock();
    /** Of the thread that makes a checkpoint. */
    private boolean lengthInDoubt;

    MainFile(FileLayer files, Path path, boolean readOnly) {
        this.files = files;
        this.path = path;
        try {
            file = files.open(path, readOnly ? FileLayer.Mode.READ : FileLayer.Mode.WRITE);
        } catch (IOException failed) {
            throw FileFailures.of("open", path, failed);
        }
    }

    Path path() {
        return path;
    }

    /**
     * Its name, for messages.
     *
     * @return without the folder
     */
    String name() {
        return path.getFileName().toString();
    }

    /**
     * Reads a page and judges it.
     *
     * @param id its number
     * @return blank where it was never written
     * @throws CorruptException where it is damaged
     */
    Page read(long id) {
        byte[] image = new byte[PageFormat.PAGE_BYTES];
        if (id == 0) {
            readShielded(0, ByteBuffer.wrap(image));
        } else {
            readRaw(id, ByteBuffer.wrap(image));
        }
        String fault = PageFormat.fault(id, image);
        if (fault != null) {
            throw damaged(id, image, fault);
        }
        return PageFormat.page(id, image);
    }

    /**
     * Reads neighbouring pages unjudged, while nobody writes. What lies beyond the end of the file is zeros.
     *
     * @param first the first page's number
     * @param into  filled from its position on
     */
    void readShielded(long first, ByteBuffer into) {
        writes.lock();
        try {
            readRaw(first, into);
        } finally {
            writes.unlock();
        }
    }

    /**
     * Reads neighbouring pages unjudged. What lies beyond the end of the file is zeros. Those that a checkpoint may write
     * meanwhile come as anything.
     *
     * @param first the first page's number
     * @param into  filled from its position on
     */
    void readRaw(long first, ByteBuffer into) {
        long at = first * PageFormat.PAGE_BYTES;
        try {
            file.read(into, at);
        } catch (IOException failed) {
            throw FileFailures.of("read page " + first + " at byte " + at + " of", path, failed);
        }
        while (into.hasRemaining()) {
            into.put((byte) 0);
        }
    }

    /**
     * Writes neighbouring pages.
     *
     * @param first  the first page's number
     * @param images sealed
     * @throws IOException where the system fails
     */
    void write(long first, ByteBuffer images) throws IOException {
        write(images, first * PageFormat.PAGE_BYTES);
    }

    /**
     * Writes the one sector of page 0 that holds its header and fields, over a page 0 that differs in nothing else. A device
     * writes a sector wholly or not at all, so no crash can leave half of it.
     *
     * @param image sealed
     * @throws IOException where the system fails
     */
    void writeRoot(byte[] image) throws IOException {
        write(ByteBuffer.wrap(image, PagerContext.HEADER_BYTES, SECTOR_BYTES), PagerContext.HEADER_BYTES);
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        writes.lock();
        try {
            file.write(bytes, at);
        } finally {
            writes.unlock();
        }
    }

    void force() throws IOException {
        file.force();
    }

    /**
     * Makes its name durable, and the log's, which stands beside it.
     *
     * @param anew whether to give the file its name once more: where the force of the folder has failed at its creation, the system may
     *     show a name that the device never got, and has nothing left to force. Only for a file that has never been
     *     written to: a crash in between leaves a creation cut short
     * @throws IOException where that cannot be said
     */
    void forceName(boolean anew) throws IOException {
        if (anew) {
            files.rename(path, Creation.unfinished(path));
            files.rename(Creation.unfinished(path), path);
        }
        files.forceFolder(path.toAbsolutePath().getParent());
    }

    /**
     * Says that an earlier process may have seen its force fail: the system may then show a length that the device never got, and
     * has nothing left to force. The next {@link #extend} writes something at the end, so that there is.
     */
    void doubtLength() {
        lengthInDoubt = true;
    }

    /**
     * Makes the file at least so long; the new bytes are zeros. The next force makes that length durable.
     *
     * @param pages its length in pages, or 0 for any
     * @throws org.pesadb.api.PesaDbException where the system does not even say how long it is; nothing was written
     * @throws IOException where a write fails
     */
    void extend(long pages) throws IOException {
        if (pages == 0) {
            return;
        }
        long length = pages * PageFormat.PAGE_BYTES;
        long now = length();
        if (now < length) {
            // At most a page of zeros is written; what the file system puts before them reads as zeros too.
            int tail = (int) Math.min(PageFormat.PAGE_BYTES, length - now);
            write(ByteBuffer.allocate(tail), length - tail);
        } else if (lengthInDoubt) {
            writeSomethingAtEnd(pages);
        }
        lengthInDoubt = false;
    }

    /**
     * Writes the last page once more, where a checksum proves that what was read is what stands there. Else zeros behind it, which
     * {@link #trim} takes away, or which count for nothing.
     */
    private void writeSomethingAtEnd(long pages) throws IOException {
        byte[] last = new byte[PageFormat.PAGE_BYTES];
        long at = (pages - 1) * PageFormat.PAGE_BYTES;
        readRaw(pages - 1, ByteBuffer.wrap(last));
        boolean proved = !PageFormat.blank(last) && PageFormat.fault(pages - 1, last) == null;
        if (proved) {
            write(ByteBuffer.wrap(last), at);
        } else {
            write(ByteBuffer.allocate(PageFormat.PAGE_BYTES), at + PageFormat.PAGE_BYTES);
        }
    }

    /**
     * Makes the file at most so long.
     *
     * @param pages its length in pages
     * @throws IOException where the system fails
     */
    void trim(long pages) throws IOException {
        long length = pages * PageFormat.PAGE_BYTES;
        if (file.length() > length) {
            file.truncate(length);
        }
    }

    /**
     * The length of the file.
     *
     * @return bytes
     */
    long length() {
        try {
            return file.length();
        } catch (IOException failed) {
            throw FileFailures.of("find the length of", path, failed);
        }
    }

    /**
     * Makes sure that the file holds all of its pages.
     *
     * @param pages how many
     * @throws CorruptException where its end is missing, or no database has so many
     */
    void checkLength(long pages) {
        if (pages < 1 || pages > PageFormat.MAX_PAGES) {
            throw new CorruptException(name() + " page 0 counts " + pages
                    + " pages, which no database has; nothing in it can be found: restore the database from a backup");
        }
        long length = length();
        if (length < pages * PageFormat.PAGE_BYTES) {
            throw new CorruptException(name() + " is cut short: it has " + length + " bytes, but page 0 counts " + pages
                    + " pages; everything from page " + length / PageFormat.PAGE_BYTES
                    + " on is lost: restore the database from a backup");
        }
    }

    /** Whether the file has every page up to a number, or somebody else has those that it ends before. */
    boolean holdsOr(long pages, LongPredicate another) {
        for (long id = length() / PageFormat.PAGE_BYTES; id < pages; id++) {
            if (!another.test(id)) {
                return false;
            }
        }
        return true;
    }

    CorruptException damaged(long id, byte[] image, String fault) {
        String owner = PageFormat.owner(id, image);
        return new CorruptException(name() + " page " + id + (owner != null ? " (" + owner + ")" : "") + ": " + fault
                + "; check the database to see what else is damaged, and restore it from a backup");
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failed) {
            throw FileFailures.of("close", path, failed);
        }
    }
}
