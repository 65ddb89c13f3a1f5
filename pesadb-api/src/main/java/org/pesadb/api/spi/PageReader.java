package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/** Pages as of one state of the database: a snapshot, or a write transaction as it stands. Whether threads may share
 * one is said by whoever hands it out: a snapshot yes, a transaction no.
 *
 * <p>A chain of pages, followed in whatever state was given:
 *
 * <pre>{@code
 * for (long id = root; id != 0; id = reader.page(id).getUnsignedInt(NEXT)) {
 *     entries += reader.page(id).getShort(COUNT);
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface PageReader {
    /**
     * A page.
     *
     * @param id its number, below {@link #pageCount()}
     * @return its version in this state; of type {@link PageType#NONE} and all zeros where it was never written
     * @throws org.pesadb.api.CorruptException where the page is damaged, or the number names no page
     * @throws org.pesadb.api.PesaDbException  where reading fails
     */
    Page page(long id);

    /**
     * The number of pages of the database in this state.
     *
     * @return 1 to 2^32
     */
    long pageCount();
}
