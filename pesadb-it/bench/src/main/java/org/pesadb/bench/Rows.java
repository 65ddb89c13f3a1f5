package org.pesadb.bench;

/** What stands in the tables: the row of an id is always the same. */
final class Rows {
    private static final String[] NAMES = names();

    private Rows() {}

    private static String[] names() {
        String[] names = new String[1000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "customer " + (1000 + i * 7919 % 9000);
        }
        return names;
    }

    /** A random number that is always the same for an id; from SplitMix64. */
    private static long mix(long id) {
        long z = (id + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    static long k(long id, long bound) {
        return Math.floorMod(mix(id), bound);
    }

    static String name(long id) {
        return NAMES[(int) Math.floorMod(mix(id) >>> 7, (long) NAMES.length)];
    }

    /** A different order of 0 to size - 1, size below 2^31: neighbours lie far apart. The factor is a prime, near 2^32 / 1.618. */
    static long shuffled(long i, long size) {
        return i * 2_654_435_761L % size;
    }

    static long sum(long id, long k, String name) {
        return id + 3 * k + name.length();
    }
}
