package org.pesadb.it;

/** Where random tests begin. */
final class Seeds {
    private Seeds() {}

    /** The seed that {@code -Dpesadb.seed=N} names, or a new one. To be part of every assertion's message. */
    static long one() {
        String given = System.getProperty("pesadb.seed", "");
        return given.isBlank() ? System.nanoTime() : Long.parseLong(given);
    }
}
