package org.example.pesadb.skiplist;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;

/** Goes through a whole list along level 0, and tells what is wrong with it. Of one call. */
final class Verification {
    private final Blocks blocks;
    private final boolean unique;
    private final PageReader reader;
    private final Consumer<Fault> found;
    /** Where the link of each level leads that was seen last. */
    private final long[] due = new long[Block.MAX_HEIGHT];

    private byte[] lastKey;
    private long lastRow;

    Verification(Blocks blocks, boolean unique, PageReader reader, Consumer<Fault> found) {
        this.blocks = blocks;
        this.unique = unique;
        this.reader = reader;
        this.found = found;
    }

    void run(Index.EntryConsumer entry, LongConsumer page) {
        Page at = blocks.page(reader, blocks.root());
        page.accept(at.id());
        take(at);
        long before = 0;
        while (due[0] != 0) {
            try {
                at = blocks.next(reader, at, 0);
            } catch (CorruptException broken) {
                tell(due[0], "the list breaks off here: " + broken.getMessage());
                return;
            } catch (IndexOutOfBoundsException outside) {
                tell(due[0], "the list breaks off here: an offset lies outside the page: " + outside.getMessage());
                return;
            }
            page.accept(at.id());
            if (Block.back(at) != before) {
                tell(at.id(), "it names page " + Block.back(at) + " as the one before, which is " + before);
            }
            before = at.id();
            String fault = Block.fault(at);
            if (fault == null) {
                entries(at, entry);
            } else {
                tell(at.id(), fault);
            }
            take(at);
        }
        for (int level = 1; level < due.length; level++) {
            if (due[level] != 0) {
                tell(due[level], "a link of level " + level + " leads here, and the list does not");
            }
        }
    }

    /** Notes where the links of a page lead, each of which must have been due here. */
    private void take(Page page) {
        for (int level = 0; level < Block.height(page); level++) {
            if (page.id() != blocks.root() && due[level] != page.id()) {
                tell(page.id(), "its height is " + Block.height(page) + ", but level " + level + " leads past it");
            }
            due[level] = Block.link(page, level);
        }
    }

    private void entries(Page page, Index.EntryConsumer entry) {
        for (int slot = 0; slot < Block.count(page); slot++) {
            byte[] key = Block.key(page, slot);
            long row = Block.row(page, slot);
            int order = lastKey == null ? -1 : Arrays.compareUnsigned(lastKey, key);
            if (order > 0 || order == 0 && lastRow >= row) {
                tell(page.id(), "entry " + slot + " is not behind the one before it");
            } else if (order == 0 && unique) {
                tell(page.id(), "entry " + slot + " has the key of the one before it, in a unique index");
            }
            lastKey = key;
            lastRow = row;
            entry.accept(key, row);
        }
    }

    private void tell(long page, String what) {
        found.accept(new Fault(null, page, "index " + blocks.definition().name(), what));
    }
}
