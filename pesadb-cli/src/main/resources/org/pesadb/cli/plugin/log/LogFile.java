package @package@;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.LogContext;

/**
 * The file of one generation. A position is a place in one endless log, of which the file holds the part from its header's base on:
 *
 * <pre>
 *   position   0 ............ base ........................ end
 *                              │                             │
 *   file                [header│record│record│record│record│…]
 * </pre>
 *
 * <p>A cut makes a file with a greater base and copies what is to stay, so that positions are never used twice. Threads share it.
 */
final class LogFile {
    private static final int CHUNK = 1 << 20;

    private final LogContext context;
    private final Header header;
    private final DataFile file;

    private LogFile(LogContext context, Header header, DataFile file) {
        this.context = context;
        this.header = header;
        this.file = file;
    }

    /** Makes a new log durably, in place of one that may be there. */
    static LogFile create(LogContext context, Header header) {
        LogFile made = draft(context, header, null, 0, 0);
        try {
            made.takeName();
            return made;
        } catch (IOException failed) {
            made.closeQuietly(failed);
            throw FileFailures.of("make", context.path(), failed);
        }
    }

    /**
     * Makes a file, complete and forced, under a name of its own. Where that fails nothing is left of it.
     *
     * @param from the file whose records between two positions come along
     */
    static LogFile draft(LogContext context, Header header, LogFile from, long begin, long end) {
        FileLayer files = context.files();
        Path path = @Type@Provider.draft(context);
        LogFile made = null;
        try {
            files.createFolders(context.path().toAbsolutePath().getParent());
            if (files.exists(path)) { // an attempt before this one was cut short
                files.delete(path);
            }
            made = new LogFile(context, header, files.open(path, FileLayer.Mode.CREATE));
            made.file.write(header.bytes(), 0);
            for (long at = begin; at < end; at += CHUNK) {
                ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, end - at));
                from.read(chunk, at);
                made.write(chunk.flip(), at);
            }
            made.force();
            return made;
        } catch (IOException failed) {
            if (made != null) {
                made.closeQuietly(failed);
                made.deleteDraft(failed);
            }
            throw FileFailures.of("write", path, failed);
        }
    }

    private void deleteDraft(IOException failed) {
        try {
            context.files().delete(@Type@Provider.draft(context));
        } catch (IOException also) {
            failed.addSuppressed(also);
        }
    }

    /** Takes the log's name from the file that has it; after this returns that is durable. */
    void takeName() throws IOException {
        context.files().rename(@Type@Provider.draft(context), context.path());
        context.files().forceFolder(context.path().toAbsolutePath().getParent());
    }

    /** Closes it where something failed already. */
    void closeQuietly(Exception failed) {
        try {
            file.close();
        } catch (IOException also) {
            failed.addSuppressed(also);
        }
    }

    static LogFile open(LogContext context) {
        try {
            DataFile file =
                    context.files().open(context.path(), context.readOnly() ? FileLayer.Mode.READ : FileLayer.Mode.WRITE);
            try {
                ByteBuffer bytes = ByteBuffer.allocate(Header.BYTES);
                file.read(bytes, 0);
                return new LogFile(context, Header.read(bytes.flip(), context), file);
            } catch (IOException | RuntimeException refused) {
                new LogFile(context, null, file).closeQuietly(refused);
                throw refused;
            }
        } catch (IOException failed) {
            throw FileFailures.of("open", context.path(), failed);
        }
    }

    Header header() {
        return header;
    }

    private long offset(long position) {
        return Header.BYTES + position - header.base();
    }

    /** The position at which the file ends. */
    long end() throws IOException {
        return header.base() + Math.max(0, file.length() - Header.BYTES);
    }

    /** Reads what follows a position until the buffer is full or the file ends; returns how many bytes. */
    int read(ByteBuffer into, long position) throws IOException {
        return file.read(into, offset(position));
    }

    void write(ByteBuffer from, long position) throws IOException {
        file.write(from, offset(position));
    }

    void truncate(long position) throws IOException {
        file.truncate(offset(position));
    }

    void force() throws IOException {
        file.force();
    }

    /** Reads the record that begins at a position, or null; a page's image stands behind {@link LogRecord#BYTES} in the buffer. */
    LogRecord record(ByteBuffer buffer, long position) {
        buffer.clear();
        try {
            return LogRecord.read(buffer, read(buffer, position), position, header);
        } catch (IOException failed) {
            throw FileFailures.of("read at " + position, context.path(), failed);
        }
    }

    /** Room for the longest record. */
    ByteBuffer buffer() {
        return ByteBuffer.allocate(LogRecord.BYTES + header.pageBytes());
    }

    void close() {
        try {
            file.close();
        } catch (IOException failed) {
            throw FileFailures.of("close", context.path(), failed);
        }
    }
}
