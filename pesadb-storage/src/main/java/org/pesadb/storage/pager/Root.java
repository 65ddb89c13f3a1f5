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
 * @param forced     whether this image never comes to the main file before the log is durable up to it: a log beside it that
 *     ends earlier has lost its end. Only where not clean
 */
record Root(long pages, long freePages, long generation, long value, long trunk, boolean clean, boolean forced) {
    static final int PAGES = 0;
    static final int FREE_PAGES = PAGES + Long.BYTES;
    static final int GENERATION = FREE_PAGES + Long.BYTES;
    static final int VALUE = GENERATION + Long.BYTES;
    static final int TRUNK = VALUE + Long.BYTES;
    static final int STATE = TRUNK + Integer.BYTES;

    private static final byte IN_USE = 0;
    private static final byte CLEAN = 1;
    private static final byte IN_USE_FORCED = 2;

    static Root of(Page page) {
        return new Root(
                page.getLong(PAGES),
                page.getLong(FREE_PAGES),
                page.getLong(GENERATION),
                page.getLong(VALUE),
                page.getUnsignedInt(TRUNK),
                page.getByte(STATE) == CLEAN,
                page.getByte(STATE) == IN_USE_FORCED);
    }

    void writeTo(MutablePage page) {
        page.putLong(PAGES, pages);
        page.putLong(FREE_PAGES, freePages);
        page.putLong(GENERATION, generation);
        page.putLong(VALUE, value);
        page.putInt(TRUNK, (int) trunk);
        page.putByte(STATE, clean ? CLEAN : forced ? IN_USE_FORCED : IN_USE);
    }

    Root withPages(long count) {
        return new Root(count, freePages, generation, value, trunk, clean, forced);
    }

    Root withFree(long firstTrunk, long count) {
        return new Root(pages, count, generation, value, firstTrunk, clean, forced);
    }

    Root withValue(long newValue) {
        return new Root(pages, freePages, generation, newValue, trunk, clean, forced);
    }

    Root inUse(long newGeneration, boolean newForced) {
        return new Root(pages, freePages, newGeneration, value, trunk, false, newForced);
    }

    Root closed(long newGeneration) {
        return new Root(pages, freePages, newGeneration, value, trunk, true, false);
    }
}
