package org.pesadb.storage.heap;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * Moves every row of a table to new pages, in the order in which a scan shows them, as if they were inserted into an empty
 * table. Each old page is given back before its rows go into new ones, so that hardly any room is needed beside, and the
 * new pages may be the old ones. On request each row is written anew on its way. Of one move.
 *
 * <p>Heap pages are emptied in ascending order. So of the two places of a row that has moved before, home and where it is, the one
 * on the lower page comes first and takes the row along; the other finds that page gone and passes it over. As many must be passed
 * over as were taken along from the other side: else a row would vanish, or come twice.
 */
final class TableMove {
    private final Damage damage;
    private final SlottedPage format;
    private final PageTransaction tx;
    private final PageWriter directory;
    private final PageWriter heap;
    private final PageWriter overflow;
    private final RowReader rows;
    private final RowBytes row = new RowBytes();
    private final InsertHint hint = new InsertHint();
    private final MoveListener listener;
    private SlottedPage newFormat;
    private RowRewriter rewriter;
    private RowWriter target;
    private long done;
    private long total;
    private long takenFromHome;
    private long passedAway;
    private long takenFromAway;
    private long passedHome;

    TableMove(Damage damage, SlottedPage format, PageTransaction tx, MoveListener listener) {
        this.damage = damage;
        this.format = format;
        this.tx = tx;
        this.directory = tx.writer(PageType.DIRECTORY, damage.owner());
        this.heap = tx.writer(PageType.HEAP, damage.owner());
        this.overflow = tx.writer(PageType.OVERFLOW, damage.owner());
        this.rows = new RowReader(damage, format, tx);
        this.listener = listener;
        this.newFormat = format;
    }

    /** Makes the rows other ones on their way, on pages of another format. */
    TableMove rewriting(SlottedPage format, RowRewriter rows) {
        newFormat = format;
        rewriter = rows;
        return this;
    }

    /** Returns the new root. */
    long run(long root) {
        Page top = DirectoryNode.check(damage, directory.page(root));
        total = top.getUnsignedInt(DirectoryNode.HEAP_PAGES);
        int level = DirectoryNode.level(top);
        long[] below = release(top);
        long to = Heap.create(tx, damage.owner());
        target = new RowWriter(damage, newFormat, new FreeRoom(damage, newFormat, new Directory(damage, to)), tx);
        descend(level, below);
        if (takenFromHome != passedAway || takenFromAway != passedHome) {
            throw damage.at(
                    root,
                    (takenFromHome + passedHome) + " rows of the table say that they have moved to another page, but "
                            + (takenFromAway + passedAway) + " have come from one; check says more");
        }
        return to;
    }

    /** Gives a directory page back, and returns the pages below it. */
    private long[] release(Page page) {
        long[] below = new long[DirectoryNode.entries(page)];
        for (int entry = 0; entry < below.length; entry++) {
            below[entry] =
                    DirectoryNode.level(page) == 0 ? DirectoryNode.key(page, entry) : DirectoryNode.child(page, entry);
        }
        directory.free(page.id());
        return below;
    }

    private void descend(int level, long[] below) {
        for (long id : below) {
            if (level == 0) {
                heapPage(id);
                hint.reset();
                listener.moved(++done, Math.max(done, total));
            } else {
                descend(level - 1, release(DirectoryNode.read(damage, directory, id, level - 1)));
            }
        }
    }

    private void heapPage(long id) {
        Page original = format.check(heap.page(id));
        // The page is about to be given back, and may take rows of this very page next.
        Page page =
                new Page(id, original.type(), original.owner(), original.array().clone(), original.arrayIndex(0));
        heap.free(id);
        int own = 0;
        for (int number = 0, slots = SlottedPage.slots(page); number < slots; number++) {
            int slot = format.slot(page, number);
            own += SlottedPage.isRow(SlottedPage.kind(slot)) ? 1 : 0;
            cell(page, number, slot);
        }
        rows.expect(page, own);
    }

    private void cell(Page page, int number, int slot) {
        switch (SlottedPage.kind(slot)) {
            case SlottedPage.OVERFLOW -> {
                OverflowChain chain = OverflowChain.at(damage, page, number, SlottedPage.offset(slot));
                byte[] whole = chain.read(damage, tx);
                chain.free(damage, overflow);
                put(whole, 0, whole.length);
            }
            case SlottedPage.FORWARD -> {
                if (RowId.page(page.getLong(SlottedPage.offset(slot))) < page.id()) {
                    passedHome++;
                } else {
                    takenFromHome++;
                    take(page, number);
                }
            }
            case SlottedPage.MOVED -> {
                long home = page.getLong(SlottedPage.offset(slot));
                if (RowId.page(home) < page.id()) {
                    passedAway++;
                } else {
                    takenFromAway++;
                    requireKnown(page.id(), number, home);
                    put(
                            page.array(),
                            page.arrayIndex(SlottedPage.offset(slot) + SlottedPage.REFERENCE_BYTES),
                            SlottedPage.length(slot) - SlottedPage.REFERENCE_BYTES);
                }
            }
            default -> {
                if (SlottedPage.kind(slot) == SlottedPage.ROW) {
                    take(page, number);
                }
            }
        }
    }

    private void requireKnown(long id, int number, long home) {
        boolean known = false;
        if (RowId.possible(home)) {
            Page page = rows.page(RowId.page(home));
            int slot = format.slot(page, RowId.slot(home));
            known = SlottedPage.kind(slot) == SlottedPage.FORWARD
                    && page.getLong(SlottedPage.offset(slot)) == RowId.of(id, number);
        }
        if (!known) {
            throw damage.at(
                    id, number, "a row has moved here from " + RowId.text(home) + ", which knows nothing of it");
        }
    }

    private void take(Page page, int number) {
        rows.read(page, number, row);
        put(row.array(), row.offset(), row.length());
    }

    private void put(byte[] bytes, int offset, int length) {
        if (rewriter == null) {
            target.insert(bytes, offset, length, hint);
            return;
        }
        byte[] anew = rewriter.rewrite(bytes, offset, length);
        target.insert(anew, 0, anew.length, hint);
    }
}
