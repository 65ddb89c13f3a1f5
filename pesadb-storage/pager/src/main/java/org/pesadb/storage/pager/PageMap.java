package org.pesadb.storage.pager;

import java.util.HexFormat;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PagerContext;

/** Tells what the pager has put on a page, for people. Stateless; threads share it. */
final class PageMap {
    private static final HexFormat HEX = HexFormat.of();

    private PageMap() {}

    /** Describes a page: offsets are those of its image. */
    static void describe(Page page, ByteMap into) {
        long id = page.id();
        byte[] image = page.array();
        if (page.type() == PageType.NONE) {
            into.field(0, image.length, "blank", "never written");
            return;
        }
        int at = PageFormat.header(id);
        if (at > 0) {
            into.field(
                    0,
                    PagerContext.HEADER_BYTES,
                    "the engine's header",
                    "what this file is, and which log and pager it needs");
        }
        into.field(
                at + PageFormat.CHECKSUM,
                Integer.BYTES,
                "checksum",
                "CRC-32C of all the rest: " + HEX.formatHex(image, at, at + Integer.BYTES));
        into.field(at + PageFormat.TYPE, 1, "type", page.type().name());
        into.field(at + PageFormat.NUMBER, Integer.BYTES, "number", "page " + id);
        into.field(at + PageFormat.OWNER, Integer.BYTES, "owner", String.valueOf(page.owner()));
        long position = PageFormat.position(id, image);
        into.field(
                at + PageFormat.POSITION,
                Long.BYTES,
                "position",
                position == 0 ? "0: not sealed, in a transaction" : position + ": this version's place in the log");
        int base = PageFormat.base(id);
        if (page.type() == PageType.ROOT) {
            Root.of(page).describe(base, into);
        } else if (page.type() == PageType.FREE) {
            trunk(page, base, into);
        }
    }

    private static void trunk(Page page, int base, ByteMap into) {
        long next = page.getUnsignedInt(FreeList.NEXT);
        int count = page.getInt(FreeList.COUNT);
        into.field(base + FreeList.NEXT, Integer.BYTES, "next", next == 0 ? "none: the list ends" : "page " + next);
        into.field(base + FreeList.COUNT, Integer.BYTES, "count", count + " free pages listed here");
        if (FreeList.trunkFault(page) == null) {
            for (int i = 0; i < count; i++) {
                int at = FreeList.IDS + i * Integer.BYTES;
                into.field(base + at, Integer.BYTES, "free " + i, "page " + page.getUnsignedInt(at));
            }
        }
    }
}
