package org.pesadb.join;

import java.util.Arrays;
import java.util.List;

/** Closes several things, each whatever becomes of the others. */
final class Closing {
    private Closing() {}

    /**
     * Closes.
     *
     * @param parts streams, spills and passes; null for one that is not there
     */
    static void all(AutoCloseable... parts) {
        all(Arrays.asList(parts));
    }

    /**
     * Closes.
     *
     * @param parts streams, spills and passes; null for one that is not there
     */
    static void all(List<? extends AutoCloseable> parts) {
        Throwable first = null;
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Throwable failed) {
                if (first == null) {
                    first = failed;
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        if (first instanceof Error error) {
            throw error;
        } else if (first instanceof RuntimeException failure) {
            throw failure;
        } else if (first != null) {
            throw new IllegalStateException("closing failed", first); // none of the parts declares a checked one
        }
    }
}
