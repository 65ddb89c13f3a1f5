package org.pesadb.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.FileFailures;

/** Reads single page records, carried ones too, and verifies them. Threads share it; each has a buffer of its own. */
final class PageRecordReader {
    private final LogFile file;
    private final ThreadLocal<Workspace> workspaces;

    PageRecordReader(LogFile file, int pageBytes) {
        this.file = file;
        this.workspaces = ThreadLocal.withInitial(() -> new Workspace(pageBytes));
    }

    /**
     * Reads a version. No cut may come in between.
     *
     * @param generation that the file holds
     * @param page       the page's number
     * @param name       the version's
     * @param into       takes the image
     * @return false where the file does not hold it
     * @throws CorruptException where the record is not valid or holds another page
     */
    boolean read(Generation generation, long page, long name, byte[] into) {
        long place = generation.place(name);
        if (place == 0) {
            return false;
        }
        Workspace work = workspaces.get();
        boolean carried = generation.isCarried(name);
        int content = carried ? LogFormat.CARRIED_CONTENT : LogFormat.CONTENT;
        LogHeader header = generation.header();
        ByteBuffer record = work.record.clear().limit(content + header.pageBytes());
        try {
            file.read(record, header.offset(place));
        } catch (IOException failed) {
            throw FileFailures.of("read page " + page + " at position " + place + " of", file.path(), failed);
        }
        boolean whole = !record.hasRemaining();
        if (!whole
                || record.getInt(LogFormat.TYPE) != (carried ? LogFormat.TYPE_CARRIED : LogFormat.TYPE_PAGE)
                || record.getInt(LogFormat.PAGE) != (int) page
                || carried && record.getLong(LogFormat.CARRIED_NAME) != name
                || !work.codec.valid(record, 0, record.limit(), header.salt(), place)) {
            throw new CorruptException(file.path() + ": the log record at position " + place + " (file offset "
                    + header.offset(place) + ") is damaged: it should hold a version of page " + page
                    + (whole ? " but its checksum or its page does not agree" : " but the file ends before it does"));
        }
        record.get(content, into, 0, header.pageBytes());
        return true;
    }

    private static final class Workspace {
        private final RecordCodec codec = new RecordCodec();
        private final ByteBuffer record;

        Workspace(int pageBytes) {
            record = ByteBuffer.allocateDirect(LogFormat.carriedLength(pageBytes))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
