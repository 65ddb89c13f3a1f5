package org.pesadb.index.hash;

/** A keyed hash of bytes. Stateless; threads share it. */
@FunctionalInterface
interface Hasher {
    /**
     * Hashes.
     *
     * @param key0   first half of the hash's key
     * @param key1   second half
     * @param bytes  holds the bytes
     * @param from   where they begin
     * @param length how many
     * @return 64 bits, each as good as the others
     */
    long hash(long key0, long key1, byte[] bytes, int from, int length);
}
