package org.pesadb.it.asserting;

/** What a caller did wrong. */
final class PagerMisuse {
    private PagerMisuse() {}

    /** An error to throw. */
    static AssertionError of(String what) {
        return new AssertionError("misuse of a plugin: " + what);
    }

    /** Throws where something is not so. */
    static void unless(boolean right, String what) {
        if (!right) {
            throw of(what);
        }
    }
}
