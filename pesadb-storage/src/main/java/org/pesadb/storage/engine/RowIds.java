package org.pesadb.storage.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pesadb.api.internal.TemporaryFile;

/**
 * The rows that a statement is going to change: first all are added, then all are read, in the same order. Of one thread.
 *
 * <p>Each is kept as its distance from the one before: a scan finds them in order, so that a row takes one byte mostly. They
 * fill blocks; the first blocks stay in memory, those beyond an eighth of what the statement may take go to a file that lives no
 * longer than this object.
 *
 * <pre>
 *   a block: distances, zigzag (0, -1, 1, -2 ...), seven bits a byte, the lowest first, bit 7 set in all but the last;
 *            no more begin where fewer than ten bytes are left
 * </pre>
 */
final class RowIds implements AutoCloseable {
    /** The name of its file; only one statement writes at a time. */
    static final String NAME = "row-ids";

    static final int BLOCK_BYTES = 64 << 10;

    private static final int LONGEST = 10;

    private final StatementContext context;
    private final long mostInMemory;

    /** Null while all of them have room in memory, as those of most statements. */
    private TemporaryFile file;

    /** Full blocks, the first ones of all. */
    private final List<byte[]> inMemory = new ArrayList<>();

    /** Of each block in the file, its sum. */
    private int[] sums = {};

    private int inFile;
    private byte[] block = new byte[64];
    private int at;
    private long last;
    private long size;

    /** The block that is read, the how-manieth; -1 while rows are added. */
    private int reading = -1;

    RowIds(StatementContext context) {
        this.context = context;
        mostInMemory = context.memoryBytes() / 8 / BLOCK_BYTES;
    }

    void add(long id) {
        if (at > block.length - LONGEST) {
            if (block.length < BLOCK_BYTES) {
                block = Arrays.copyOf(block, Math.min(BLOCK_BYTES, block.length * 4));
            } else {
                keep();
                at = 0;
            }
        }
        long distance = id - last;
        long rest = distance << 1 ^ distance >> 63;
        while ((rest & ~0x7FL) != 0) {
            block[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        block[at++] = (byte) rest;
        last = id;
        size++;
    }

    /** Puts a full block away. */
    private void keep() {
        if (inMemory.size() < mostInMemory) {
            inMemory.add(block);
            block = new byte[BLOCK_BYTES];
            return;
        }
        if (file == null) {
            file = context.temporary().openNamed(NAME, "the rows to be changed");
        }
        file.write(ByteBuffer.wrap(block), (long) inFile * BLOCK_BYTES);
        if (inFile == sums.length) {
            sums = Arrays.copyOf(sums, Math.max(16, inFile * 2));
        }
        sums[inFile++] = file.sum(block, BLOCK_BYTES);
    }

    long size() {
        return size;
    }

    /** The next row, from the first on; {@link #size} times at most, and none is added any more. */
    long next() {
        if (reading < 0) {
            if (!inMemory.isEmpty() || inFile > 0) {
                keep();
            } else {
                inMemory.add(block);
            }
            last = 0;
            turn();
        } else if (at > block.length - LONGEST && block.length == BLOCK_BYTES) {
            turn();
        }
        long rest = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = block[at++];
            rest |= (part & 0x7FL) << shift;
            if (part >= 0) {
                break;
            }
        }
        last += rest >>> 1 ^ -(rest & 1);
        return last;
    }

    /** Goes to the next block. */
    private void turn() {
        at = 0;
        reading++;
        if (reading < inMemory.size()) {
            block = inMemory.set(reading, null);
            return;
        }
        int number = reading - inMemory.size();
        long from = (long) number * BLOCK_BYTES;
        file.read(ByteBuffer.wrap(block), from);
        if (file.sum(block, BLOCK_BYTES) != sums[number]) {
            throw file.damaged(from, "; nothing committed is affected: look at the device");
        }
    }

    @Override
    public void close() {
        if (file != null) {
            context.temporary().close(file);
        }
    }
}
