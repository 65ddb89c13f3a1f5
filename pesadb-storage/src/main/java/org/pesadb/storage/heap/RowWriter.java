package org.pesadb.storage.heap;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * Puts rows on pages and takes them off. The one rule of moving: a row's slot at home either holds the row, or its pointer to
 * overflow pages, or names the one place it has moved to, which names home in return. There is never a second step, and a
 * row that is updated so that it fits goes home.
 */
final class RowWriter {
    private final Damage damage;
    private final SlottedPage format;
    private final FreeRoom room;
    private final PageTransaction tx;

    RowWriter(Damage damage, SlottedPage format, FreeRoom room, PageTransaction tx) {
        this.damage = damage;
        this.format = format;
        this.room = room;
        this.tx = tx;
    }

    private PageWriter writer(PageType type) {
        return tx.writer(type, damage.owner());
    }

    long insert(byte[] row, int offset, int length, InsertHint hint) {
        if (length > room.maximumCell(tx, hint)) {
            MutablePage page = room.forCell(tx, OverflowChain.POINTER_BYTES, hint);
            int number = format.add(page, SlottedPage.OVERFLOW, OverflowChain.POINTER_BYTES);
            writeChain(page, number, row, offset, length);
            return RowId.of(page.id(), number);
        }
        MutablePage page = room.forCell(tx, length, hint);
        int number = format.add(page, SlottedPage.ROW, length);
        page.put(cellOf(page, number), row, offset, length);
        return RowId.of(page.id(), number);
    }

    private void writeChain(MutablePage page, int number, byte[] row, int offset, int length) {
        long rowId = RowId.of(page.id(), number);
        OverflowChain.write(writer(PageType.OVERFLOW), rowId, row, offset, length)
                .point(page, cellOf(page, number));
    }

    private int cellOf(Page page, int number) {
        return SlottedPage.offset(format.slot(page, number));
    }

    void update(long rowId, byte[] row) {
        MutablePage home = edit(rowId);
        int number = RowId.slot(rowId);
        int kind = kindOfRow(home, number);
        Away away = kind == SlottedPage.FORWARD ? away(home, number) : null;
        if (kind == SlottedPage.OVERFLOW) {
            freeChain(home, number);
        }
        int longest = SlottedPage.maximumCell(home);
        if (row.length <= longest && format.change(home, number, SlottedPage.ROW, row.length)) {
            home.put(cellOf(home, number), row, 0, row.length);
            remove(away);
        } else if (row.length + SlottedPage.REFERENCE_BYTES > longest) {
            change(home, number, SlottedPage.OVERFLOW, OverflowChain.POINTER_BYTES);
            writeChain(home, number, row, 0, row.length);
            remove(away);
        } else {
            move(home, number, away, row);
        }
        room.released(tx, home);
    }

    void delete(long rowId) {
        MutablePage home = edit(rowId);
        int number = RowId.slot(rowId);
        int kind = kindOfRow(home, number);
        if (kind == SlottedPage.OVERFLOW) {
            freeChain(home, number);
        } else if (kind == SlottedPage.FORWARD) {
            remove(away(home, number));
        }
        format.remove(home, number);
        room.released(tx, home);
    }

    private MutablePage edit(long rowId) {
        if (!RowId.possible(rowId)) {
            throw damage.at(RowId.page(rowId), "no row can have the id " + rowId);
        }
        return format.check(writer(PageType.HEAP).edit(RowId.page(rowId)));
    }

    private int kindOfRow(Page home, int number) {
        int kind = SlottedPage.kind(format.slot(home, number));
        if (!SlottedPage.isRow(kind)) {
            throw damage.at(home.id(), number, "holds no row, but something names it as one");
        }
        return kind;
    }

    private void freeChain(MutablePage home, int number) {
        OverflowChain.at(damage, home, number, cellOf(home, number)).free(damage, writer(PageType.OVERFLOW));
    }

    /** Changes a cell to one that always fits; see {@link SlottedPage}. */
    private void change(MutablePage page, int number, int kind, int length) {
        if (!format.change(page, number, kind, length)) {
            throw damage.at(page.id(), number, "its cell is shorter than every cell must be");
        }
    }

    /** Where a row has moved to. */
    private record Away(MutablePage page, int number) {}

    private Away away(Page home, int number) {
        long place = home.getLong(cellOf(home, number));
        long rowId = RowId.of(home.id(), number);
        MutablePage page = edit(place);
        RowReader rows = new RowReader(damage, format, tx);
        if (rows.movedSlot(page, RowId.slot(place), rowId) == 0) {
            throw damage.at(
                    home.id(), number, "the row should have moved to " + RowId.text(place) + " but is not there");
        }
        return new Away(page, RowId.slot(place));
    }

    private void remove(Away away) {
        if (away != null) {
            format.remove(away.page, away.number);
            room.released(tx, away.page);
        }
    }

    /** Puts a row that does not fit at home elsewhere. */
    private void move(MutablePage home, int number, Away away, byte[] row) {
        int length = SlottedPage.REFERENCE_BYTES + row.length;
        if (away != null && format.change(away.page, away.number, SlottedPage.MOVED, length)) {
            writeMoved(away.page, away.number, home, number, row);
            room.released(tx, away.page);
            return;
        }
        MutablePage page = room.forCell(tx, length, null);
        int place = format.add(page, SlottedPage.MOVED, length);
        writeMoved(page, place, home, number, row);
        change(home, number, SlottedPage.FORWARD, SlottedPage.REFERENCE_BYTES);
        home.putLong(cellOf(home, number), RowId.of(page.id(), place));
        remove(away);
    }

    private void writeMoved(MutablePage page, int place, Page home, int number, byte[] row) {
        int cell = cellOf(page, place);
        page.putLong(cell, RowId.of(home.id(), number));
        page.put(cell + SlottedPage.REFERENCE_BYTES, row, 0, row.length);
    }
}
