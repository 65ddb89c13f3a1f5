package org.pesadb.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.FileFailures;

/** Reads single page records and verifies them. Threads share it; each has a buffer of its own. */
final class PageRecordReader {
    private final LogFile file;
    private final ThreadLocal<Workspace> workspaces;

    PageRecordReader(LogFile file, int recordBytes) {
        this.file = file;
        this.workspaces = ThreadLocal.withInitial(() -> new Workspace(recordBytes));
    }

    /**
     * Reads a version.
     *
     * @param header   of the generation that holds it
     * @param page     the page's number
     * @param position the version's
     * @param into     takes the image
     * @throws CorruptException where the record is not valid or holds another page
     */
    void read(LogHeader header, long page, long position, byte[] into) {
        Workspace work = workspaces.get();
        ByteBuffer record = work.record.clear();
        try {
            file.read(record, header.offset(position));
        } catch (IOException failed) {
            throw FileFailures.of("read page " + page + " at position " + position + " of", file.path(), failed);
        }
        boolean whole = !record.hasRemaining();
        if (!whole
                || record.getInt(LogFormat.TYPE) != LogFormat.TYPE_PAGE
                || record.getInt(LogFormat.PAGE) != (int) page
                || !work.codec.valid(record, 0, record.capacity(), header.salt(), position)) {
            throw new CorruptException(file.path() + ": the log record at position " + position + " (file offset "
                    + header.offset(position) + ") is damaged: it should hold a version of page " + page
                    + (whole ? " but its checksum or its page does not agree" : " but the file ends before it does"));
        }
        record.get(LogFormat.CONTENT, into, 0, record.capacity() - LogFormat.CONTENT);
    }

    private static final class Workspace {
        private final RecordCodec codec = new RecordCodec();
        private final ByteBuffer record;

        Workspace(int recordBytes) {
            record = ByteBuffer.allocateDirect(recordBytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
