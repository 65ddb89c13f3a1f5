package org.pesadb.it.asserting;

import java.util.function.Supplier;

/** What is thrown at a caller who breaks a contract. */
final class Misuse {
    private Misuse() {}

    /**
     * Throws where something is not as it should be.
     *
     * @param right     whether it is
     * @param otherwise what the caller did
     */
    static void require(boolean right, String otherwise) {
        if (!right) {
            throw new AssertionError("misuse: " + otherwise);
        }
    }

    /**
     * The same, for words that take work to make.
     *
     * @param right     whether it is
     * @param otherwise what the caller did
     */
    static void require(boolean right, Supplier<String> otherwise) {
        if (!right) {
            throw new AssertionError("misuse: " + otherwise.get());
        }
    }
}
