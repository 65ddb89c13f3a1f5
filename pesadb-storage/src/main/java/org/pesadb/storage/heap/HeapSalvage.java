package org.pesadb.storage.heap;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;

/**
 * Reads every row of a damaged table that is still whole.
 *
 * <p>Where the directory is whole it names the heap pages. Where it is not, those that the survey has for this owner are the
 * table's, and those that the rest of the directory names and nobody can read are lost.
 *
 * <p>A row that has moved is read by way of its home. Where the home's page is lost the row is still whole, and is read where it
 * stands. Each row is shown once, under its own id.
 */
final class HeapSalvage {
    private final Damage damage;
    private final PageReader reader;
    private final SlottedPage format;
    private final RowReader rows;
    private final PageSurvey survey;
    private final RowVisitor visitor;
    private final Consumer<Fault> lost;
    private final RowBytes row = new RowBytes();
    private boolean whole = true;
    private boolean walked;
    private long listed;
    private long last;
    private long lostRows;
    private long lostPages;

    HeapSalvage(
            Damage damage,
            SlottedPage format,
            PageReader reader,
            PageSurvey survey,
            RowVisitor visitor,
            Consumer<Fault> lost) {
        this.damage = damage;
        this.format = format;
        this.reader = reader;
        this.rows = new RowReader(damage, format, reader);
        this.survey = survey;
        this.visitor = visitor;
        this.lost = lost;
    }

    /** @param root the root of the directory; 0 where nobody knows it */
    HeapLoss run(long root) {
        Page top = root == 0 ? null : directoryPage(root);
        if (top == null) {
            whole = false;
        } else {
            walk(top, this::inOrder);
            walked = true;
            whole &= listed == top.getUnsignedInt(DirectoryNode.HEAP_PAGES);
        }
        if (whole) {
            walk(top, this::heapPage);
        } else {
            if (top != null) {
                walk(top, this::lostUnlessFound);
            }
            for (long id = 1; id < reader.pageCount(); id++) {
                if (survey.holds(id, damage.owner())) {
                    heapPage(id);
                }
            }
        }
        return new HeapLoss(lostRows, lostPages, whole);
    }

    /** The root, or null where it cannot be read. */
    private Page directoryPage(long root) {
        try {
            return DirectoryNode.check(damage, reader.page(root));
        } catch (CorruptException damaged) {
            tell(root, damaged.getMessage() + "; the table's pages are looked for one by one");
            return null;
        }
    }

    private void walk(Page node, LongConsumer heapPages) {
        int level = DirectoryNode.level(node);
        for (int entry = 0, entries = DirectoryNode.entries(node); entry < entries; entry++) {
            if (level == 0) {
                heapPages.accept(DirectoryNode.key(node, entry));
                continue;
            }
            long id = DirectoryNode.child(node, entry);
            Page child = null;
            try {
                child = DirectoryNode.read(damage, reader, id, level - 1);
            } catch (CorruptException damaged) {
                if (!walked) {
                    tell(id, damaged.getMessage() + "; the table's pages are looked for one by one");
                }
                whole = false;
            }
            if (child != null) {
                walk(child, heapPages);
            }
        }
    }

    private void inOrder(long id) {
        listed++;
        whole &= id > last;
        last = id;
    }

    private void lostUnlessFound(long id) {
        if (!survey.holds(id, damage.owner())) {
            heapPage(id);
        }
    }

    private void heapPage(long id) {
        Page page;
        try {
            page = rows.page(id);
        } catch (CorruptException damaged) {
            lostPages++;
            tell(id, damaged.getMessage() + "; the rows of this page are lost");
            return;
        }
        for (int number = 0, slots = SlottedPage.slots(page); number < slots; number++) {
            slot(page, number);
        }
    }

    private void slot(Page page, int number) {
        long id = RowId.of(page.id(), number);
        boolean found;
        try {
            int slot = format.slot(page, number);
            if (SlottedPage.kind(slot) == SlottedPage.MOVED) {
                id = page.getLong(SlottedPage.offset(slot));
                found = orphan(page, number, slot, id);
            } else {
                found = rows.read(page, number, row);
            }
        } catch (CorruptException damaged) {
            lostRows++;
            tell(page.id(), damaged.getMessage() + "; this row is lost");
            return;
        }
        if (found) { // read apart from showing it: what the visitor throws is the visitor's
            visitor.row(id, row.array(), row.offset(), row.length());
        }
    }

    /** Whether a row has moved here from a page that cannot be read, so that nothing leads to it. */
    private boolean orphan(Page page, int number, int slot, long home) {
        if (!RowId.possible(home)) {
            throw damage.at(page.id(), number, "a row has moved here from the impossible id " + home);
        }
        Page homePage;
        try {
            homePage = rows.page(RowId.page(home));
        } catch (CorruptException lostHome) {
            row.set(
                    page.array(),
                    page.arrayIndex(SlottedPage.offset(slot) + SlottedPage.REFERENCE_BYTES),
                    SlottedPage.length(slot) - SlottedPage.REFERENCE_BYTES);
            return true;
        }
        int homeSlot = format.slot(homePage, RowId.slot(home));
        if (SlottedPage.kind(homeSlot) != SlottedPage.FORWARD
                || homePage.getLong(SlottedPage.offset(homeSlot)) != RowId.of(page.id(), number)) {
            throw damage.at(
                    page.id(), number, "a row has moved here from " + RowId.text(home) + ", which knows nothing of it");
        }
        return false;
    }

    private void tell(long page, String what) {
        lost.accept(new Fault(null, page, "table " + damage.table(), what));
    }
}
