package org.pesadb.api.spi;

import org.pesadb.api.Experimental;

/**
 * A snapshot for somebody who looks at pages and must not change what the buffer cache holds by that: a page that is read here enters nothing, keeps nothing
 * from leaving, and counts as no visit. Threads share it.
 */
@Experimental("what more is told of a page may grow")
public interface PageLook extends PageSnapshot {
    /**
     * Whether the buffer cache holds a page, in the version that this snapshot sees.
     *
     * @param id its number, below {@link #pageCount()}
     * @return what is so at this moment; others go on meanwhile
     */
    boolean cached(long id);
}
