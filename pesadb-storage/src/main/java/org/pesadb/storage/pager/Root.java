package org.pesadb.storage.pager;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * What the usable part of page 0 says, as {@link org.pesadb.storage.pager} draws it. All of it lies in one 512-byte sector
 * of the main file, together with the page's header.
 *
 * @param pages      the number of pages of the database, 1 to 2^32
 * @param freePages  how many of them are free
 * @param generation the log's generation in which this page 0 was logged
 * @param value      the engine's value; see {@link org.pesadb.api.spi.PageTransaction#setRoot}
 * @param trunk      the first page of the list of free pages, 0 for none
 * @param clean      whether the last close was a clean one: the main file needs no log
 * @param transaction the newest transaction when the database was last closed cleanly; 0 before
 */
record Root(long pages, long freePages, long generation, long value, long trunk, boolean clean, long transaction) {
    static final int PAGES = 0;
    static final int FREE_PAGES = PAGES + Long.BYTES;
    static final int GENERATION = FREE_PAGES + Long.BYTES;
    static final int VALUE = GENERATION + Long.BYTES;
    static final int TRUNK = VALUE + Long.BYTES;
    static final int CLEAN = TRUNK + Integer.BYTES;
    static final int TRANSACTION = CLEAN + Integer.BYTES; // three bytes between are reserved

    static Root of(Page page) {
        return new Root(
                page.getLong(PAGES),
                page.getLong(FREE_PAGES),
                page.getLong(GENERATION),
                page.getLong(VALUE),
                page.getUnsignedInt(TRUNK),
                page.getByte(CLEAN) != 0,
                page.getLong(TRANSACTION));
    }

    void writeTo(MutablePage page) {
        page.putLong(PAGES, pages);
        page.putLong(FREE_PAGES, freePages);
        page.putLong(GENERATION, generation);
        page.putLong(VALUE, value);
        page.putInt(TRUNK, (int) trunk);
        page.putByte(CLEAN, clean ? 1 : 0);
        page.putLong(TRANSACTION, transaction);
    }

    Root withPages(long count) {
        return new Root(count, freePages, generation, value, trunk, clean, transaction);
    }

    Root withFree(long firstTrunk, long count) {
        return new Root(pages, count, generation, value, firstTrunk, clean, transaction);
    }

    Root withValue(long newValue) {
        return new Root(pages, freePages, generation, newValue, trunk, clean, transaction);
    }

    Root inUse(long newGeneration) {
        return new Root(pages, freePages, newGeneration, value, trunk, false, transaction);
    }

    Root clean(long newGeneration, long newestTransaction) {
        return new Root(pages, freePages, newGeneration, value, trunk, true, newestTransaction);
    }
}
