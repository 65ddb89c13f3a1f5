package @package@;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * What page 0 says of the database in one state; like every page it has versions, so that a snapshot sees its own.
 *
 * <pre>
 *    0  pages            8        16  first free page, 0 for none    8
 *    8  free pages       8        24  the engine's value             8
 * </pre>
 *
 * <p>Free pages form a chain: page 0 names the first, and each of them, of type FREE, begins with the number of the next. That is the plainest list there
 * is. It has its price: to free a page is to write it. Trunk pages that name a thousand others are a good thing to change it to.
 *
 * @param pages     of the database, page 0 and the free ones too
 * @param freePages how many of them are free
 * @param firstFree where the chain begins
 * @param value     what {@link org.pesadb.api.spi.PageTransaction#setRoot} was given
 */
record Root(long pages, long freePages, long firstFree, long value) {
    static final int BYTES = 32;

    static Root of(Page page) {
        return new Root(page.getLong(0), page.getLong(8), page.getLong(16), page.getLong(24));
    }

    void write(MutablePage page) {
        page.putLong(0, pages);
        page.putLong(8, freePages);
        page.putLong(16, firstFree);
        page.putLong(24, value);
    }

    Root withPages(long count) {
        return new Root(count, freePages, firstFree, value);
    }

    Root withFree(long first, long count) {
        return new Root(pages, count, first, value);
    }

    Root withValue(long changed) {
        return new Root(pages, freePages, firstFree, changed);
    }
}
