package org.pesadb.it.contract;

import java.util.Arrays;
import java.util.Random;
import org.pesadb.api.spi.KeyEncoding;

/** Keys of many sorts. Stateless. */
final class IndexKeys {
    /** So long a key must every index take. */
    static final int TAKEN_BYTES = 255;

    private IndexKeys() {}

    static byte[] number(long value) {
        return KeyEncoding.ofLong(value);
    }

    /** A few bytes, a number, a text, or long beginnings with little behind them. */
    static byte[] any(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> few(random);
            case 1 -> KeyEncoding.ofText("t" + "ä".repeat(random.nextInt(40)) + random.nextInt(200));
            case 2 -> of(50 + random.nextInt(TAKEN_BYTES - 49), random.nextInt(20));
            case 3 -> number(random.nextLong());
            default -> number(random.nextInt(600));
        };
    }

    /** Up to three bytes of those at the ends of what a byte can be. */
    private static byte[] few(Random random) {
        byte[] key = new byte[random.nextInt(4)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(4) - 2);
        }
        return key;
    }

    /** A key that differs from others of its length in its last bytes alone. */
    static byte[] of(int length, int number) {
        byte[] key = new byte[length];
        Arrays.fill(key, (byte) 'x');
        for (int i = 0; i < Integer.BYTES && i < length; i++) {
            key[length - 1 - i] = (byte) (number >>> Byte.SIZE * i);
        }
        return key;
    }

    /** Rows of every width, mostly ones that come again. */
    static long row(Random random) {
        long row = random.nextInt(500);
        return switch (random.nextInt(12)) {
            case 0 -> row << 30;
            case 1 -> row << 45;
            case 2 -> Long.MAX_VALUE - row;
            default -> row;
        };
    }
}
