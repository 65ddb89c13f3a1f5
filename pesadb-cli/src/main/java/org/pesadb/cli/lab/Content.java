package org.pesadb.cli.lab;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a file, in blocks. Not safe for threads.
 *
 * <p>Invariants: a block is never changed once it stands here, so that copies share it; one that is null is zeros; bytes behind the
 * length are zeros.
 */
final class Content {
    static final int BLOCK_BYTES = 4096;
    private static final byte[] ZEROS = new byte[BLOCK_BYTES];

    private byte[][] blocks;
    private long length;

    Content() {
        this(new byte[0][], 0);
    }

    private Content(byte[][] blocks, long length) {
        this.blocks = blocks;
        this.length = length;
    }

    /** The same bytes. */
    Content copy() {
        return new Content(blocks.clone(), length);
    }

    long length() {
        return length;
    }

    /** Puts what there is from the position on into the buffer, and returns how many bytes. */
    int read(ByteBuffer into, long position) {
        int count = (int) Math.max(0, Math.min(into.remaining(), length - position));
        for (int done = 0; done < count; ) {
            int within = (int) ((position + done) % BLOCK_BYTES);
            int part = Math.min(count - done, BLOCK_BYTES - within);
            into.put(block((position + done) / BLOCK_BYTES), within, part);
            done += part;
        }
        return count;
    }

    /** A part of it; what lies behind the end is left out. */
    byte[] bytes(long from, int count) {
        ByteBuffer into = ByteBuffer.allocate((int) Math.max(0, Math.min(count, length - from)));
        read(into, from);
        return into.array();
    }

    private byte[] block(long index) {
        byte[] block = blocks[(int) index];
        return block == null ? ZEROS : block;
    }

    /** Writes; where the file is shorter, it grows. */
    void write(long position, byte[] bytes) {
        long end = position + bytes.length;
        int needed = blocks(end);
        if (needed > blocks.length) {
            blocks = Arrays.copyOf(blocks, needed);
        }
        length = Math.max(length, end);
        for (int done = 0; done < bytes.length; ) {
            int index = (int) ((position + done) / BLOCK_BYTES);
            int within = (int) ((position + done) % BLOCK_BYTES);
            int part = Math.min(bytes.length - done, BLOCK_BYTES - within);
            byte[] fresh = block(index).clone();
            System.arraycopy(bytes, done, fresh, within, part);
            blocks[index] = fresh;
            done += part;
        }
    }

    private static int blocks(long bytes) {
        return Math.toIntExact((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    /** Makes it at most so long. */
    void cut(long to) {
        if (to >= length) {
            return;
        }
        blocks = Arrays.copyOf(blocks, blocks(to));
        int within = (int) (to % BLOCK_BYTES);
        if (within > 0) {
            blocks[blocks.length - 1] = Arrays.copyOf(Arrays.copyOf(block(blocks.length - 1), within), BLOCK_BYTES);
        }
        length = to;
    }
}
