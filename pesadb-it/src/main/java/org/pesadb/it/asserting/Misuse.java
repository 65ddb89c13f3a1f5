package org.pesadb.it.asserting;

/** Tells callers what they did wrong. Stateless. */
final class Misuse {
    private Misuse() {}

    /** Throws where a rule of the SPI for those who call a part was broken. */
    static void unless(boolean kept, String otherwise) {
        if (!kept) {
            throw new AssertionError("its caller broke the rules: " + otherwise);
        }
    }
}
