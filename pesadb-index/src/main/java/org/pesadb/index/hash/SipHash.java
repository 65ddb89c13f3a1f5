package org.pesadb.index.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-1-3 (Aumasson and Bernstein 2012): one round for each 8 bytes, three at the end. Without its key nobody can find
 * inputs that collide, where a plain multiplicative hash has some for every key.
 */
final class SipHash implements Hasher {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    // The ASCII of "somepseudorandomlygeneratedbytes": the constants of the specification.
    private static final long INIT0 = 0x736f6d6570736575L;
    private static final long INIT1 = 0x646f72616e646f6dL;
    private static final long INIT2 = 0x6c7967656e657261L;
    private static final long INIT3 = 0x7465646279746573L;
    private static final int FINAL_ROUNDS = 3;

    @Override
    public long hash(long key0, long key1, byte[] bytes, int from, int length) {
        long v0 = key0 ^ INIT0;
        long v1 = key1 ^ INIT1;
        long v2 = key0 ^ INIT2;
        long v3 = key1 ^ INIT3;
        int whole = length >>> 3;
        // The blocks of 8 bytes, then one of the bytes left over and the length, then the final rounds.
        for (int block = 0; block <= whole + FINAL_ROUNDS; block++) {
            long word = 0;
            if (block < whole) {
                word = (long) LONG.get(bytes, from + 8 * block);
            } else if (block == whole) {
                word = last(bytes, from, length);
            } else if (block == whole + 1) {
                v2 ^= 0xFF;
            }
            v3 ^= word;
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long last(byte[] bytes, int from, int length) {
        long word = (long) length << 56;
        int shift = 0;
        for (int i = from + (length & ~7); i < from + length; i++) {
            word |= (bytes[i] & 0xFFL) << shift;
            shift += 8;
        }
        return word;
    }
}
