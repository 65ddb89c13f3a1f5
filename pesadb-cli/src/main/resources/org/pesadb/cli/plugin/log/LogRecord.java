package @package@;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record in the file:
 *
 * <pre>
 *    0  CRC-32C of all that follows   4      24  page, or pages of the database   8
 *    4  kind                          4      32  mark                             8
 *    8  position, where it ends       8      40  salt                             8
 *   16  transaction                   8      48  image, of a page record
 * </pre>
 *
 * <p>Its position is in the sum, so that bytes in the wrong place are no record. The mark is the position up to which the log was forced
 * when this was written: a valid record proves that all before its mark had reached the disk, and so that what is damaged there was not
 * torn off by a crash.
 *
 * @param kind        what it is
 * @param position    where it ends; the name of the version or of the commit
 * @param transaction whose it is
 * @param subject     the page, or for a commit the number of pages of the database
 * @param mark        see above
 */
record LogRecord(Kind kind, long position, long transaction, long subject, long mark) {
    static final int BYTES = 48;

    enum Kind {
        /** A version of a page. */
        PAGE,
        /** The transaction's page records count from now on. */
        COMMIT,
        /** Only the mark counts. */
        MARK
    }

    /** Writes it, with its image, to a buffer. */
    void write(ByteBuffer to, byte[] image, long salt) {
        int from = to.position();
        to.putInt(0)
                .putInt(kind.ordinal() + 1)
                .putLong(position)
                .putLong(transaction)
                .putLong(subject)
                .putLong(mark)
                .putLong(salt);
        if (image != null) {
            to.put(image);
        }
        to.putInt(from, sum(to.array(), from, to.position() - from));
    }

    /**
     * Reads the record that begins a buffer.
     *
     * @param bytes     its array begins with the record, and is as long as the longest one
     * @param available how many bytes are there
     * @param begins    the position at which the record begins
     * @param header    of the file
     * @return null where there is no valid record
     */
    static LogRecord read(ByteBuffer bytes, int available, long begins, Header header) {
        int kind = available < BYTES ? 0 : bytes.getInt(4);
        if (kind < 1 || kind > Kind.values().length) {
            return null;
        }
        int length = kind == 1 ? BYTES + header.pageBytes() : BYTES;
        if (available < length
                || bytes.getLong(8) != begins + length
                || bytes.getLong(40) != header.salt()
                || bytes.getInt(0) != sum(bytes.array(), 0, length)) {
            return null;
        }
        return new LogRecord(
                Kind.values()[kind - 1], bytes.getLong(8), bytes.getLong(16), bytes.getLong(24), bytes.getLong(32));
    }

    private static int sum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from + 4, length - 4);
        return (int) crc.getValue();
    }
}
