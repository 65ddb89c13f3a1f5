package org.pesadb.it.contract;

import java.util.HashMap;
import java.util.Map;

/** How much contracts do, and from which seed, until it is closed: then all is as before. Of one thread; one inside another at most. */
final class Sizes implements AutoCloseable {
    /** What was set before, by property; null where nothing was. */
    private final Map<String, String> before = new HashMap<>();

    private Sizes() {}

    /**
     * Sets sizes.
     *
     * @param sizes by what {@link Contract#size} knows them as
     */
    static Sizes set(Map<String, Integer> sizes) {
        Sizes set = new Sizes();
        sizes.forEach((name, size) -> set.put("pesadb.contract." + name, size.toString()));
        return set;
    }

    /** Lets all random choices come from one seed, whatever the build was given. */
    Sizes seed(long seed) {
        put("pesadb.seed", Long.toString(seed));
        return this;
    }

    private void put(String property, String value) {
        before.putIfAbsent(property, System.setProperty(property, value));
    }

    @Override
    public void close() {
        before.forEach((property, value) -> {
            if (value == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
    }
}
