package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * The pages of one table or index in a write transaction: made for it by {@link PageTransaction#writer}. Of the
 * transaction's thread.
 *
 * <p>To look first and edit what changes:
 *
 * <pre>{@code
 * Page leaf = writer.page(id);
 * if (leaf.getShort(USED) + entry.length > leaf.size()) {
 *     MutablePage right = writer.allocate();   // zeros
 *     MutablePage left = writer.edit(id);      // a copy; readers keep the one before
 *     split(left, right);
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface PageWriter extends PageReader {
    /**
     * A page to change. Editing it again, before or after reading it, gives the same state. How long it may be changed, says
     * {@link MutablePage}: to be safe, keep it no longer than one insert, update or delete of one row, and keep its number instead.
     * A page that was handed out to read before shows these changes or does not.
     *
     * @param id its number; it must belong to this writer's owner
     * @return the page as this transaction sees it
     * @throws org.pesadb.api.CorruptException where the page is damaged or belongs to somebody else, as page 0 belongs to the pager, or the number
     *     names no page
     */
    MutablePage edit(long id);

    /**
     * A new page of this writer's type and owner, all zeros.
     *
     * @return a page, free before
     * @throws org.pesadb.api.PesaDbException OUT_OF_RANGE where all 2^32 pages are in use
     */
    MutablePage allocate();

    /**
     * Gives a page back. Snapshots go on to see it as it was; this transaction must not ask for it any more, unless {@link #allocate} gives it again.
     *
     * @param id its number; it must belong to this writer's owner
     * @throws org.pesadb.api.CorruptException where the page is damaged, belongs to somebody else, or the number names no page
     */
    void free(long id);
}
