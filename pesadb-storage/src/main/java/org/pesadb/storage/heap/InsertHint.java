package org.pesadb.storage.heap;

/**
 * Remembers between the inserts of one statement which page is being filled, so that each visits that page alone.
 *
 * <p>It knows the page by its number and asks for it again each time: between two rows the transaction may move it out of
 * memory. It is good for one heap, one transaction and one run of inserts: call {@link #reset()} after a
 * rollback, or any update or delete in the same heap. Of one thread.
 */
public final class InsertHint {
    private long page;
    private int maximumCell;

    /** Knows nothing yet. */
    public InsertHint() {}

    /** Forgets the page. */
    public void reset() {
        page = 0;
    }

    /** The page's number, 0 for none. */
    long page() {
        return page;
    }

    /** The longest cell that the heap's pages take. */
    int maximumCell() {
        return maximumCell;
    }

    void set(long filling, int longestCell) {
        page = filling;
        maximumCell = longestCell;
    }
}
