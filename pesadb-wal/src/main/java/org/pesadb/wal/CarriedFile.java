package org.pesadb.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.LogContext;

/**
 * The fresh file of the next generation, and what is carried over into it: first while commits go on, and the last of it while
 * they wait. Until it gets the log's name, whatever goes wrong leaves the log as it is. Of one thread.
 *
 * <p>Invariant: versions are added in ascending order of name, and a name is never added twice.
 */
final class CarriedFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final UnnamedFile made;
    private final long base;
    private final long salt;
    private final byte[] image;
    private final ByteBuffer buffer;
    private final RecordCodec codec = new RecordCodec();
    private final PageIndex index = new PageIndex();
    private final KeptVersions all = new KeptVersions();
    private long end;

    private CarriedFile(UnnamedFile made, int pageBytes, long base, long salt) {
        this.made = made;
        this.base = base;
        this.salt = salt;
        this.image = new byte[pageBytes];
        this.buffer = ByteBuffer.allocateDirect(Math.max(BUFFER_BYTES, LogFormat.carriedLength(pageBytes)))
                .order(ByteOrder.LITTLE_ENDIAN);
        this.end = base;
    }

    /**
     * Makes one, filled up with zeros, so that commits will find blocks in it.
     *
     * @param base   the position of its first record
     * @param salt   of its generation
     * @param length of the file
     */
    static CarriedFile create(LogContext context, long base, long salt, long length) {
        UnnamedFile made = null;
        boolean done = false;
        try {
            made = UnnamedFile.create(context);
            if (!made.file().reserve(length, false)) {
                throw new PesaDbException(
                        ErrorCode.DISK_FULL,
                        made.path() + ": the disk has no room for a file of " + length
                                + " bytes to carry the log over into; the log stays as it is");
            }
            made.file().force();
            CarriedFile file = new CarriedFile(made, context.pageBytes(), base, salt);
            done = true;
            return file;
        } catch (IOException failed) {
            throw FileFailures.of("make a fresh file for", context.path(), failed);
        } finally {
            if (made != null && !done) {
                close(made);
            }
        }
    }

    /** The position of its first record. */
    long base() {
        return base;
    }

    /** Goes into the checksums of its records. */
    long salt() {
        return salt;
    }

    /** Adds versions, reading them from the file that holds them now. */
    void add(KeptVersions versions, Generation from, PageRecordReader reader) {
        try {
            for (int i = 0; i < versions.count(); i++) {
                add(versions.page(i), versions.name(i), from, reader);
            }
            write();
        } catch (IOException failed) {
            throw failed(failed);
        }
    }

    private void add(long page, long name, Generation from, PageRecordReader reader) throws IOException {
        if (!reader.read(from, page, name, image)) {
            throw new IllegalStateException("no version " + name + " of page " + page + " to carry over");
        }
        if (buffer.remaining() < LogFormat.carriedLength(image.length)) {
            write();
        }
        codec.putCarried(buffer, salt, end + buffer.position(), (int) page, name, image);
        all.add(page, name);
        index.add(page, name, name);
    }

    private void write() throws IOException {
        buffer.flip();
        int length = buffer.remaining();
        if (length > 0) {
            made.file().write(buffer, LogFormat.RECORDS + end - base);
            end += length;
        }
        buffer.clear();
    }

    void force() {
        try {
            made.file().force();
        } catch (IOException failed) {
            throw failed(failed);
        }
    }

    /** How many versions were added. */
    int count() {
        return all.count();
    }

    /** The versions that were added. */
    PageIndex index() {
        return index;
    }

    /** Makes the file whole and durable, but for its name. */
    Generation complete(LogHeader header) {
        try {
            HeaderSlots.writeUnnamed(made.file(), header);
        } catch (IOException failed) {
            throw failed(failed);
        }
        return new Generation(header, all.names());
    }

    private PesaDbException failed(IOException failed) {
        return FileFailures.of("carry the log over into", made.path(), failed);
    }

    /** Gives it the log's name, durably. */
    void giveName() throws IOException {
        made.giveName();
    }

    /** Lets the log be this file. Makes no object; see {@link LogFile#become}. */
    DataFile become(LogFile log) {
        made.use();
        return log.become(made.file());
    }

    /** Deletes the file, unless it got its name, and closes it, unless the log is this file now. */
    @Override
    public void close() {
        close(made);
    }

    private static void close(UnnamedFile made) {
        try {
            made.close();
        } catch (IOException failed) {
            throw FileFailures.of("delete", made.path(), failed);
        }
    }
}
