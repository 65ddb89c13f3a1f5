package org.pesadb.storage.pager;

import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * What the usable part of page 0 says, as {@link org.pesadb.storage.pager} draws it. All of it lies in one 512-byte sector
 * of the main file, together with the page's header.
 *
 * @param pages       the number of pages of the database, 1 to 2^32
 * @param freePages   how many of them are free
 * @param generation  the log's generation in which this page 0 was logged
 * @param value       the engine's value; see {@link org.pesadb.api.spi.PageTransaction#setRoot}
 * @param trunk       the first page of the list of free pages, 0 for none
 * @param state       whether the database is in use
 * @param transaction the newest transaction when the database was last closed cleanly; 0 before
 */
record Root(long pages, long freePages, long generation, long value, long trunk, State state, long transaction) {
    /** Whether a database is in use. The order goes to disk. */
    enum State {
        /** In use, or not closed cleanly: the log must be there. */
        IN_USE,
        /** Closed cleanly: the main file needs no log. */
        CLEAN,
        /** In use, and this image never comes to the main file before the log is durable up to it: a log that ends earlier has lost its end. */
        IN_USE_FORCED
    }

    static final int PAGES = 0;
    static final int FREE_PAGES = PAGES + Long.BYTES;
    static final int GENERATION = FREE_PAGES + Long.BYTES;
    static final int VALUE = GENERATION + Long.BYTES;
    static final int TRUNK = VALUE + Long.BYTES;
    static final int STATE = TRUNK + Integer.BYTES;
    static final int TRANSACTION = STATE + Integer.BYTES; // three bytes between are reserved

    static Root of(Page page) {
        int code = page.getByte(STATE);
        return new Root(
                page.getLong(PAGES),
                page.getLong(FREE_PAGES),
                page.getLong(GENERATION),
                page.getLong(VALUE),
                page.getUnsignedInt(TRUNK),
                code == State.CLEAN.ordinal()
                        ? State.CLEAN
                        : code == State.IN_USE_FORCED.ordinal() ? State.IN_USE_FORCED : State.IN_USE,
                page.getLong(TRANSACTION));
    }

    /** Tells what stands in the usable part, which begins at an offset of the page. */
    void describe(int base, ByteMap into) {
        into.field(base + PAGES, Long.BYTES, "pages", pages + " of the database");
        into.field(base + FREE_PAGES, Long.BYTES, "free pages", freePages + " of them");
        into.field(base + GENERATION, Long.BYTES, "generation", generation + " of the log, in which this was logged");
        into.field(base + VALUE, Long.BYTES, "value", value + ": the engine's, the page of its catalog");
        into.field(
                base + TRUNK,
                Integer.BYTES,
                "trunk",
                trunk == 0 ? "no free pages" : "their list begins on page " + trunk);
        into.field(base + STATE, 1, "state", state.name());
        into.field(
                base + TRANSACTION,
                Long.BYTES,
                "transaction",
                transaction + ": the newest when it was last closed in order");
    }

    void writeTo(MutablePage page) {
        page.putLong(PAGES, pages);
        page.putLong(FREE_PAGES, freePages);
        page.putLong(GENERATION, generation);
        page.putLong(VALUE, value);
        page.putInt(TRUNK, (int) trunk);
        page.putByte(STATE, state.ordinal());
        page.putLong(TRANSACTION, transaction);
    }

    boolean clean() {
        return state == State.CLEAN;
    }

    boolean forced() {
        return state == State.IN_USE_FORCED;
    }

    Root withPages(long count) {
        return new Root(count, freePages, generation, value, trunk, state, transaction);
    }

    Root withFree(long firstTrunk, long count) {
        return new Root(pages, count, generation, value, firstTrunk, state, transaction);
    }

    Root withValue(long newValue) {
        return new Root(pages, freePages, generation, newValue, trunk, state, transaction);
    }

    /** In use, in a generation of the log that is, or is not, forced before anything of it comes to the main file. */
    Root inUse(long newGeneration, boolean forced) {
        State used = forced ? State.IN_USE_FORCED : State.IN_USE;
        return new Root(pages, freePages, newGeneration, value, trunk, used, transaction);
    }

    Root clean(long newGeneration, long newestTransaction) {
        return new Root(pages, freePages, newGeneration, value, trunk, State.CLEAN, newestTransaction);
    }
}
