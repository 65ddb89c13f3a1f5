package org.pesadb.storage.spill;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.pesadb.api.CorruptException;
import org.pesadb.api.internal.TemporaryFile;

/** Reads the blocks of a {@link BlockWriter} from first to last, and checks each. Of one thread. */
public final class BlockReader {
    private final TemporaryFile file;
    private final long end;
    private final int longest;
    private final boolean kept;
    private final CRC32C crc = new CRC32C();
    private byte[] block = {};
    private int length;
    private long at;

    /** Of the next block; it comes with the one before. */
    private final byte[] header = new byte[BlockWriter.HEADER_BYTES];

    /**
     * Reads nothing yet.
     *
     * @param file    what was written
     * @param from    the place of the first block
     * @param end     behind the last one
     * @param longest the length of the longest block
     * @param kept    whether the bytes of a block may be needed when the next one is read, so that each gets an array of its own
     */
    public BlockReader(TemporaryFile file, long from, long end, int longest, boolean kept) {
        this.file = file;
        this.at = from;
        this.end = end;
        this.longest = longest;
        this.kept = kept;
    }

    /**
     * Goes on to the next block.
     *
     * @return false behind the last one
     * @throws org.pesadb.api.PesaDbException IO
     * @throws CorruptException               where it is not what was written
     */
    public boolean next() {
        if (at >= end) {
            return false;
        }
        if (length == 0) {
            file.read(ByteBuffer.wrap(header), at);
        }
        long records = Bytes.getInt(header, BlockWriter.LENGTH_AT);
        long whole = records + BlockWriter.HEADER_BYTES;
        if (records <= 0 || whole > longest || at + whole > end) {
            throw damaged();
        }
        length = (int) whole;
        int more = at + whole < end ? BlockWriter.HEADER_BYTES : 0;
        if (kept || block.length == 0) {
            block = new byte[(kept ? length : longest) + BlockWriter.HEADER_BYTES];
        }
        file.read(ByteBuffer.wrap(block, 0, length + more), at);
        if (Bytes.getInt(block, BlockWriter.LENGTH_AT) != records
                || Bytes.getInt(block, BlockWriter.SUM_AT) != BlockWriter.sum(crc, at, block, length)) {
            throw damaged();
        }
        System.arraycopy(block, length, header, 0, more);
        at += whole;
        return true;
    }

    private CorruptException damaged() {
        return file.damaged(at, "; nothing committed is affected: run the statement again, and look at the device");
    }

    /**
     * The block.
     *
     * @return holds the records between {@link BlockWriter#HEADER_BYTES} and {@link #length}
     */
    public byte[] block() {
        return block;
    }

    /**
     * Where the block ends.
     *
     * @return behind its last record
     */
    public int length() {
        return length;
    }
}
