package org.pesadb.storage.spill;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.pesadb.api.internal.TemporaryFile;

/**
 * Writes records to a temporary file, one behind another, in blocks that can be checked. Of one thread.
 *
 * <pre>
 *   a block   byte 0        4          8
 *                  length   │ CRC-32C  │ records, whole ones, each in a form of its own that says where it ends
 *
 *   length    of the records, in bytes; a number of four bytes, the highest first
 *   CRC-32C   of the block's place in the file (eight bytes), the length (four bytes) and the records
 * </pre>
 *
 * <p>A block is as long as was asked for, or shorter where the next record has no room in it, or longer where one record alone is. The
 * place is in the sum so that a block which stands elsewhere is no block.
 */
public final class BlockWriter {
    /** What stands in front of a block's records. */
    public static final int HEADER_BYTES = 8;

    static final int LENGTH_AT = 0;
    static final int SUM_AT = LENGTH_AT + Integer.BYTES;

    private final TemporaryFile file;
    private final int blockBytes;
    private byte[] block;
    private int length = HEADER_BYTES;
    private long at;
    private int longest = HEADER_BYTES;

    /**
     * Writes nothing yet.
     *
     * @param file       where to
     * @param at         the place of the first block
     * @param blockBytes how long a block gets, with its header
     */
    public BlockWriter(TemporaryFile file, long at, int blockBytes) {
        this.file = file;
        this.blockBytes = blockBytes;
        this.at = at;
        this.block = new byte[Math.min(blockBytes, 256)];
    }

    /**
     * Makes room for a record, and writes the block where it has none left.
     *
     * @param record how many bytes it takes
     * @return the array of the block, where {@link #length} says; to be filled, and {@link #wrote} to be called
     * @throws org.pesadb.api.PesaDbException DISK_FULL, IO
     */
    public byte[] room(int record) {
        long needed = (long) length + record;
        if (needed > blockBytes && length > HEADER_BYTES) {
            flush();
            needed = (long) length + record;
        }
        if (needed > block.length) {
            long grown = Math.max(needed, Math.min(blockBytes, 4L * block.length));
            block = Arrays.copyOf(block, Math.toIntExact(grown));
        }
        return block;
    }

    /**
     * Where the next record goes in the block.
     *
     * @return a place in what {@link #room} gave
     */
    public int length() {
        return length;
    }

    /**
     * Says where writing to {@link #room} came to.
     *
     * @param end behind the last byte
     */
    public void wrote(int end) {
        length = end;
    }

    /**
     * Writes what is there.
     *
     * @return behind the last block
     * @throws org.pesadb.api.PesaDbException DISK_FULL, IO
     */
    public long flush() {
        if (length > HEADER_BYTES) {
            Bytes.putInt(block, LENGTH_AT, length - HEADER_BYTES);
            Bytes.putInt(block, SUM_AT, sum(new CRC32C(), at, block, length));
            file.write(ByteBuffer.wrap(block, 0, length), at);
            at += length;
            longest = Math.max(longest, length);
            length = HEADER_BYTES;
            if (block.length > blockBytes) {
                block = new byte[blockBytes]; // one long record is no reason to keep so much
            }
        }
        return at;
    }

    /** The sum of a block with its header. */
    static int sum(CRC32C crc, long at, byte[] block, int length) {
        byte[] place = new byte[Long.BYTES];
        Bytes.putLong(place, 0, at);
        crc.reset();
        crc.update(place);
        crc.update(block, LENGTH_AT, SUM_AT - LENGTH_AT);
        crc.update(block, HEADER_BYTES, length - HEADER_BYTES);
        return (int) crc.getValue();
    }

    /**
     * What is in the file.
     *
     * @return behind the last block that was written
     */
    long written() {
        return at;
    }

    /**
     * What is written and not yet in the file.
     *
     * @return holds the records between {@link #HEADER_BYTES} and {@link #length}
     */
    byte[] buffered() {
        return block;
    }

    /**
     * How long the longest block is that was written.
     *
     * @return bytes, with its header
     */
    public int longestBlock() {
        return longest;
    }

    /**
     * The memory that it takes now.
     *
     * @return bytes
     */
    public long memoryBytes() {
        return block.length;
    }
}
