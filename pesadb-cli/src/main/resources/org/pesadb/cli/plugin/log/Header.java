package @package@;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogStart;

/**
 * The beginning of the file, written once, when the file is made:
 *
 * <pre>
 *    0  "PESA-APP"      8     24  database id           16     64  pages of the database    8
 *    8  version         4     40  generation             8     72  newest transaction       8
 *   12  page length     4     48  stamp                  8     80  salt                     8
 *   16  (zero)          8     56  base                   8     88  CRC-32C of bytes 0-87    4
 * </pre>
 *
 * @param pageBytes   how long a page image is
 * @param databaseId  whose log it is
 * @param generation  rises with each cut
 * @param stamp       the state of the main file that this generation builds on
 * @param base        the position at which the first record begins
 * @param pages       pages of the database before the first record
 * @param transaction the newest transaction before the first record
 * @param salt        stands in every record: those of another log are none of this one
 */
record Header(
        int pageBytes, UUID databaseId, long generation, long stamp, long base, long pages, long transaction, long salt) {
    static final int VERSION = 1;
    static final int BYTES = 96;
    private static final int SUMMED = 88;
    private static final long MAGIC = 0x504553412d415050L;

    static Header of(LogContext context, LogStart start) {
        return new Header(
                context.pageBytes(),
                context.databaseId(),
                start.generation(),
                start.stamp(),
                start.position(),
                start.pages(),
                start.transaction(),
                UUID.randomUUID().getLeastSignificantBits());
    }

    /** That of the generation after a cut. */
    Header next(long newStamp, long newBase, long newPages, long newTransaction) {
        return new Header(pageBytes, databaseId, generation + 1, newStamp, newBase, newPages, newTransaction, salt);
    }

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(pageBytes)
                .putLong(0)
                .putLong(databaseId.getMostSignificantBits())
                .putLong(databaseId.getLeastSignificantBits())
                .putLong(generation)
                .putLong(stamp)
                .putLong(base)
                .putLong(pages)
                .putLong(transaction)
                .putLong(salt);
        return bytes.putInt(SUMMED, sum(bytes.array())).position(0).limit(BYTES);
    }

    /** Believes nothing that the sum does not vouch for, and no log of another database. */
    static Header read(ByteBuffer bytes, LogContext context) {
        Path path = context.path();
        if (bytes.remaining() < BYTES || bytes.getLong(0) != MAGIC || bytes.getInt(SUMMED) != sum(bytes.array())) {
            throw new CorruptException(path + ": its header is damaged, or it is no log of '@name@'; restore a backup");
        }
        if (bytes.getInt(8) > VERSION) {
            throw new PesaDbException(
                    ErrorCode.FORMAT_TOO_NEW,
                    path + " is in version " + bytes.getInt(8) + " of '@name@', and this one knows " + VERSION
                            + "; install a newer one");
        }
        Header header = new Header(
                bytes.getInt(12),
                new UUID(bytes.getLong(24), bytes.getLong(32)),
                bytes.getLong(40),
                bytes.getLong(48),
                bytes.getLong(56),
                bytes.getLong(64),
                bytes.getLong(72),
                bytes.getLong(80));
        if (!header.databaseId.equals(context.databaseId())) {
            throw new CorruptException(path + " is the log of database " + header.databaseId + ", not of "
                    + context.databaseId() + "; put the right file there, or restore a backup");
        }
        if (header.pageBytes != context.pageBytes()) {
            throw new CorruptException(path + " has pages of " + header.pageBytes + " bytes, and the database "
                    + context.pageBytes() + "; restore a backup");
        }
        return header;
    }

    private static int sum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, SUMMED);
        return (int) crc.getValue();
    }
}
