package org.pesadb.join;

/**
 * Two inputs to be joined by hashing.
 *
 * @param left      one of them
 * @param right     the other one
 * @param level     how often they have been parted
 * @param divisible whether parting them again would help: not where nearly all rows have one key
 */
record HashTask(Side left, Side right, int level, boolean divisible) implements AutoCloseable {
    /** What waiting for its turn takes of memory. */
    long memoryBytes() {
        return left.memoryBytes() + right.memoryBytes();
    }

    @Override
    public void close() {
        Closing.all(left, right);
    }
}
