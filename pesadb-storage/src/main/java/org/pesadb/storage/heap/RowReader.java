package org.pesadb.storage.heap;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;

/** Reads rows by page and slot, wherever they have moved or grown to. Has no state beside the reader's. */
final class RowReader {
    private final Damage damage;
    private final SlottedPage format;
    private final PageReader reader;

    RowReader(Damage damage, SlottedPage format, PageReader reader) {
        this.damage = damage;
        this.format = format;
        this.reader = reader;
    }

    /** How much room a cell takes at least. */
    int cell(int length) {
        return format.cell(length);
    }

    /** A heap page of the table. */
    Page page(long id) {
        return format.check(reader.page(id));
    }

    /** Makes sure that a page has shown as many rows as it counts: a slot that lies would leave one out in silence. */
    void expect(Page page, int found) {
        if (found != page.getShort(SlottedPage.ROWS)) {
            throw damage.at(page.id(), "counts " + page.getShort(SlottedPage.ROWS) + " rows but has " + found);
        }
    }

    /** A row; false where the slot is dead, or where a row stands that has its home elsewhere. */
    boolean read(Page page, int number, RowBytes into) {
        int slot = format.slot(page, number);
        switch (SlottedPage.kind(slot)) {
            case SlottedPage.ROW:
                into.set(page.array(), page.arrayIndex(SlottedPage.offset(slot)), SlottedPage.length(slot));
                return true;
            case SlottedPage.OVERFLOW:
                byte[] row = OverflowChain.at(damage, page, number, SlottedPage.offset(slot))
                        .read(damage, reader);
                into.set(row, 0, row.length);
                return true;
            case SlottedPage.FORWARD:
                readMoved(page, number, page.getLong(SlottedPage.offset(slot)), into);
                return true;
            default:
                return false;
        }
    }

    private void readMoved(Page home, int number, long place, RowBytes into) {
        int slot = 0;
        Page page = home;
        if (RowId.possible(place)) {
            page = page(RowId.page(place));
            slot = movedSlot(page, RowId.slot(place), RowId.of(home.id(), number));
        }
        if (slot == 0) {
            throw damage.at(
                    home.id(), number, "the row should have moved to " + RowId.text(place) + " but is not there");
        }
        into.set(
                page.array(),
                page.arrayIndex(SlottedPage.offset(slot) + SlottedPage.REFERENCE_BYTES),
                SlottedPage.length(slot) - SlottedPage.REFERENCE_BYTES);
    }

    /** The slot of a row that has moved here from its home; 0 where another, or none, is here. */
    int movedSlot(Page page, int number, long home) {
        int slot = format.slot(page, number);
        boolean its = SlottedPage.kind(slot) == SlottedPage.MOVED && page.getLong(SlottedPage.offset(slot)) == home;
        return its ? slot : 0;
    }
}
