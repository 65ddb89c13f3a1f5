package org.pesadb.testing;

import java.util.Random;

/** Seeds of random tests: printed, and set again by the system property {@code pesadb.seed}, so that a failure can be repeated. */
public final class Seeds {
    private Seeds() {}

    /**
     * A generator whose seed is printed.
     *
     * @param test names the test; {@code -Dpesadb.seed=N} repeats a run
     * @return a new generator
     */
    public static Random random(String test) {
        long seed = one();
        System.out.println(test + ": repeat with -Dtest=" + test + " -Dpesadb.seed=" + seed);
        return new Random(seed);
    }

    /**
     * A seed for a test that makes it part of its messages.
     *
     * @return the one that {@code -Dpesadb.seed=N} names, or a new one
     */
    public static long one() {
        String given = System.getProperty("pesadb.seed", "");
        return given.isBlank() ? System.nanoTime() : Long.parseLong(given);
    }

    /**
     * A text of characters of every kind: ASCII, controls, accents, the borders of the surrogates, supplementary ones.
     *
     * @param random  decides
     * @param longest the most characters
     * @return valid Unicode
     */
    public static String text(Random random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> text.appendCodePoint(random.nextInt(32));
                case 1 -> text.appendCodePoint(0xC0 + random.nextInt(0x200));
                case 2 -> text.appendCodePoint(0xD7F0 + random.nextInt(16));
                case 3 -> text.appendCodePoint(0xE000 + random.nextInt(0x2000));
                case 4 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                default -> text.appendCodePoint(32 + random.nextInt(95));
            }
        }
        return text.toString();
    }
}
