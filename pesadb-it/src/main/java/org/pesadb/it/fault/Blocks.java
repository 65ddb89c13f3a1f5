package org.pesadb.it.fault;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a file, in blocks that copies share until one of them writes. Not safe for threads.
 *
 * <p>Invariants: a block that does not exist is zeros; bytes behind the length are zeros; only a block that is owned is
 * ever written to.
 */
final class Blocks {
    static final int BLOCK_BYTES = 4096;

    private byte[][] blocks = new byte[0][];
    private boolean[] owned = new boolean[0];
    private long length;

    /** The same bytes; costs two references a block. */
    Blocks copy() {
        Blocks copy = new Blocks();
        Arrays.fill(owned, false);
        copy.blocks = blocks.clone();
        copy.owned = new boolean[owned.length];
        copy.length = length;
        return copy;
    }

    long length() {
        return length;
    }

    /** Puts what there is from the position on into the buffer, and returns how many bytes. */
    int read(ByteBuffer into, long position) {
        int count = (int) Math.max(0, Math.min(into.remaining(), length - position));
        for (int done = 0; done < count; ) {
            long at = position + done;
            int within = (int) (at % BLOCK_BYTES);
            int part = Math.min(count - done, BLOCK_BYTES - within);
            byte[] block = blocks[(int) (at / BLOCK_BYTES)];
            if (block != null) {
                into.put(block, within, part);
            } else {
                into.put(new byte[part]);
            }
            done += part;
        }
        return count;
    }

    /** Writes a part of an array; where the file is shorter, it grows. */
    void write(long position, byte[] bytes, int from, int count) {
        grow(position + count);
        for (int done = 0; done < count; ) {
            long at = position + done;
            int within = (int) (at % BLOCK_BYTES);
            int part = Math.min(count - done, BLOCK_BYTES - within);
            System.arraycopy(bytes, from + done, own((int) (at / BLOCK_BYTES)), within, part);
            done += part;
        }
    }

    /** Makes it at least so long, with zeros. */
    void grow(long to) {
        if (to <= length) {
            return;
        }
        int count = Math.toIntExact((to + BLOCK_BYTES - 1) / BLOCK_BYTES);
        if (count > blocks.length) {
            int room = Math.max(count, blocks.length + blocks.length / 2);
            blocks = Arrays.copyOf(blocks, room);
            owned = Arrays.copyOf(owned, room);
        }
        length = to;
    }

    /** Makes it at most so long. */
    void cut(long to) {
        if (to >= length) {
            return;
        }
        int whole = (int) (to / BLOCK_BYTES);
        int within = (int) (to % BLOCK_BYTES);
        if (within > 0) {
            if (blocks[whole] != null) {
                Arrays.fill(own(whole), within, BLOCK_BYTES, (byte) 0);
            }
            whole++;
        }
        blocks = Arrays.copyOf(blocks, whole);
        owned = Arrays.copyOf(owned, whole);
        length = to;
    }

    private byte[] own(int index) {
        if (!owned[index]) {
            blocks[index] = blocks[index] == null ? new byte[BLOCK_BYTES] : blocks[index].clone();
            owned[index] = true;
        }
        return blocks[index];
    }
}
