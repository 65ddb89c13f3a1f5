package org.pesadb.api.spi;

import java.util.Objects;
import org.pesadb.api.Experimental;

/**
 * A piece of a log's file, as somebody sees it who looks at the file as a whole. Immutable.
 *
 * @param offset      where it begins in the file
 * @param length      how many bytes it takes
 * @param kind        what it is, as the format's documentation calls it, such as {@code page record}
 * @param transaction whose it is; 0 where it belongs to none
 * @param page        the page of a page record; -1 of others
 * @param state       whether it counts: {@link #COMMITTED}, or what else becomes of it, for people
 * @param detail      what else there is to say, for people
 */
@Experimental("how much is told of a log may grow")
public record LogEntry(
        long offset, long length, String kind, long transaction, long page, String state, String detail) {
    /** The state of a record of a transaction that is committed, and of no other. */
    public static final String COMMITTED = "committed";

    /** Checks that texts are there. */
    public LogEntry {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(detail, "detail");
    }
}
