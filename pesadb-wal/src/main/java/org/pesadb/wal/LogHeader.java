package org.pesadb.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What a header slot says: which generation of records the file holds. Immutable.
 *
 * @param version       of the format
 * @param pageBytes     the length of a page image
 * @param databaseId    the database that the log belongs to
 * @param generation    1 or more, one more after every cut
 * @param salt          goes into the checksum of every record of the generation, and of no other
 * @param base          the position of the generation's first record
 * @param transactions  the 64-bit transaction id to which records' 32-bit ids are added
 * @param stamp         names the state of the main file that the generation builds on
 * @param databasePages the number of pages of the database when it began
 * @param lastCommit    the id of the newest transaction committed before it; 0 where there was none
 * @param carried       how many carried page records it begins with
 * @param earlier       what the file held before, for people
 */
record LogHeader(
        int version,
        int pageBytes,
        UUID databaseId,
        long generation,
        long salt,
        long base,
        long transactions,
        long stamp,
        long databasePages,
        long lastCommit,
        int carried,
        EarlierGenerations earlier) {
    private static final byte[] MAGIC = "PesaDWAL".getBytes(StandardCharsets.US_ASCII);

    private static final int AT_VERSION = 8;
    private static final int AT_PAGE_BYTES = AT_VERSION + 4;
    private static final int AT_ID = AT_PAGE_BYTES + 4;
    private static final int AT_GENERATION = AT_ID + 16;
    private static final int AT_SALT = AT_GENERATION + 8;
    private static final int AT_BASE = AT_SALT + 8;
    private static final int AT_TRANSACTIONS = AT_BASE + 8;
    private static final int AT_STAMP = AT_TRANSACTIONS + 8;
    private static final int AT_DATABASE_PAGES = AT_STAMP + 8;
    private static final int AT_LAST_COMMIT = AT_DATABASE_PAGES + 8;
    static final int AT_CARRIED = AT_LAST_COMMIT + 8;
    private static final int AT_CRC = AT_CARRIED + 4;
    private static final int AT_EARLIER = AT_CRC + 4;

    /** The slot's whole block, ready to be written. */
    ByteBuffer encode() {
        ByteBuffer block = ByteBuffer.allocate(LogFormat.SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        block.put(MAGIC).putInt(version).putInt(pageBytes);
        block.putLong(databaseId.getMostSignificantBits()).putLong(databaseId.getLeastSignificantBits());
        block.putLong(generation).putLong(salt).putLong(base).putLong(transactions);
        block.putLong(stamp).putLong(databasePages).putLong(lastCommit);
        block.putInt(carried);
        block.putInt(crc(block.array())).rewind();
        earlier.encode(block, AT_EARLIER);
        return block;
    }

    /**
     * Whether another one, or null, says the same of the generation; what is said of earlier ones does not count. A record's own equals is put
     * together when it is first called, in 60 ms of an opening.
     */
    boolean isSame(LogHeader other) {
        return other != null && encode().limit(AT_EARLIER).equals(other.encode().limit(AT_EARLIER));
    }

    /** Reads a slot's block; null where it is not valid. A newer format's slot is given back where its checksum agrees. */
    static LogHeader decode(byte[] block) {
        if (!hasMagic(block)) {
            return null;
        }
        ByteBuffer from = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        if (from.getInt(AT_CRC) != crc(block)) {
            return null;
        }
        return new LogHeader(
                from.getInt(AT_VERSION),
                from.getInt(AT_PAGE_BYTES),
                new UUID(from.getLong(AT_ID), from.getLong(AT_ID + 8)),
                from.getLong(AT_GENERATION),
                from.getLong(AT_SALT),
                from.getLong(AT_BASE),
                from.getLong(AT_TRANSACTIONS),
                from.getLong(AT_STAMP),
                from.getLong(AT_DATABASE_PAGES),
                from.getLong(AT_LAST_COMMIT),
                from.getInt(AT_CARRIED),
                EarlierGenerations.decode(from, AT_EARLIER));
    }

    /** The version that a slot claims, valid or not: a later format may keep its checksum elsewhere. 0 without the magic. */
    static int claimedVersion(byte[] block) {
        return hasMagic(block)
                ? ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(AT_VERSION)
                : 0;
    }

    private static boolean hasMagic(byte[] block) {
        return java.util.Arrays.equals(block, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    private static int crc(byte[] block) {
        CRC32C crc = new CRC32C();
        crc.update(block, 0, AT_CRC);
        return (int) crc.getValue();
    }

    /** The position behind the carried records: where the generation's own begin. */
    long start() {
        return base + (long) carried * LogFormat.carriedLength(pageBytes);
    }

    /** Where in the file a position of this generation stands. */
    long offset(long position) {
        return LogFormat.RECORDS + (position - base);
    }

    /** The position that stands at an offset of the file. */
    long position(long offset) {
        return base + (offset - LogFormat.RECORDS);
    }
}
