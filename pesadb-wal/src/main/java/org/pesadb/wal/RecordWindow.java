package org.pesadb.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A part of the log in memory, moved along by whoever scans it, so that a scan takes the same little memory however long the
 * log is. Of one thread.
 */
final class RecordWindow {
    private static final int BYTES = 1 << 20;

    private final LogFile file;
    private final LogHeader header;
    private final int pageBytes;
    private final RecordCodec codec = new RecordCodec();
    private final ByteBuffer bytes;
    private long start;

    RecordWindow(LogFile file, LogHeader header) {
        this.file = file;
        this.header = header;
        this.pageBytes = header.pageBytes();
        this.bytes = ByteBuffer.allocateDirect(
                        (int) Math.max(Math.min(BYTES, file.length()), LogFormat.carriedLength(pageBytes)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .limit(0);
        this.start = header.base();
    }

    /** The bytes that {@link #index} points into. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Where in {@link #bytes} a position's bytes are, or -1 where the file ends before them. */
    int index(long position, int length) throws IOException {
        if (position < start || position + length > start + bytes.limit()) {
            load(position, bytes.capacity());
            if (bytes.limit() < length) {
                return -1;
            }
        }
        return (int) (position - start);
    }

    private void load(long position, int length) throws IOException {
        bytes.clear().limit(length);
        file.read(bytes, header.offset(position));
        bytes.flip();
        start = position;
    }

    /**
     * The same as {@link #validLength}, by what the file gives when it is asked once more: a device or a network may have given
     * something else than stands there.
     */
    int validLengthAgain(long position) throws IOException {
        load(position, LogFormat.carriedLength(pageBytes));
        return validLength(position);
    }

    /** The length of the valid records that begin at a position and lie in memory; 0 where none begins there. */
    int validRun(long position, long end) throws IOException {
        long at = position + validLength(position);
        while (at > position && at < end && at + LogFormat.CONTENT <= start + bytes.limit()) {
            int index = (int) (at - start);
            int length = LogFormat.length(bytes.getInt(index), pageBytes);
            if (length == 0
                    || index + length > bytes.limit()
                    || !codec.valid(bytes, index, length, header.salt(), at)) {
                break;
            }
            at += length;
        }
        return (int) (at - position);
    }

    /** The length of the valid record at a position behind the carried ones, or 0 where there is none. */
    int validLength(long position) throws IOException {
        int at = index(position, LogFormat.CONTENT);
        if (at < 0) {
            return 0;
        }
        int length = LogFormat.length(bytes.getInt(at), pageBytes);
        if (length == 0) {
            return 0;
        }
        at = index(position, length);
        return at >= 0 && codec.valid(bytes, at, length, header.salt(), position) ? length : 0;
    }

    /** Whether a record of some length that stands at a position is one of another generation, of its salt and its name for that place. */
    boolean isOf(long position, int length, long salt, long name) throws IOException {
        int at = index(position, length);
        return at >= 0 && codec.valid(bytes, at, length, salt, name);
    }

    /** Whether a valid carried page record stands at a position. */
    boolean isCarried(long position) throws IOException {
        int length = LogFormat.carriedLength(pageBytes);
        int at = index(position, length);
        return at >= 0
                && bytes.getInt(at) == LogFormat.TYPE_CARRIED
                && codec.valid(bytes, at, length, header.salt(), position);
    }

    /**
     * The first valid record at or after a position.
     *
     * @param pages whether page records count; else only those that carry a mark
     * @param end   where to give up
     * @return its position, or -1 where there is none
     */
    long next(long position, boolean pages, long end) throws IOException {
        for (long at = position; at < end; at += LogFormat.ALIGNMENT) {
            int index = index(at, LogFormat.CONTENT);
            if (index < 0) {
                return -1;
            }
            int type = bytes.getInt(index);
            boolean candidate = type == LogFormat.TYPE_PAGE
                    ? pages
                    : (type == LogFormat.TYPE_COMMIT || type == LogFormat.TYPE_MARK)
                            && bytes.getInt(index + LogFormat.PAGE) == LogFormat.MAGIC;
            if (candidate && validLength(at) > 0) {
                return at;
            }
        }
        return -1;
    }

    /** The mark of a valid commit or mark record. */
    long mark(long position, int length) throws IOException {
        int at = index(position, length);
        return bytes.getLong(at + (length == LogFormat.COMMIT_BYTES ? LogFormat.COMMIT_MARK : LogFormat.MARK_MARK));
    }
}
