package org.pesadb.storage.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOGGER = LoggerFactory.getLogger(RowIds.class);
    private static final int LONGEST = 10;

    private final FileLayer files;
    private final Path path;
    private final long mostInMemory;
    private final CRC32C crc = new CRC32C();

    /** Full blocks, the first ones of all. */
    private final List<byte[]> inMemory = new ArrayList<>();

    /** Of each block in the file, its sum. */
    private int[] sums = new int[16];

    private int inFile;
    private DataFile file;
    private byte[] block = new byte[64];
    private int at;
    private long last;
    private long size;

    /** The block that is read, the how-manieth; -1 while rows are added. */
    private int reading = -1;

    RowIds(StatementContext context) {
        files = context.files();
        path = context.spillFolder().resolve(NAME);
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
        try {
            if (file == null) {
                open();
            }
            file.write(ByteBuffer.wrap(block), (long) inFile * BLOCK_BYTES);
        } catch (IOException failed) {
            throw FileFailures.of("put the rows to be changed into", path, failed);
        }
        if (inFile == sums.length) {
            sums = Arrays.copyOf(sums, inFile * 2);
        }
        sums[inFile++] = sum();
    }

    private void open() throws IOException {
        files.createFolders(path.getParent());
        if (files.exists(path)) { // a statement before could not delete its own
            files.delete(path);
        }
        file = files.open(path, FileLayer.Mode.CREATE);
    }

    private int sum() {
        crc.reset();
        crc.update(block, 0, BLOCK_BYTES);
        return (int) crc.getValue();
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
        try {
            file.read(ByteBuffer.wrap(block), (long) number * BLOCK_BYTES);
        } catch (IOException failed) {
            throw FileFailures.of("read the rows to be changed back from", path, failed);
        }
        if (sum() != sums[number]) {
            throw new CorruptException(
                    path + " at byte " + (long) number * BLOCK_BYTES
                            + ": what comes back is not what was written there; nothing committed is affected: look at the device");
        }
    }

    /** Deletes the file. Where that fails, the next statement that needs one, or the next open, tries again. */
    @Override
    public void close() {
        DataFile closing = file;
        if (closing == null) {
            return;
        }
        file = null;
        try (closing) {
            files.delete(path);
        } catch (NoSuchFileException swept) {
            LOGGER.debug("{} is gone already", path);
        } catch (IOException failed) {
            LOGGER.warn("{} is not needed any more, but could not be deleted: {}", path, failed.toString());
        }
    }
}
