package org.pesadb.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Writes and judges records. The checksum of a record covers the generation's salt, the record's own position, and all of
 * the record but the checksum: so a record of an earlier generation, or one in the wrong place, is never taken for valid.
 * Of one thread at a time; buffers are little-endian.
 */
final class RecordCodec {
    private static final int SALT_AND_POSITION = 16;

    private final CRC32C crc = new CRC32C();
    private final byte[] prefix = new byte[SALT_AND_POSITION + LogFormat.CRC];
    private final ByteBuffer prefixBuffer = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);

    /** The checksum of a page record. */
    int pageCrc(long salt, long position, int transaction, int page, byte[] image) {
        start(salt, position, LogFormat.TYPE_PAGE, transaction, page);
        crc.update(image, 0, image.length);
        return (int) crc.getValue();
    }

    /** Puts a page record at the buffer's position. */
    static void putPage(ByteBuffer into, int transaction, int page, int crc, byte[] image) {
        into.putInt(LogFormat.TYPE_PAGE).putInt(transaction).putInt(page).putInt(crc);
        into.put(image);
    }

    /**
     * Puts a carried page record at the buffer's position.
     *
     * @param position where it stands from now on
     * @param name     where it stood when it was committed
     */
    void putCarried(ByteBuffer into, long salt, long position, int page, long name, byte[] image) {
        int at = into.position();
        into.putInt(LogFormat.TYPE_CARRIED).putInt(0).putInt(page).putInt(0);
        into.putLong(name).putLong(0).put(image);
        into.putInt(at + LogFormat.CRC, crc(into, at, into.position() - at, salt, position));
    }

    /** Puts a commit record at the buffer's position. */
    void putCommit(
            ByteBuffer into,
            long salt,
            long position,
            int transaction,
            long first,
            long databasePages,
            int count,
            long mark) {
        int at = into.position();
        into.putInt(LogFormat.TYPE_COMMIT)
                .putInt(transaction)
                .putInt(LogFormat.MAGIC)
                .putInt(0);
        into.putLong(first).putLong(databasePages).putInt(count).putInt(0).putLong(mark);
        into.putInt(at + LogFormat.CRC, crc(into, at, LogFormat.COMMIT_BYTES, salt, position));
    }

    /** Puts a mark record at the buffer's position. */
    void putMark(ByteBuffer into, long salt, long position, long mark) {
        int at = into.position();
        into.putInt(LogFormat.TYPE_MARK).putInt(0).putInt(LogFormat.MAGIC).putInt(0);
        into.putLong(mark).putLong(0);
        into.putInt(at + LogFormat.CRC, crc(into, at, LogFormat.MARK_BYTES, salt, position));
    }

    /** Whether the bytes at an index are a record of this length, salt and position. */
    boolean valid(ByteBuffer from, int at, int length, long salt, long position) {
        int type = from.getInt(at + LogFormat.TYPE);
        if (type != LogFormat.TYPE_PAGE
                && type != LogFormat.TYPE_CARRIED
                && from.getInt(at + LogFormat.PAGE) != LogFormat.MAGIC) {
            return false;
        }
        return from.getInt(at + LogFormat.CRC) == crc(from, at, length, salt, position);
    }

    private int crc(ByteBuffer of, int at, int length, long salt, long position) {
        start(
                salt,
                position,
                of.getInt(at + LogFormat.TYPE),
                of.getInt(at + LogFormat.TRANSACTION),
                of.getInt(at + LogFormat.PAGE));
        int oldPosition = of.position();
        int oldLimit = of.limit();
        of.limit(at + length).position(at + LogFormat.CONTENT);
        crc.update(of);
        of.limit(oldLimit).position(oldPosition);
        return (int) crc.getValue();
    }

    private void start(long salt, long position, int type, int transaction, int page) {
        prefixBuffer.clear().putLong(salt).putLong(position);
        prefixBuffer.putInt(type).putInt(transaction).putInt(page);
        crc.reset();
        crc.update(prefix, 0, prefix.length);
    }
}
