package org.pesadb.storage.heap;

import org.pesadb.api.spi.MutablePage;

/**
 * Remembers between the inserts of one statement which page is being filled, so that each visits that page alone.
 *
 * <p>It holds a page under edit, so it is good for one heap, one transaction and one run of inserts: call {@link #reset()}
 * after a savepoint, a release or rollback, or any update or delete in the same heap. Of one thread.
 */
public final class InsertHint {
    private MutablePage page;

    /** Knows nothing yet. */
    public InsertHint() {}

    /** Forgets the page. */
    public void reset() {
        page = null;
    }

    MutablePage page() {
        return page;
    }

    void set(MutablePage filling) {
        page = filling;
    }
}
