package org.pesadb.storage.spill;

import java.util.Arrays;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** Bytes that are written one behind another into an array that grows, to be filled and filled again. Of one thread. */
public final class ByteSink {
    private static final int FEW = 64;
    private static final int MOST = Integer.MAX_VALUE - 16;

    private byte[] bytes = new byte[FEW];
    private int length;

    /** Makes an empty one. */
    public ByteSink() {}

    /**
     * What was written.
     *
     * @return an array that begins with it, good until more is written
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * How much was written.
     *
     * @return bytes
     */
    public int length() {
        return length;
    }

    /** Forgets what was written. */
    public void clear() {
        length = 0;
    }

    /**
     * Makes room, for somebody who writes to {@link #bytes} and then says so with {@link #wrote}.
     *
     * @param more how many bytes behind those that are there
     * @return the array, with that room
     * @throws PesaDbException OUT_OF_MEMORY where no array is so long
     */
    public byte[] room(long more) {
        long needed = length + more;
        if (needed > bytes.length) {
            if (needed > MOST) {
                throw new PesaDbException(
                        ErrorCode.OUT_OF_MEMORY,
                        "a row of " + needed + " bytes is more than can be sorted or put aside");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST, Math.max(needed, 2L * bytes.length)));
        }
        return bytes;
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
     * Writes one byte.
     *
     * @param value of which the low eight bits count
     */
    public void put(int value) {
        room(1)[length++] = (byte) value;
    }

    /**
     * Writes bytes.
     *
     * @param from   holds them
     * @param offset the first of them
     * @param count  how many
     */
    public void put(byte[] from, int offset, int count) {
        System.arraycopy(from, offset, room(count), length, count);
        length += count;
    }

    /**
     * Writes eight bytes, the highest first.
     *
     * @param value the number
     */
    public void putLong(long value) {
        Bytes.putLong(room(Long.BYTES), length, value);
        length += Long.BYTES;
    }

    /**
     * Writes a number in as few bytes as it takes; see {@link Bytes#putVarint}.
     *
     * @param value the number, taken as unsigned
     */
    public void putVarint(long value) {
        length = Bytes.putVarint(room(Bytes.LONGEST_VARINT), length, value);
    }
}
