package org.pesadb.storage.heap;

import java.util.function.Function;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.Page;

/**
 * Tells what is on the pages of a table, for people. What a page says is told as it stands there; where that cannot be followed, the rest
 * is left untold. Stateless; threads share it.
 */
public final class HeapMap {
    private static final int CLASS_SIXTEENTHS = 16;

    private HeapMap() {}

    /**
     * Describes a page of a table.
     *
     * @param page of type HEAP, DIRECTORY or OVERFLOW
     * @param rows what a row's bytes say
     * @param into is told
     */
    public static void describe(Page page, Function<RowBytes, String> rows, ByteMap into) {
        switch (page.type()) {
            case HEAP -> heap(page, rows, into);
            case DIRECTORY -> directory(page, into);
            case OVERFLOW -> OverflowChain.describe(page, into);
            default -> throw new IllegalArgumentException(page + " belongs to no table");
        }
    }

    private static void heap(Page page, Function<RowBytes, String> rows, ByteMap into) {
        int slots = page.getShort(SlottedPage.SLOTS);
        into.field(SlottedPage.SLOTS, 2, "slots", slots + " in the slot table");
        into.field(
                SlottedPage.DEAD_SLOTS,
                2,
                "dead slots",
                page.getShort(SlottedPage.DEAD_SLOTS) + " of them hold no row");
        into.field(SlottedPage.CELLS, 2, "cells", "the lowest begins at " + page.getShort(SlottedPage.CELLS));
        into.field(SlottedPage.USED, 2, "used", page.getShort(SlottedPage.USED) + " bytes of cells in use");
        into.field(SlottedPage.ROWS, 2, "rows", page.getShort(SlottedPage.ROWS) + " rows under their own id");
        into.field(
                SlottedPage.RECORDED_CLASS,
                1,
                "free-room class",
                SlottedPage.recordedClass(page) + " sixteenths free, as the directory has it");
        for (int number = 0; number < slots; number++) {
            int at = SlottedPage.HEADER_BYTES + SlottedPage.SLOT_BYTES * number;
            if (at + SlottedPage.SLOT_BYTES > page.size()) {
                return;
            }
            try {
                slot(page, number, at, rows, into);
            } catch (IndexOutOfBoundsException | PesaDbException unreadable) {
                into.field(at, SlottedPage.SLOT_BYTES, "slot " + number, "what it leads to cannot be read");
            }
        }
    }

    private static void slot(Page page, int number, int at, Function<RowBytes, String> rows, ByteMap into) {
        int slot = page.getInt(at);
        int kind = SlottedPage.kind(slot);
        int offset = SlottedPage.offset(slot);
        int length = SlottedPage.length(slot);
        String place = length + " bytes at " + offset;
        into.field(at, SlottedPage.SLOT_BYTES, "slot " + number, slot == 0 ? "unused" : name(kind) + ", " + place);
        if (length == 0 || offset + length > page.size()) {
            return;
        }
        String cell = "cell of slot " + number;
        switch (kind) {
            case SlottedPage.ROW -> into.field(offset, length, cell, row(page, offset, length, rows));
            case SlottedPage.OVERFLOW -> into.field(offset, length, cell, OverflowChain.pointer(page, offset));
            case SlottedPage.FORWARD ->
                into.field(offset, length, cell, "the row is now on " + RowId.text(page.getLong(offset)));
            case SlottedPage.MOVED -> {
                int own = SlottedPage.REFERENCE_BYTES;
                into.field(offset, own, cell, "the row of " + RowId.text(page.getLong(offset)));
                into.field(offset + own, length - own, "its row", row(page, offset + own, length - own, rows));
            }
            default -> into.field(offset, length, cell, "deleted");
        }
    }

    private static String name(int kind) {
        return switch (kind) {
            case SlottedPage.DEAD -> "dead";
            case SlottedPage.ROW -> "row";
            case SlottedPage.OVERFLOW -> "row on overflow pages";
            case SlottedPage.FORWARD -> "forward";
            case SlottedPage.MOVED -> "row moved here";
            default -> "kind " + kind;
        };
    }

    private static String row(Page page, int offset, int length, Function<RowBytes, String> rows) {
        RowBytes bytes = new RowBytes();
        bytes.set(page.array(), page.arrayIndex(offset), length);
        return rows.apply(bytes);
    }

    private static void directory(Page page, ByteMap into) {
        int level = DirectoryNode.level(page);
        int entries = DirectoryNode.entries(page);
        into.field(DirectoryNode.LEVEL, 1, "level", level == 0 ? "0: a leaf" : level + ": an inner page");
        into.field(DirectoryNode.ENTRIES, 2, "entries", entries + " of at most " + DirectoryNode.capacity(page));
        into.field(
                DirectoryNode.FILLING,
                4,
                "filling",
                page.getUnsignedInt(DirectoryNode.FILLING) + ": the page that inserts fill");
        into.field(
                DirectoryNode.HEAP_PAGES,
                4,
                "heap pages",
                page.getUnsignedInt(DirectoryNode.HEAP_PAGES) + " of the table");
        for (int entry = 0; entry < Math.min(entries, DirectoryNode.capacity(page)); entry++) {
            String where = level == 0
                    ? "page " + DirectoryNode.key(page, entry)
                    : "pages from " + DirectoryNode.key(page, entry) + " on are below page "
                            + DirectoryNode.child(page, entry);
            into.field(
                    DirectoryNode.keyOffset(entry),
                    4,
                    "entry " + entry,
                    where + ", " + DirectoryNode.freeClass(page, entry) + "/" + CLASS_SIXTEENTHS + " free");
        }
    }
}
