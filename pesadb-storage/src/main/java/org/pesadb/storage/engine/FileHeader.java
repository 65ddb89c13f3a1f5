package org.pesadb.storage.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.PagerContext;

/**
 * The first 512 bytes of a main file: what must be known before log and pager can be chosen. Written once, when the database
 * is made.
 *
 * <pre>
 *   0  8  magic "PesaDB" and two zeros
 *   8  4  format version, 1
 *  12  4  page size, 4096
 *  16 16  database id
 *  32  4  format version of the log
 *  36  4  format version of the pager
 *  40  1  length of the log's name      41 64  the name, ASCII
 * 105  1  length of the pager's name   106 64  the name, ASCII
 * 508  4  CRC-32C of bytes 0 to 507
 * </pre>
 *
 * <p>Numbers are little-endian.
 */
record FileHeader(UUID databaseId, String log, int logVersion, String pager, int pagerVersion) {
    static final int PAGE_BYTES = 4096;

    private static final byte[] MAGIC_VALUE = {'P', 'e', 's', 'a', 'D', 'B', 0, 0};
    private static final int FORMAT_VERSION = 1;
    private static final int NAME_LIMIT = 64;

    private static final int MAGIC = 0;
    private static final int FORMAT = MAGIC + MAGIC_VALUE.length;
    private static final int PAGE_SIZE = FORMAT + Integer.BYTES;
    private static final int DATABASE_ID = PAGE_SIZE + Integer.BYTES;
    private static final int LOG_VERSION = DATABASE_ID + 2 * Long.BYTES;
    private static final int PAGER_VERSION = LOG_VERSION + Integer.BYTES;
    private static final int LOG_NAME = PAGER_VERSION + Integer.BYTES;
    private static final int PAGER_NAME = LOG_NAME + 1 + NAME_LIMIT;
    private static final int CHECKSUM = PagerContext.HEADER_BYTES - Integer.BYTES;

    static FileHeader of(Component log, Component pager) {
        return new FileHeader(UUID.randomUUID(), log.name(), log.formatVersion(), pager.name(), pager.formatVersion());
    }

    /** The header of a copy, which is a database of its own. */
    FileHeader withNewId() {
        return new FileHeader(UUID.randomUUID(), log, logVersion, pager, pagerVersion);
    }

    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(PagerContext.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC, MAGIC_VALUE);
        bytes.putInt(FORMAT, FORMAT_VERSION);
        bytes.putInt(PAGE_SIZE, PAGE_BYTES);
        bytes.putLong(DATABASE_ID, databaseId.getMostSignificantBits());
        bytes.putLong(DATABASE_ID + Long.BYTES, databaseId.getLeastSignificantBits());
        bytes.putInt(LOG_VERSION, logVersion);
        bytes.putInt(PAGER_VERSION, pagerVersion);
        putName(bytes, LOG_NAME, log);
        putName(bytes, PAGER_NAME, pager);
        bytes.putInt(CHECKSUM, checksum(bytes.array()));
        return bytes.array();
    }

    /**
     * Reads a header.
     *
     * @param file  its file, for messages
     * @param found what stands at the beginning of the file, which may be shorter than a header
     */
    static FileHeader decode(String file, byte[] found) {
        if (found.length < MAGIC_VALUE.length
                || !Arrays.equals(found, 0, MAGIC_VALUE.length, MAGIC_VALUE, 0, MAGIC_VALUE.length)) {
            throw new PesaDbException(
                    ErrorCode.NOT_A_DATABASE,
                    file + " is no PesaDB database: it does not begin with \"PesaDB\"; nothing was changed");
        }
        if (found.length < PagerContext.HEADER_BYTES) {
            throw new CorruptException(
                    file + " ends within its header, after " + found.length + " bytes; restore it from a backup");
        }
        ByteBuffer bytes = ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(CHECKSUM) != checksum(found)) {
            throw new CorruptException(file + " page 0: the checksum of the header (bytes 0 to 511) is wrong; "
                    + "restore it from a backup");
        }
        if (bytes.getInt(FORMAT) != FORMAT_VERSION) {
            boolean newer = bytes.getInt(FORMAT) > FORMAT_VERSION;
            throw new PesaDbException(
                    newer ? ErrorCode.FORMAT_TOO_NEW : ErrorCode.FORMAT_TOO_OLD,
                    file + " has format version " + bytes.getInt(FORMAT) + "; this program reads version "
                            + FORMAT_VERSION + "; use " + (newer ? "a newer" : "an older") + " PesaDB");
        }
        if (bytes.getInt(PAGE_SIZE) != PAGE_BYTES) {
            throw new CorruptException(file + " page 0: pages of " + bytes.getInt(PAGE_SIZE) + " bytes");
        }
        return new FileHeader(
                new UUID(bytes.getLong(DATABASE_ID), bytes.getLong(DATABASE_ID + Long.BYTES)),
                getName(file, bytes, LOG_NAME),
                bytes.getInt(LOG_VERSION),
                getName(file, bytes, PAGER_NAME),
                bytes.getInt(PAGER_VERSION));
    }

    private static void putName(ByteBuffer bytes, int offset, String name) {
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        bytes.put(offset, (byte) ascii.length);
        bytes.put(offset + 1, ascii);
    }

    private static String getName(String file, ByteBuffer bytes, int offset) {
        int length = bytes.get(offset);
        if (length < 1 || length > NAME_LIMIT) {
            throw new CorruptException(file + " page 0: a component's name of " + length + " bytes");
        }
        return new String(bytes.array(), offset + 1, length, StandardCharsets.US_ASCII);
    }

    private static int checksum(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CHECKSUM);
        return (int) crc.getValue();
    }
}
