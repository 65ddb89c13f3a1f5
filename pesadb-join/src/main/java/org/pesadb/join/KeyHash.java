package org.pesadb.join;

import java.util.SplittableRandom;

/**
 * Hashes of join keys. They begin at a number drawn anew for each process: whoever chooses the keys of a table cannot choose
 * ones that all fall together (which {@link String#hashCode()} would make easy), and turn a join into a nested loop.
 */
final class KeyHash {
    /** What a hash begins with. */
    static final long SEED = new SplittableRandom().nextLong();

    /** The golden ratio in 64 bits: odd, and without a pattern in its bits. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private KeyHash() {}

    /**
     * What the hashes of one level of parting begin with, so that keys which fell together on the level before part.
     *
     * @param level from 0
     * @return the same in the whole process
     */
    static long seed(int level) {
        return level == 0 ? SEED : mix(SEED + level * SPREAD);
    }

    /**
     * Goes on with a number.
     *
     * @param hash  so far
     * @param value the next key
     * @return the new hash
     */
    static long with(long hash, long value) {
        return mix((hash ^ value) * SPREAD);
    }

    /**
     * Goes on with a text.
     *
     * @param hash  so far
     * @param value the next key
     * @return the new hash
     */
    static long with(long hash, String value) {
        long all = hash;
        for (int i = 0; i < value.length(); i++) {
            all = (all ^ value.charAt(i)) * SPREAD;
            all ^= all >>> 29; // Multiplying only carries upwards: bring the high bits back down.
        }
        return mix(all ^ value.length());
    }

    /** Lets every bit act on every other one. */
    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 32) * SPREAD;
        mixed = (mixed ^ mixed >>> 29) * SPREAD;
        return mixed ^ mixed >>> 32;
    }
}
