package org.pesadb.api.spi;

import java.util.Objects;
import org.pesadb.api.Experimental;

/**
 * A page of an index, as somebody sees it who looks at the index as a whole. Immutable.
 *
 * @param depth  how many pages lie above it: 0 for the root
 * @param page   its number
 * @param name   what it is, as the format's documentation calls it, such as {@code leaf}
 * @param entries how many entries or children it has
 * @param detail what else there is to say, for people
 */
@Experimental("how much is told of an index may grow")
public record IndexNode(int depth, long page, String name, long entries, String detail) {
    /** Checks that it has a name. */
    public IndexNode {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(detail, "detail");
    }
}
