package org.example.pesadb.skiplist;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;

/**
 * The way from the root to a place: on each level the last page before it. That is what must be changed where a block comes or goes there. Of one
 * call.
 */
final class Path {
    private final Blocks blocks;
    private final long[] before = new long[Block.MAX_HEIGHT];

    private Path(Blocks blocks) {
        this.blocks = blocks;
    }

    /**
     * Goes to an entry's place.
     *
     * @param before whether to stop before a block that begins with that very entry
     */
    static Path to(Blocks blocks, PageReader reader, byte[] key, long row, boolean before) {
        Path path = new Path(blocks);
        Page at = blocks.page(reader, blocks.root());
        for (int level = Block.MAX_HEIGHT - 1; level >= 0; level--) {
            while (Block.link(at, level) != 0) {
                Page next = blocks.next(reader, at, level);
                int order = Block.compare(next, 0, key, row);
                if (order > 0 || order == 0 && before) {
                    break;
                }
                at = next;
            }
            path.before[level] = at.id();
        }
        return path;
    }

    /** Goes behind the last block. */
    static Path toEnd(Blocks blocks, PageReader reader) {
        Path path = new Path(blocks);
        Page at = blocks.page(reader, blocks.root());
        for (int level = Block.MAX_HEIGHT - 1; level >= 0; level--) {
            while (Block.link(at, level) != 0) {
                at = blocks.next(reader, at, level);
            }
            path.before[level] = at.id();
        }
        return path;
    }

    /** The last block that begins at or before the place; the root where none does. */
    long last() {
        return before[0];
    }

    /** Says that a block lies before the place now. */
    void pass(Page block) {
        for (int level = 0; level < Block.height(block); level++) {
            before[level] = block.id();
        }
    }

    /** Links a new block in. */
    void link(PageWriter writer, long block) {
        int height = Block.height(writer.page(block));
        long next = Block.link(blocks.page(writer, before[0]), 0);
        for (int level = 0; level < height; level++) {
            blocks.page(writer, before[level]);
            MutablePage left = writer.edit(before[level]);
            Block.setLink(writer.edit(block), level, Block.link(left, level));
            Block.setLink(left, level, block);
        }
        Block.setBack(writer.edit(block), before[0] == blocks.root() ? 0 : before[0]);
        if (next != 0) {
            blocks.linked(writer, next, 0);
            Block.setBack(writer.edit(next), block);
        }
    }

    /** Takes the block behind this place out, and gives its page back. */
    void unlink(PageWriter writer, long block) {
        Page gone = blocks.page(writer, block);
        int height = Block.height(gone);
        long next = Block.link(gone, 0);
        for (int level = 0; level < height; level++) {
            blocks.page(writer, before[level]);
            MutablePage left = writer.edit(before[level]);
            if (Block.link(left, level) != block) {
                throw blocks.damaged(block, "no link of level " + level + " leads here from page " + left.id());
            }
            Block.setLink(left, level, Block.link(gone, level));
        }
        if (next != 0) {
            blocks.linked(writer, next, 0);
            Block.setBack(writer.edit(next), before[0] == blocks.root() ? 0 : before[0]);
        }
        writer.free(block);
    }
}
