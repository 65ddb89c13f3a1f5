package org.example.pesadb.skiplist;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/** Access to a skip list. Stateless: all there is stands in the pages. */
final class SkipList implements Index {
    /** Enough links of a level in a range to guess from. */
    private static final int SAMPLE_LINKS = 8;

    private static final int FAN_OUT = 4;

    private final Blocks blocks;
    private final boolean unique;

    SkipList(IndexDefinition definition, long root) {
        blocks = new Blocks(definition, root);
        unique = definition.unique();
    }

    @Override
    public boolean insert(PageWriter writer, byte[] key, long row) {
        requireFit(writer, key);
        return blocks.guard(() -> {
            if (unique && find(writer, key).next() != RowIdCursor.END) {
                return false;
            }
            insertAt(writer, Path.to(blocks, writer, key, row, false), key, row);
            return true;
        });
    }

    private void requireFit(PageReader reader, byte[] key) {
        int limit = Block.maxKeyBytes(blocks.page(reader, blocks.root()).size());
        if (key.length > limit) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE,
                    "a key of " + key.length + " bytes is too long for the skip list of "
                            + blocks.definition().name() + ", which takes at most " + limit
                            + "; use an index of another kind, such as btree");
        }
    }

    private void insertAt(PageWriter writer, Path path, byte[] key, long row) {
        long target = path.last();
        if (target == blocks.root()) {
            target = Block.link(blocks.page(writer, blocks.root()), 0);
            if (target == 0) { // the first entry of all
                path.link(writer, newBlock(writer, key, row));
                return;
            }
            path.pass(blocks.linked(writer, target, 0)); // the entry comes before all: into the first block
        }
        if (!Block.hasRoom(blocks.page(writer, target), key)) {
            target = split(writer, path, target, key, row);
        }
        MutablePage page = writer.edit(target);
        Block.insert(page, Block.lowerBound(page, key, row), key, row);
    }

    private static long newBlock(PageWriter writer, byte[] key, long row) {
        MutablePage page = writer.allocate();
        Block.make(page, Block.BLOCK, Block.heightOf(key, row));
        Block.insert(page, 0, key, row);
        return page.id();
    }

    /** Moves the upper half of a block into a new one; returns which of the two an entry belongs into. */
    private long split(PageWriter writer, Path path, long full, byte[] key, long row) {
        MutablePage lower = writer.edit(full);
        int half = Block.half(lower);
        MutablePage upper = writer.allocate();
        Block.make(upper, Block.BLOCK, Block.heightOf(Block.key(lower, half), Block.row(lower, half)));
        Block.moveTail(lower, half, upper);
        path.link(writer, upper.id());
        return Block.compare(writer.page(upper.id()), 0, key, row) <= 0 ? upper.id() : full;
    }

    @Override
    public boolean delete(PageWriter writer, byte[] key, long row) {
        return blocks.guard(() -> {
            Path path = Path.to(blocks, writer, key, row, false);
            long at = path.last();
            if (at == blocks.root()) {
                return false;
            }
            Page page = blocks.page(writer, at);
            int slot = Block.lowerBound(page, key, row);
            if (slot == Block.count(page) || Block.compare(page, slot, key, row) != 0) {
                return false;
            }
            if (Block.count(page) == 1) {
                Path.to(blocks, writer, key, row, true).unlink(writer, at);
            } else {
                Block.remove(writer.edit(at), slot);
                merge(writer, at);
            }
            return true;
        });
    }

    /** Where little is left in a block, takes over the one behind it. */
    private void merge(PageWriter writer, long at) {
        Page page = blocks.page(writer, at);
        long behind = Block.link(page, 0);
        if (behind == 0 || Block.usedBytes(page) > page.size() / 4) {
            return;
        }
        Page next = blocks.linked(writer, behind, 0);
        if (Block.usedBytes(next) > page.size() / 2) {
            return;
        }
        Path path = Path.to(blocks, writer, Block.key(next, 0), Block.row(next, 0), true);
        MutablePage taker = writer.edit(at);
        for (int i = 0; i < Block.count(next); i++) {
            Block.insert(taker, Block.count(taker), Block.key(next, i), Block.row(next, i));
        }
        path.unlink(writer, behind);
    }

    @Override
    public RowIdCursor find(PageReader reader, byte[] key) {
        return Walk.ascending(blocks, reader, key, (page, slot) -> Block.compareKey(page, slot, key) == 0);
    }

    @Override
    public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
        return descending
                ? Walk.descending(
                        blocks, reader, to, (page, slot) -> from == null || Block.compareKey(page, slot, from) >= 0)
                : Walk.ascending(
                        blocks, reader, from, (page, slot) -> to == null || Block.compareKey(page, slot, to) < 0);
    }

    /** Counts the links of the highest level that has enough of them in the range, and goes by how rare they are there. */
    @Override
    public long estimate(PageReader reader, byte[] from, byte[] to) {
        if (from != null && to != null && Arrays.compareUnsigned(from, to) >= 0) {
            return 0;
        }
        return blocks.guard(() -> {
            Page at = blocks.page(reader, blocks.root());
            double scale = Math.pow(FAN_OUT, Block.MAX_HEIGHT - 1);
            for (int level = Block.MAX_HEIGHT - 1; level >= 0; level--, scale /= FAN_OUT) {
                at = skipTo(reader, at, level, from);
                long entries = 0;
                int links = 0;
                Page page = at;
                while (links < 4 * SAMPLE_LINKS && Block.link(page, level) != 0) {
                    page = blocks.next(reader, page, level);
                    if (to != null && Block.compareKey(page, 0, to) >= 0) {
                        break;
                    }
                    entries += Block.count(page);
                    links++;
                }
                if (links >= SAMPLE_LINKS) {
                    return (long) (entries * scale);
                } else if (level == 0) {
                    return entries + within(reader, at, from, to);
                }
            }
            return 0L;
        });
    }

    /** The last page of a level that begins at or before a key, from another such page on. */
    private Page skipTo(PageReader reader, Page from, int level, byte[] key) {
        Page at = from;
        while (key != null && Block.link(at, level) != 0) {
            Page next = blocks.next(reader, at, level);
            if (Block.compareKey(next, 0, key) > 0) {
                break;
            }
            at = next;
        }
        return at;
    }

    /** The entries of the range in the block at which it begins. */
    private int within(PageReader reader, Page first, byte[] from, byte[] to) {
        if (first.id() == blocks.root()) {
            return 0;
        }
        int begin = from == null ? 0 : Block.lowerBound(first, from, 0);
        int end = to == null ? Block.count(first) : Block.lowerBound(first, to, 0);
        return Math.max(0, end - begin);
    }

    /** As long as entries come in order behind all that is there, blocks are filled to the brim and linked at the end. */
    @Override
    public long build(PageWriter writer, EntrySource entries) {
        if (Block.link(blocks.page(writer, blocks.root()), 0) != 0) {
            return Index.super.build(writer, entries);
        }
        Path end = null;
        byte[] lastKey = null;
        long lastRow = -1;
        boolean inOrder = true;
        while (entries.next()) {
            byte[] key = entries.key();
            long row = entries.row();
            int order = lastKey == null ? -1 : Arrays.compareUnsigned(lastKey, key);
            inOrder &= order < 0 || order == 0 && !unique && lastRow < row;
            if (!inOrder) {
                if (!insert(writer, key, row)) {
                    return row;
                }
                continue;
            }
            requireFit(writer, key);
            if (end == null || !Block.hasRoom(writer.page(end.last()), key)) {
                end = end == null ? Path.toEnd(blocks, writer) : end;
                long block = newBlock(writer, key, row);
                end.link(writer, block);
                end.pass(writer.page(block));
            } else {
                MutablePage page = writer.edit(end.last());
                Block.insert(page, Block.count(page), key, row);
            }
            lastKey = key.clone();
            lastRow = row;
        }
        return -1;
    }

    @Override
    public void drop(PageWriter writer) {
        long next = Block.link(blocks.page(writer, blocks.root()), 0);
        while (next != 0) {
            long block = next;
            next = Block.link(blocks.linked(writer, block, 0), 0);
            writer.free(block);
        }
        writer.free(blocks.root());
    }

    @Override
    public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
        new Verification(blocks, unique, reader, found).run(entry, page);
    }
}
