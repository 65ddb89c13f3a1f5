package org.pesadb.storage.heap;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;

/** Goes through the heap pages of a table, in their order in the file. Of one thread. */
public final class HeapListing {
    private final DirectoryCursor pages;
    private final PageReader reader;
    private final SlottedPage format;
    private Page page;

    HeapListing(DirectoryCursor pages, PageReader reader, SlottedPage format) {
        this.pages = pages;
        this.reader = reader;
        this.format = format;
    }

    /**
     * Goes on.
     *
     * @return false at the end
     */
    public boolean next() {
        long id = pages.next();
        page = id == 0 ? null : format.check(reader.page(id));
        return page != null;
    }

    /**
     * The page's number.
     *
     * @return 1 or more
     */
    public long page() {
        return page.id();
    }

    /**
     * Rows that stand on it under their own id.
     *
     * @return 0 or more
     */
    public int rows() {
        return page.getShort(SlottedPage.ROWS);
    }

    /**
     * Its free room.
     *
     * @return in bytes
     */
    public int free() {
        return SlottedPage.free(page);
    }
}
