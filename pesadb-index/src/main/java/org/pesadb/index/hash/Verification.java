package org.pesadb.index.hash;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Index.EntryConsumer;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.index.IndexWalk;

/**
 * One verification of an index.
 */
final class Verification extends IndexWalk {
    private final Pages pages;
    private final EntryConsumer entries;

    Verification(
            IndexDefinition definition,
            Pages pages,
            PageReader reader,
            EntryConsumer entries,
            LongConsumer pageConsumer,
            Consumer<Fault> faults) {
        super(definition, reader, pageConsumer, faults);
        this.pages = pages;
        this.entries = entries;
    }

    void run(long root) {
        guarded(root, () -> {
            claim(root);
            walk(pages.root(root), 0, new BucketVerification(this, pages, isUnique(), null, entries));
        });
    }

    /** A heavy key's tree. */
    void runNested(long root, byte[] key) {
        guarded(root, () -> {
            claim(root);
            long[] rows = new long[1];
            EntryConsumer counting = (same, row) -> {
                rows[0]++;
                entries.accept(key.clone(), row);
            };
            walk(Tree.nestedRoot(pages, root), 0, new BucketVerification(this, pages, false, key, counting));
            if (rows[0] == 0) {
                fault(root, "a heavy key without rows");
            }
        });
    }

    @Override
    protected CorruptException damaged(long page, String what) {
        return pages.damaged(page, what);
    }

    @Override
    protected CorruptException damaged(IndexOutOfBoundsException offset) {
        return pages.damaged(offset);
    }

    /** The tree beneath a page, whose hashes all begin with a prefix, in its first bits. */
    private void walk(Page page, long prefix, BucketVerification buckets) {
        if (Node.kind(page) == Node.BUCKET) {
            walkChain(page, prefix, buckets);
            return;
        }
        int slot = 0;
        while (slot < Node.FANOUT) {
            long child = Node.child(page, slot);
            int from = slot;
            do {
                slot++;
            } while (slot < Node.FANOUT && Node.child(page, slot) == child);
            if (child != 0) {
                int span = slot - from;
                guarded(child, () -> walkChild(page, from, span, prefix, buckets));
            }
        }
    }

    private void walkChild(Page node, int from, int span, long prefix, BucketVerification buckets) {
        long id = Node.child(node, from);
        claim(id);
        Page child = pages.child(node, id);
        int wanted = Node.span(node, Node.depth(child));
        if (span != wanted || from % wanted != 0) {
            fault(
                    node.id(),
                    "page " + id + " of depth " + Node.depth(child) + " stands in " + span + " slots from " + from);
        }
        long bits = (long) from << (Long.SIZE - Node.BITS - Node.depth(node));
        int depth = Node.depth(child);
        long mask = depth == 0 ? 0 : -1L << (Long.SIZE - depth);
        walk(child, (prefix | bits) & mask, buckets);
    }

    private void walkChain(Page bucket, long prefix, BucketVerification buckets) {
        Page page = bucket;
        while (true) {
            buckets.verify(page, prefix, Node.depth(bucket));
            long next = Bucket.next(page);
            if (next == 0) {
                return;
            }
            if (Node.depth(bucket) < Node.MAX_DEPTH) {
                fault(page.id(), "a chain at depth " + Node.depth(bucket));
            }
            claim(next);
            page = pages.page(next, Node.CHAINED);
        }
    }
}
