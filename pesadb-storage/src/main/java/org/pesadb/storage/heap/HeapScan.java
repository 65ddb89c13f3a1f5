package org.pesadb.storage.heap;

import org.pesadb.api.spi.Page;

/**
 * Goes through every row of a table once: by page, then by slot. A row that has moved comes under its own id, at its first
 * place. Of one thread. Where it reads in a write transaction, the table must not change until it is done with.
 */
public final class HeapScan {
    private final RowReader rows;
    private final DirectoryCursor pages;
    private final RowBytes row = new RowBytes();
    private Page page;
    private int slot;
    private int slots;
    private int cells;
    private int size;
    private int found;
    private long rowId = -1;

    HeapScan(RowReader rows, DirectoryCursor pages) {
        this.rows = rows;
        this.pages = pages;
    }

    /**
     * Goes to the next row.
     *
     * @return false after the last
     * @throws org.pesadb.api.CorruptException where a page is damaged
     */
    public boolean next() {
        while (true) {
            while (slot < slots) {
                int number = slot++;
                if (readPlain(page.getInt(SlottedPage.HEADER_BYTES + SlottedPage.SLOT_BYTES * number))
                        || rows.read(page, number, row)) {
                    found++;
                    rowId = RowId.of(page.id(), number);
                    return true;
                }
            }
            if (page != null) {
                rows.expect(page, found);
            }
            long id = pages.next();
            if (id == 0) {
                page = null;
                return false;
            }
            page = rows.page(id);
            slots = SlottedPage.slots(page);
            cells = page.getShort(SlottedPage.CELLS);
            size = page.size();
            slot = 0;
            found = 0;
        }
    }

    /** Most slots are plain rows that lie where they may. All others are left to {@link RowReader}, which says what is wrong. */
    private boolean readPlain(int entry) {
        int offset = SlottedPage.offset(entry);
        int length = SlottedPage.length(entry);
        if (SlottedPage.kind(entry) != SlottedPage.ROW || offset < cells || offset + rows.cell(length) > size) {
            return false;
        }
        row.set(page.array(), page.arrayIndex(offset), length);
        return true;
    }

    /**
     * The id of the row that {@link #next} went to.
     *
     * @return 0 or more
     */
    public long rowId() {
        return rowId;
    }

    /**
     * The row that {@link #next} went to.
     *
     * @return the same object always, which the next row takes over
     */
    public RowBytes row() {
        return row;
    }
}
