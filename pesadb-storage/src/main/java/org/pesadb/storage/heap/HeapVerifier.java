package org.pesadb.storage.heap;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;

/**
 * Goes through a table's directory and heap pages and checks what no single page can know: that keys, classes and counts of
 * the directory are true, that cells do not overlap, that each moved row and its home name each other, that overflow
 * pages are whole. A fault ends the look at what it puts in doubt, and nothing else.
 */
final class HeapVerifier {
    private static final long ABOVE_ALL = 1L << 32;

    private final Damage damage;
    private final SlottedPage format;
    private final PageReader reader;
    private final RowReader rows;
    private final RowVisitor rowVisitor;
    private final LongConsumer pageVisitor;
    private final Consumer<Fault> found;
    private final Set<Long> nodes = new HashSet<>();
    private final RowBytes row = new RowBytes();
    private boolean whole = true;
    private long heapPages;
    private long filling;

    HeapVerifier(
            Damage damage,
            SlottedPage format,
            PageReader reader,
            RowVisitor rowVisitor,
            LongConsumer pageVisitor,
            Consumer<Fault> found) {
        this.damage = damage;
        this.format = format;
        this.reader = reader;
        this.rows = new RowReader(damage, format, reader);
        this.rowVisitor = rowVisitor;
        this.pageVisitor = pageVisitor;
        this.found = found;
    }

    void run(long root) {
        Page top = guard(root, () -> DirectoryNode.check(damage, reader.page(root)));
        if (top == null) {
            return;
        }
        long counted = top.getUnsignedInt(DirectoryNode.HEAP_PAGES);
        filling = top.getUnsignedInt(DirectoryNode.FILLING);
        boolean hasFilling = filling != 0;
        node(top, 0, ABOVE_ALL);
        if (whole && counted != heapPages) {
            fault(root, "counts " + counted + " heap pages, but there are " + heapPages);
        }
        if (whole && hasFilling && filling != 0) {
            fault(root, "inserts should fill page " + filling + ", which is no heap page of this table");
        }
    }

    /** Something to read that may turn out damaged. */
    private interface Reading<T> {
        T get();
    }

    private <T> T guard(long page, Reading<T> reading) {
        try {
            return reading.get();
        } catch (CorruptException e) {
            fault(page, e.getMessage());
            return null;
        }
    }

    private void fault(long page, String what) {
        found.accept(new Fault(null, page, "table " + damage.table(), what));
    }

    private void node(Page page, long from, long to) {
        if (!nodes.add(page.id())) {
            fault(page.id(), "stands in the directory more than once");
            whole = false;
            return;
        }
        pageVisitor.accept(page.id());
        int level = DirectoryNode.level(page);
        int entries = DirectoryNode.entries(page);
        long low = from;
        for (int entry = 0; entry < entries; entry++) {
            long key = level > 0 && entry == 0 ? from : DirectoryNode.key(page, entry);
            if (key < low || key >= to || level == 0 && key == 0) {
                fault(page.id(), "entry " + entry + " of the directory, page " + key + ", is out of order");
                whole = false;
                return;
            }
            low = key + 1;
            if (level == 0) {
                heapPages++;
                heapPage(key, DirectoryNode.freeClass(page, entry));
            } else {
                long next = entry + 1 < entries ? DirectoryNode.key(page, entry + 1) : to;
                child(page, entry, key, next);
            }
        }
    }

    private void child(Page page, int entry, long from, long to) {
        long id = DirectoryNode.child(page, entry);
        Page child = guard(id, () -> DirectoryNode.read(damage, reader, id, DirectoryNode.level(page) - 1));
        if (child == null) {
            whole = false;
            return;
        }
        if (DirectoryNode.highestClass(child) != DirectoryNode.freeClass(page, entry)) {
            fault(
                    page.id(),
                    "has free-room class " + DirectoryNode.freeClass(page, entry) + " on record for directory page "
                            + id + ", whose highest is " + DirectoryNode.highestClass(child));
        }
        node(child, from, to);
    }

    private void heapPage(long id, int recorded) {
        pageVisitor.accept(id);
        if (id == filling) {
            filling = 0;
        }
        Page page = guard(id, () -> rows.page(id));
        if (page == null) {
            return;
        }
        if (SlottedPage.recordedClass(page) != recorded) {
            fault(
                    id,
                    "knows of free-room class " + SlottedPage.recordedClass(page) + " where the directory has "
                            + recorded + " on record");
        }
        cells(page);
    }

    private void cells(Page page) {
        BitSet taken = new BitSet(page.size());
        int used = 0;
        int dead = 0;
        int ownRows = 0;
        boolean sound = true;
        for (int number = 0, slots = SlottedPage.slots(page); number < slots; number++) {
            int current = number;
            Integer slot = guard(page.id(), () -> format.slot(page, current));
            if (slot == null) {
                sound = false;
                continue;
            }
            int kind = SlottedPage.kind(slot);
            int offset = SlottedPage.offset(slot);
            int length = kind == SlottedPage.DEAD ? SlottedPage.length(slot) : format.cell(SlottedPage.length(slot));
            int clash = taken.nextSetBit(offset);
            if (clash >= 0 && clash < offset + length) {
                fault(page.id(), "the cell of slot " + number + " overlaps another one at offset " + clash);
            }
            taken.set(offset, offset + length);
            used += kind == SlottedPage.DEAD ? 0 : length;
            dead += kind == SlottedPage.DEAD ? 1 : 0;
            ownRows += SlottedPage.isRow(kind) ? 1 : 0;
            cell(page, number, slot);
        }
        if (sound
                && (used != page.getShort(SlottedPage.USED)
                        || dead != page.getShort(SlottedPage.DEAD_SLOTS)
                        || ownRows != page.getShort(SlottedPage.ROWS))) {
            fault(
                    page.id(),
                    "its header does not tell the truth: it has " + ownRows + " rows, " + dead + " dead slots and "
                            + used + " bytes of cells in use");
        }
    }

    private void cell(Page page, int number, int slot) {
        int kind = SlottedPage.kind(slot);
        if (kind == SlottedPage.DEAD && !format.showsTombstone(page, slot)) {
            fault(page.id(), "the deleted row of slot " + number + " is not marked as deleted");
        } else if (kind == SlottedPage.MOVED) {
            moved(page, number, page.getLong(SlottedPage.offset(slot)));
        } else if (kind != SlottedPage.DEAD) {
            if (kind == SlottedPage.OVERFLOW && !chain(page, number, slot)) {
                return;
            }
            // Read apart from showing it: what the visitor throws is the visitor's.
            if (guard(page.id(), () -> rows.read(page, number, row)) != null) {
                rowVisitor.row(RowId.of(page.id(), number), row.array(), row.offset(), row.length());
            }
        }
    }

    private boolean chain(Page page, int number, int slot) {
        return guard(page.id(), () -> {
                    OverflowChain chain = OverflowChain.at(damage, page, number, SlottedPage.offset(slot));
                    chain.pages(damage, reader, pageVisitor);
                    return chain;
                })
                != null;
    }

    private void moved(Page page, int number, long home) {
        Boolean known = guard(page.id(), () -> {
            if (!RowId.possible(home)) {
                return false;
            }
            Page homePage = rows.page(RowId.page(home));
            int slot = format.slot(homePage, RowId.slot(home));
            return SlottedPage.kind(slot) == SlottedPage.FORWARD
                    && homePage.getLong(SlottedPage.offset(slot)) == RowId.of(page.id(), number);
        });
        if (Boolean.FALSE.equals(known)) {
            fault(
                    page.id(),
                    "a row has moved to slot " + number + " from " + RowId.text(home) + ", which knows nothing of it");
        }
    }
}
