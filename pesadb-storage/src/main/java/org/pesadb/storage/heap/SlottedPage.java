package org.pesadb.storage.heap;

import java.util.Arrays;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;

/**
 * The format of a heap page; drawn in the package's documentation. It works on pages of one table and has no state beside
 * them. Invariants:
 *
 * <ul>
 *   <li>a cell is at least as long as the tombstone and as a pointer, so that a delete, a move and a turn to overflow pages
 *       always fit into the row's own place;
 *   <li>free room is what neither header, slots nor cells in use take; where it lies scattered, compacting gathers it;
 *   <li>a slot's number never changes while it is in use: it is half of a row id.
 * </ul>
 *
 * <p>Whatever comes from a page is checked before it is used as an offset.
 */
final class SlottedPage {
    /** Slots in the directory, those in use and dead ones: u16. */
    static final int SLOTS = 0;
    /** How many of them are dead: u16. */
    static final int DEAD_SLOTS = SLOTS + 2;
    /** Where the lowest cell begins: u16. */
    static final int CELLS = DEAD_SLOTS + 2;
    /** The sum of the cells in use: u16 bytes. */
    static final int USED = CELLS + 2;
    /** How many slots are rows under their own id: u16. */
    static final int ROWS = USED + 2;
    /** The free-room class that the directory has on record for this page: u8, then a zero. */
    static final int RECORDED_CLASS = ROWS + 2;
    /** Where the slots begin. */
    static final int HEADER_BYTES = RECORDED_CLASS + 2;

    /** A slot: u16 offset of the cell; u16 of 3 bits kind above 13 bits length. */
    static final int SLOT_BYTES = 4;

    /** No row. A length other than 0 is that of the cell, which begins with the tombstone. */
    static final int DEAD = 0;
    /** The cell is the row. */
    static final int ROW = 1;
    /** The cell is a pointer to overflow pages. */
    static final int OVERFLOW = 2;
    /** The cell is the place, page and slot, that the row has moved to. */
    static final int FORWARD = 3;
    /** The cell is a row that has moved here: its own row id, then the row. */
    static final int MOVED = 4;

    /** The length of a {@link #FORWARD} cell, and of what stands before the row in a {@link #MOVED} one. */
    static final int REFERENCE_BYTES = 8;

    private static final int LENGTH_BITS = 13;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
    private static final int KIND_SHIFT = 16 + LENGTH_BITS;

    private final Damage damage;
    private final byte[] tombstone;
    private final int minimumCell;

    SlottedPage(Damage damage, byte[] tombstone) {
        this.damage = damage;
        this.tombstone = tombstone;
        this.minimumCell = Math.max(tombstone.length, OverflowChain.POINTER_BYTES);
    }

    static int kind(int slot) {
        return slot >>> KIND_SHIFT;
    }

    static int length(int slot) {
        return slot >>> 16 & LENGTH_MASK;
    }

    static int offset(int slot) {
        return slot & 0xFFFF;
    }

    static boolean isRow(int kind) {
        return kind >= ROW && kind <= FORWARD;
    }

    /** The longest cell that a page takes. */
    static int maximumCell(Page page) {
        return Math.min(LENGTH_MASK, page.size() - HEADER_BYTES - SLOT_BYTES);
    }

    static int slots(Page page) {
        return page.getShort(SLOTS);
    }

    static int recordedClass(Page page) {
        return page.getByte(RECORDED_CLASS) & 0xFF;
    }

    static void recordClass(MutablePage page, int freeClass) {
        page.putByte(RECORDED_CLASS, freeClass);
    }

    /** Whether nothing on the page is in use any more, neither its own rows nor those moved here. */
    static boolean empty(Page page) {
        return page.getShort(USED) == 0;
    }

    int cell(int length) {
        return Math.max(length, minimumCell);
    }

    /** Makes a zeroed page a heap page without rows. */
    void format(MutablePage page) {
        page.putShort(CELLS, page.size());
    }

    /** Makes sure that a page is one of the table's heap pages and that its header can be true. */
    <P extends Page> P check(P page) {
        damage.expect(page, PageType.HEAP);
        int slots = page.getShort(SLOTS);
        int table = HEADER_BYTES + SLOT_BYTES * slots;
        int cells = page.getShort(CELLS);
        if (table > cells
                || cells > page.size()
                || page.getShort(USED) > page.size() - cells
                || page.getShort(DEAD_SLOTS) + page.getShort(ROWS) > slots) {
            throw damage.at(
                    page.id(),
                    "impossible heap page header: " + slots + " slots, " + page.getShort(DEAD_SLOTS) + " dead, "
                            + page.getShort(ROWS) + " rows, cells from " + cells + ", " + page.getShort(USED)
                            + " bytes of them in use");
        }
        return page;
    }

    /** A slot of a {@linkplain #check checked} page; its cell lies within the page. 0, a dead slot, beyond the last. */
    int slot(Page page, int number) {
        if (number >= page.getShort(SLOTS)) {
            return 0;
        }
        int slot = page.getInt(HEADER_BYTES + SLOT_BYTES * number);
        int offset = slot & 0xFFFF;
        int kind = kind(slot);
        int length = length(slot);
        int end = offset + (kind == DEAD ? length : cell(length));
        if (offset < page.getShort(CELLS) && slot != 0 || end > page.size() || kind > MOVED) {
            throw damage.at(
                    page.id(),
                    number,
                    "impossible slot: kind " + kind + ", cell of " + length + " bytes at offset " + offset);
        }
        if (kind >= OVERFLOW && (kind == MOVED ? length < REFERENCE_BYTES : length != pointerBytes(kind))) {
            throw damage.at(page.id(), number, "a cell of kind " + kind + " cannot be " + length + " bytes long");
        }
        return slot;
    }

    private static int pointerBytes(int kind) {
        return kind == OVERFLOW ? OverflowChain.POINTER_BYTES : REFERENCE_BYTES;
    }

    /** The room for cells and new slots, scattered or not. */
    static int free(Page page) {
        return page.size() - HEADER_BYTES - SLOT_BYTES * page.getShort(SLOTS) - page.getShort(USED);
    }

    /** The room that a new cell takes at most: with a new slot. */
    int need(int length) {
        return cell(length) + SLOT_BYTES;
    }

    /** Whether a checked page takes a cell more. */
    boolean fits(Page page, int length) {
        return free(page) >= cell(length) + (page.getShort(DEAD_SLOTS) > 0 ? 0 : SLOT_BYTES);
    }

    /**
     * Adds a cell to a checked page that it {@linkplain #fits}. Its bytes are the caller's to write.
     *
     * @return the slot's number
     */
    int add(MutablePage page, int kind, int length) {
        int cell = cell(length);
        int number = page.getShort(SLOTS);
        if (page.getShort(DEAD_SLOTS) > 0) {
            number = deadSlot(page, cell);
            int dead = slot(page, number);
            if (length(dead) >= cell) {
                put(page, number, kind, offset(dead), length);
                addTo(page, DEAD_SLOTS, -1);
                return number;
            }
        }
        if (page.getShort(CELLS) - cell < tableEnd(page, number)) {
            compact(page);
            number = page.getShort(DEAD_SLOTS) > 0 ? deadSlot(page, 0) : page.getShort(SLOTS);
        }
        int offset = page.getShort(CELLS) - cell;
        if (offset < tableEnd(page, number)) {
            throw damage.at(page.id(), "holds less free room than its header says");
        }
        page.putShort(CELLS, offset);
        if (number == page.getShort(SLOTS)) {
            page.putShort(SLOTS, number + 1);
            page.putInt(HEADER_BYTES + SLOT_BYTES * number, 0);
        } else {
            addTo(page, DEAD_SLOTS, -1);
        }
        put(page, number, kind, offset, length);
        return number;
    }

    /** The first dead slot whose cell is large enough to take over; where there is none, the first dead one. */
    private int deadSlot(Page page, int cell) {
        int any = -1;
        for (int number = 0, slots = page.getShort(SLOTS); number < slots; number++) {
            int slot = slot(page, number);
            if (kind(slot) == DEAD) {
                if (length(slot) >= cell) {
                    return number;
                }
                any = any < 0 ? number : any;
            }
        }
        if (any < 0) {
            throw damage.at(page.id(), "counts " + page.getShort(DEAD_SLOTS) + " dead slots but has none");
        }
        return any;
    }

    /**
     * Gives a slot in use another kind and length, in its place or elsewhere on the page. The cell's bytes are the caller's
     * to write again.
     *
     * @return false where the page has no room for it; nothing has changed then
     */
    boolean change(MutablePage page, int number, int kind, int length) {
        int old = slot(page, number);
        int cell = cell(length);
        int oldCell = cell(length(old));
        if (cell <= oldCell) {
            put(page, number, kind, offset(old), length);
            return true;
        }
        if (free(page) + oldCell < cell) {
            return false;
        }
        put(page, number, DEAD, 0, 0);
        if (page.getShort(CELLS) - cell < tableEnd(page, number)) {
            // The dead slot that is about to be used again must not be cut off: it stays counted as one in use.
            gather(page, page.getShort(SLOTS));
        }
        int offset = page.getShort(CELLS) - cell;
        if (offset < tableEnd(page, number)) {
            throw damage.at(page.id(), "holds less free room than its header says");
        }
        page.putShort(CELLS, offset);
        put(page, number, kind, offset, length);
        return true;
    }

    /** Turns a slot in use into a dead one, whose cell shows the tombstone. */
    void remove(MutablePage page, int number) {
        int old = slot(page, number);
        int cell = cell(length(old));
        put(page, number, DEAD, offset(old), cell);
        addTo(page, DEAD_SLOTS, 1);
        page.put(offset(old), tombstone, 0, tombstone.length);
        page.clear(offset(old) + tombstone.length, cell - tombstone.length);
    }

    /** Writes a slot and keeps the sums that hang on it, all but the number of dead ones. */
    private void put(MutablePage page, int number, int kind, int offset, int length) {
        int at = HEADER_BYTES + SLOT_BYTES * number;
        int old = page.getInt(at);
        int oldKind = kind(old);
        int used = (kind == DEAD ? 0 : cell(length)) - (oldKind == DEAD ? 0 : cell(length(old)));
        addTo(page, USED, used);
        addTo(page, ROWS, (isRow(kind) ? 1 : 0) - (isRow(oldKind) ? 1 : 0));
        page.putInt(at, kind << KIND_SHIFT | length << 16 | offset);
    }

    private static void addTo(MutablePage page, int field, int change) {
        page.putShort(field, page.getShort(field) + change);
    }

    private static int tableEnd(Page page, int number) {
        return HEADER_BYTES + SLOT_BYTES * Math.max(page.getShort(SLOTS), number + 1);
    }

    /** Drops dead cells and dead slots at the end, and gathers the free room between slots and cells. */
    private void compact(MutablePage page) {
        int slots = page.getShort(SLOTS);
        int kept = slots;
        while (kept > 0 && kind(slot(page, kept - 1)) == DEAD) {
            kept--;
        }
        addTo(page, DEAD_SLOTS, kept - slots);
        gather(page, kept);
    }

    private void gather(MutablePage page, int slots) {
        byte[] before = new byte[page.size()];
        page.copyTo(0, before, 0, before.length);
        int lowest = page.size();
        int table = HEADER_BYTES + SLOT_BYTES * slots;
        for (int number = 0; number < slots; number++) {
            int slot = slot(page, number);
            int kind = kind(slot);
            int at = HEADER_BYTES + SLOT_BYTES * number;
            if (kind == DEAD) {
                page.putInt(at, 0);
                continue;
            }
            int length = length(slot);
            lowest -= cell(length);
            if (lowest < table) {
                throw overlap(page);
            }
            page.put(lowest, before, offset(slot), cell(length));
            page.putInt(at, kind << KIND_SHIFT | length << 16 | lowest);
        }
        page.putShort(SLOTS, slots);
        page.putShort(CELLS, lowest);
        page.clear(table, lowest - table);
    }

    private CorruptException overlap(Page page) {
        return damage.at(page.id(), "its cells are longer together than the page: some overlap");
    }

    /** Whether a dead slot's cell shows the tombstone. */
    boolean showsTombstone(Page page, int slot) {
        return length(slot) == 0
                || length(slot) >= tombstone.length
                        && Arrays.equals(
                                page.array(),
                                page.arrayIndex(offset(slot)),
                                page.arrayIndex(offset(slot)) + tombstone.length,
                                tombstone,
                                0,
                                tombstone.length);
    }
}
