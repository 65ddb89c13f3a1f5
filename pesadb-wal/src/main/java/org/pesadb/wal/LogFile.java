package org.pesadb.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;

/**
 * The log's file: it is longer than its records, and filled up with zeros, so that a commit overwrites blocks that the file
 * has already and its force needs no journal commit of the file system.
 *
 * <p>Threads read at will; {@link #write}, {@link #force}, {@link #reserve} and {@link #shorten} belong to the holder of the
 * lead (see {@link Lead}): a system tells of a failed write-back once, to one caller of force, so two at once could leave
 * the wrong one believing that all went well.
 */
final class LogFile {
    private static final int ZEROS_BYTES = 256 << 10;

    private final Path path;
    private final boolean forces;
    private final long lastStep;
    private final AtomicLong forced = new AtomicLong();
    /** Changes only at the moment of a cut; see {@link #become}. */
    private volatile DataFile file;

    private volatile long length;

    /** @param lastStep the longest step of preallocation */
    LogFile(DataFile file, Path path, SyncMode sync, long lastStep) throws IOException {
        this.file = file;
        this.path = path;
        this.forces = sync != SyncMode.OFF;
        this.lastStep = lastStep;
        this.length = file.length();
    }

    Path path() {
        return path;
    }

    /** Bytes of the file, zeros and leftovers included. */
    long length() {
        return length;
    }

    /** How often the file was forced. */
    long forceCount() {
        return forced.get();
    }

    /** Fills the buffer from the file, or up to its end. */
    int read(ByteBuffer into, long offset) throws IOException {
        return file.read(into, offset);
    }

    void write(ByteBuffer from, long offset) throws IOException {
        long end = offset + from.remaining();
        file.write(from, offset);
        length = Math.max(length, end);
    }

    /** Makes durable what was written; with sync OFF it does nothing. */
    void force() throws IOException {
        if (forces) {
            file.force();
            forced.incrementAndGet();
        }
    }

    /**
     * Makes sure that the file has blocks up to an offset, and where it must grow, for what comes next.
     *
     * @param end   the offset
     * @param ahead whether small commits will follow: then it grows by a step and the zeros are forced now. Otherwise it
     *              grows just enough, since a large transaction overwrites the zeros before they would reach the device
     * @return false where the disk has no room for that; nothing is lost then
     * @throws IOException where the system fails; the log cannot be trusted to take records any more
     */
    boolean reserve(long end, boolean ahead) throws IOException {
        long from = length;
        if (end <= from) {
            return true;
        }
        long step = Math.min(Math.max(from, LogSizes.FIRST_STEP), lastStep);
        boolean grow = ahead && end - from <= step;
        if (grow && zeros(from, from + step)) {
            force();
            return true;
        }
        return zeros(from, end);
    }

    private boolean zeros(long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, to - from));
        try {
            for (long at = from; at < to; at += zeros.capacity()) {
                file.write(zeros.clear().limit((int) Math.min(zeros.capacity(), to - at)), at);
            }
        } catch (IOException failed) {
            if (FileFailures.code(failed) == ErrorCode.DISK_FULL) {
                file.truncate(from); // what little room there was may be all that a checkpoint needs
                return false;
            }
            throw failed;
        }
        length = to;
        return true;
    }

    /** Gives back what lies beyond an offset. */
    void shorten(long to) throws IOException {
        if (to < length) {
            file.truncate(to);
            length = to;
        }
    }

    /**
     * Is from now on a file that takes this one's place and name. Makes no object. Nobody may use either meanwhile.
     *
     * @return what it was, to be closed
     */
    DataFile become(LogFile other) {
        DataFile before = file;
        file = other.file;
        length = other.length;
        forced.addAndGet(other.forced.get());
        return before;
    }

    void close() throws IOException {
        file.close();
    }
}
