package org.pesadb.it.asserting;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.Components;

/** Somebody called a part in a way that its SPI forbids. */
public final class Misuse extends AssertionError {
    private static final long serialVersionUID = 1L;
    private static final AtomicLong FOUND = new AtomicLong();

    /**
     * Counts, too.
     *
     * @param how what the caller did, in words
     */
    private Misuse(String how) {
        super(how);
        FOUND.incrementAndGet();
    }

    /**
     * Counts, too.
     *
     * @param part what was misused
     * @param how  what the caller did, in words
     */
    Misuse(Component part, String how) {
        this("misuse of " + Components.kindOf(part).label() + " '" + part.name() + "' by its caller: " + how);
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
     * The same where the part's name comes out anyway.
     *
     * @param holds whether all is right
     * @param how   what is wrong where it does not hold
     */
    static void unless(boolean holds, String how) {
        if (!holds) {
            throw of(how);
        }
    }

    /**
     * The same, for words that take work to make.
     *
     * @param holds whether all is right
     * @param how   what is wrong where it does not hold
     */
    static void unless(boolean holds, Supplier<String> how) {
        if (!holds) {
            throw of(how.get());
        }
    }

    /** To be thrown where the part's name comes out anyway. */
    static Misuse of(String how) {
        return new Misuse("misuse by its caller: " + how);
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
