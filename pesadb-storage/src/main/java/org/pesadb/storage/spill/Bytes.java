package org.pesadb.storage.spill;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers in byte arrays.
 *
 * <pre>
 *   varint   seven bits a byte, the lowest first, bit 7 set in all but the last; one byte up to 127, ten at most
 * </pre>
 */
public final class Bytes {
    /** The most bytes that a varint takes. */
    public static final int LONGEST_VARINT = 10;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    /**
     * Reads eight bytes, the highest first.
     *
     * @param bytes holds them
     * @param at    the first of them
     * @return the number
     */
    public static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /**
     * Writes eight bytes, the highest first.
     *
     * @param bytes has room for them
     * @param at    the first of them
     * @param value the number
     */
    public static void putLong(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    static int getInt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static void putInt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    /**
     * Reads a varint that is no more than 2^31 - 1.
     *
     * @param bytes holds it
     * @param at    its first byte
     * @return the number
     */
    public static int getVarint(byte[] bytes, int at) {
        byte first = bytes[at];
        return first >= 0 ? first : (int) getLongVarint(bytes, at);
    }

    static long getLongVarint(byte[] bytes, int at) {
        long value = 0;
        int next = at;
        for (int shift = 0; ; shift += 7) {
            byte part = bytes[next++];
            value |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    /**
     * Where a varint ends.
     *
     * @param bytes holds it
     * @param at    its first byte
     * @return behind its last byte
     */
    public static int skipVarint(byte[] bytes, int at) {
        int next = at;
        while (bytes[next++] < 0) {
            continue;
        }
        return next;
    }

    /**
     * Writes a varint.
     *
     * @param bytes has room for it
     * @param at    where its first byte goes
     * @param value the number, taken as unsigned
     * @return behind its last byte
     */
    public static int putVarint(byte[] bytes, int at, long value) {
        int next = at;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[next++] = (byte) rest;
        return next;
    }

    /**
     * How long a varint is.
     *
     * @param value the number, taken as unsigned
     * @return bytes
     */
    public static int varintLength(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }
}
