package org.pesadb.it.contract;

import java.util.function.Supplier;

/** Sets how much a contract does. Of one thread at a time. */
final class Sizes {
    private Sizes() {}

    /**
     * Does something with small sizes.
     *
     * @param rows   of the largest table
     * @param rounds of random tries
     */
    static <T> T with(int rows, int rounds, Supplier<T> work) {
        return with("rows", rows, () -> with("rounds", rounds, work));
    }

    private static <T> T with(String name, int value, Supplier<T> work) {
        String property = "pesadb.contract." + name;
        String before = System.setProperty(property, Integer.toString(value));
        try {
            return work.get();
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }
}
