package org.example.pesadb.skiplist;

import java.util.function.Supplier;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;

/**
 * Gives the pages of one index. A number that was read from a page may be damaged, so it is followed only here; one that leads to a page of
 * somebody else the reader refuses.
 *
 * @param definition of the index
 * @param root       its root
 */
record Blocks(IndexDefinition definition, long root) {
    /** The root, or a block. */
    Page page(PageReader reader, long id) {
        Page page = reader.page(id);
        int kind = Block.kind(page);
        if (kind != (id == root ? Block.ROOT : Block.BLOCK)) {
            throw damaged(id, "kind " + kind + " is not the one that belongs there");
        }
        int height = Block.height(page);
        if (height < 1 || height > Block.MAX_HEIGHT || id == root && height != Block.MAX_HEIGHT) {
            throw damaged(id, "a height of " + height);
        }
        if (id != root && Block.count(page) == 0) {
            throw damaged(id, "a block without entries");
        }
        return page;
    }

    /** A block that a link of a level leads to. */
    Page linked(PageReader reader, long id, int level) {
        Page page = page(reader, id);
        if (id == root || Block.height(page) <= level) {
            throw damaged(id, "a link of level " + level + " leads here, to a height of " + Block.height(page));
        }
        return page;
    }

    /** The block that a link of a page leads to. It begins behind that page, so no circle of damaged links is followed for ever. */
    Page next(PageReader reader, Page at, int level) {
        Page page = linked(reader, Block.link(at, level), level);
        if (at.id() != root && Block.compare(at, 0, Block.key(page, 0), Block.row(page, 0)) >= 0) {
            throw damaged(page.id(), "it begins before page " + at.id() + ", which links to it");
        }
        return page;
    }

    CorruptException damaged(long id, String what) {
        return new CorruptException("skip list of " + definition.name() + ", page " + id + ": " + what);
    }

    /** Does something, and says where it was at work if an offset that it read lies outside the page. */
    <T> T guard(Supplier<T> work) {
        try {
            return work.get();
        } catch (IndexOutOfBoundsException outside) {
            throw new CorruptException(
                    "skip list of " + definition.name() + ", root " + root + ": an offset in a page lies outside it: "
                            + outside.getMessage() + "; check the database to see which",
                    outside);
        }
    }
}
