package org.pesadb.it.asserting;

import java.util.concurrent.atomic.AtomicLong;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.Components;

/** Somebody called a part in a way that its SPI forbids. */
public final class Misuse extends AssertionError {
    private static final long serialVersionUID = 1L;
    private static final AtomicLong FOUND = new AtomicLong();

    /**
     * Counts, too.
     *
     * @param part what was misused
     * @param how  in words
     */
    Misuse(Component part, String how) {
        super("misuse of " + Components.kindOf(part).label() + " '" + part.name() + "' by its caller: " + how);
        FOUND.incrementAndGet();
    }

    /**
     * Throws unless something holds.
     *
     * @param part  what would be misused
     * @param holds whether all is right
     * @param how   what is wrong where it does not hold
     */
    static void unless(Component part, boolean holds, String how) {
        if (!holds) {
            throw new Misuse(part, how);
        }
    }

    /**
     * How many were found in this process, told or swallowed.
     *
     * @return 0 or more
     */
    public static long found() {
        return FOUND.get();
    }
}
