package org.pesadb.storage.heap;

import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * A row that is too long for a page: on pages of its own, each of which names the next. Drawn in the package's
 * documentation.
 *
 * <p>Every page says whose it is and the how-manieth, and every page but the last is full. So the row's length alone says
 * how many there are, and a chain that runs in a circle or into another one is found at the first wrong page.
 *
 * @param home  the row's id
 * @param first the first page
 * @param total the row's length in bytes, 1 or more
 */
record OverflowChain(long home, long first, long total) {
    /** In the row's cell, the first page: u32. */
    private static final int POINTER_FIRST = 0;
    /** In the row's cell, the length of the row: u64. */
    private static final int POINTER_TOTAL = POINTER_FIRST + 4;
    /** The length of such a cell. */
    static final int POINTER_BYTES = POINTER_TOTAL + 8;

    /** The next page, 0 in the last one: u32. */
    private static final int NEXT = 0;
    /** The how-manieth page of the chain, from 0: u32. */
    private static final int ORDINAL = NEXT + 4;
    /** The id of the row: u64. */
    private static final int HOME = ORDINAL + 4;
    /** The row's bytes, up to the end of the page. */
    private static final int DATA = HOME + 8;

    /** The longest array that every Java machine makes. */
    private static final long LONGEST_ROW = Integer.MAX_VALUE - 16;

    /** The chain that a row's cell points to. */
    static OverflowChain at(Damage damage, Page page, int number, int cell) {
        long first = page.getUnsignedInt(cell + POINTER_FIRST);
        long total = page.getLong(cell + POINTER_TOTAL);
        if (total < 1 || total > LONGEST_ROW) {
            throw damage.at(page.id(), number, "a row of " + total + " bytes on overflow pages cannot be");
        }
        return new OverflowChain(RowId.of(page.id(), number), first, total);
    }

    /** Tells what is on an overflow page. */
    static void describe(Page page, ByteMap into) {
        long next = page.getUnsignedInt(NEXT);
        into.field(NEXT, 4, "next", next == 0 ? "none: the last page of the row" : "page " + next);
        into.field(ORDINAL, 4, "part", page.getUnsignedInt(ORDINAL) + ", from 0");
        into.field(HOME, 8, "row", "of " + RowId.text(page.getLong(HOME)));
        into.field(DATA, page.size() - DATA, "bytes", "of the row; in its last part, up to its end");
    }

    /** What a row's cell says of its chain. */
    static String pointer(Page page, int cell) {
        return "a row of " + page.getLong(cell + POINTER_TOTAL) + " bytes, from page "
                + page.getUnsignedInt(cell + POINTER_FIRST) + " on";
    }

    /** Writes a row to new pages. */
    static OverflowChain write(PageWriter writer, long home, byte[] row, int offset, int length) {
        long first = 0;
        MutablePage last = null;
        int ordinal = 0;
        for (int done = 0; done < length; ordinal++) {
            MutablePage page = writer.allocate();
            if (last == null) {
                first = page.id();
            } else {
                last.putInt(NEXT, (int) page.id());
            }
            int part = Math.min(page.size() - DATA, length - done);
            page.putInt(ORDINAL, ordinal);
            page.putLong(HOME, home);
            page.put(DATA, row, offset + done, part);
            done += part;
            last = page;
        }
        return new OverflowChain(home, first, length);
    }

    /** Writes the pointer to this chain into the row's cell. */
    void point(MutablePage page, int cell) {
        page.putInt(cell + POINTER_FIRST, (int) first);
        page.putLong(cell + POINTER_TOTAL, total);
    }

    /** The whole row, in a new array. */
    byte[] read(Damage damage, PageReader reader) {
        refuseMoreThanTheDatabase(damage, reader);
        byte[] row = new byte[(int) total];
        int[] done = {0};
        walk(damage, reader::page, page -> {
            int part = Math.min(page.size() - DATA, row.length - done[0]);
            page.copyTo(DATA, row, done[0], part);
            done[0] += part;
        });
        return row;
    }

    /** A length that damage made up must not take the memory of everybody. */
    private void refuseMoreThanTheDatabase(Damage damage, PageReader reader) {
        long size = damage.expect(reader.page(first), PageType.OVERFLOW).size();
        if (total / size > reader.pageCount()) {
            throw damage.at(
                    RowId.page(home),
                    RowId.slot(home),
                    "a row of " + total + " bytes is longer than the database of " + reader.pageCount() + " pages");
        }
    }

    /** Gives the pages back. */
    void free(Damage damage, PageWriter writer) {
        walk(damage, writer::page, page -> writer.free(page.id()));
    }

    /** Names every page, first to last, each before it is read: so that a damaged one is named too. */
    void pages(Damage damage, PageReader reader, LongConsumer visitor) {
        walk(
                damage,
                id -> {
                    visitor.accept(id);
                    return reader.page(id);
                },
                page -> {});
    }

    /** What to do at a page. */
    private interface Visitor {
        void at(Page page);
    }

    private void walk(Damage damage, LongFunction<Page> reader, Visitor visitor) {
        long id = first;
        long left = total;
        for (int ordinal = 0; left > 0; ordinal++) {
            Page page = damage.expect(reader.apply(id), PageType.OVERFLOW);
            if (page.getLong(HOME) != home || page.getInt(ORDINAL) != ordinal) {
                throw damage.at(
                        id,
                        "should be part " + ordinal + " of the row of " + RowId.text(home) + " but is part "
                                + page.getInt(ORDINAL) + " of that of " + RowId.text(page.getLong(HOME)));
            }
            left -= page.size() - DATA;
            id = page.getUnsignedInt(NEXT);
            if (id == 0 != left <= 0) {
                throw damage.at(
                        page.id(),
                        "the row of " + RowId.text(home) + " has " + total + " bytes, but its overflow pages are "
                                + (id == 0 ? "fewer" : "more"));
            }
            visitor.at(page);
        }
    }
}
