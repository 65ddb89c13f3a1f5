package org.example.pesadb.skiplist;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowIdCursor;

/**
 * Goes from entry to entry, along level 0. It keeps the number of a page and not the page: in a large transaction that may leave the memory
 * between two calls. Of one thread.
 */
final class Walk implements RowIdCursor {
    private final Blocks blocks;
    private final PageReader reader;
    private final boolean descending;
    private final Within within;
    /** The block of the next entry; 0 where there is none. */
    private long block;

    private int slot;

    /** Whether an entry still belongs to what is walked through. */
    @FunctionalInterface
    interface Within {
        /** About the entry in a slot of a page. */
        boolean test(Page page, int slot);
    }

    private Walk(Blocks blocks, PageReader reader, boolean descending, Within within) {
        this.blocks = blocks;
        this.reader = reader;
        this.descending = descending;
        this.within = within;
    }

    /** From the first entry whose key is not before another one; from the first of all for null. */
    static RowIdCursor ascending(Blocks blocks, PageReader reader, byte[] from, Within within) {
        return blocks.guard(() -> {
            Walk walk = new Walk(blocks, reader, false, within);
            // No row is less than 0, so this is before every entry of the key.
            long before = from == null
                    ? blocks.root()
                    : Path.to(blocks, reader, from, 0, true).last();
            Page page = blocks.page(reader, before);
            walk.block = before;
            walk.slot = before == blocks.root() ? 0 : Block.lowerBound(page, from, 0);
            if (walk.slot == Block.count(page)) { // the root has none
                walk.enter(page);
            }
            return walk;
        });
    }

    /** From the last entry whose key is before another one, backwards; from the last of all for null. */
    static RowIdCursor descending(Blocks blocks, PageReader reader, byte[] to, Within within) {
        return blocks.guard(() -> {
            Walk walk = new Walk(blocks, reader, true, within);
            Path path = to == null ? Path.toEnd(blocks, reader) : Path.to(blocks, reader, to, 0, true);
            if (path.last() != blocks.root()) {
                walk.block = path.last();
                Page page = blocks.page(reader, walk.block);
                // The block begins before the key, so at least its first entry does.
                walk.slot = (to == null ? Block.count(page) : Block.lowerBound(page, to, 0)) - 1;
            }
            return walk;
        });
    }

    @Override
    public long next() {
        return blocks.guard(() -> {
            if (block == 0) {
                return END;
            }
            Page page = blocks.page(reader, block);
            if (!within.test(page, slot)) {
                block = 0;
                return END;
            }
            long row = Block.row(page, slot);
            slot += descending ? -1 : 1;
            if (slot < 0 || slot == Block.count(page)) {
                enter(page);
            }
            return row;
        });
    }

    /** Goes on to the neighbour of a block. */
    private void enter(Page from) {
        if (!descending) {
            block = Block.link(from, 0);
            slot = 0;
            if (block != 0) {
                blocks.next(reader, from, 0);
            }
            return;
        }
        block = Block.back(from);
        if (block != 0) {
            Page page = blocks.linked(reader, block, 0);
            if (Block.link(page, 0) != from.id()) {
                throw blocks.damaged(
                        from.id(), "it names page " + block + " as the one before, which does not link here");
            }
            blocks.next(reader, page, 0); // judges the order of the two
            slot = Block.count(page) - 1;
        }
    }
}
