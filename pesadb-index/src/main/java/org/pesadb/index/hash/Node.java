package org.pesadb.index.hash;

import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * Pages that lead to others: root, inner and directory. A child of depth d stands in every slot whose bits agree with its
 * first d, and these slots are neighbours. The format is drawn in the package's documentation.
 */
final class Node {
    /** Kinds of page. */
    static final int ROOT = 1;

    static final int INNER = 2;
    static final int DIRECTORY = 3;
    static final int BUCKET = 4;
    static final int CHAINED = 5;
    static final int KEY = 6;

    /** Hash bits that a node tells apart. */
    static final int BITS = 9;

    static final int FANOUT = 1 << BITS;

    /** The depth at which a bucket is chained instead of split: 2^36 buckets are more than there are pages. */
    static final int MAX_DEPTH = 4 * BITS;

    private static final int KIND = 0;
    private static final int DEPTH = KIND + 1;
    private static final int UNIQUE = DEPTH + 1;
    private static final int HASH_KEY0 = UNIQUE + 2 + 4;
    private static final int HASH_KEY1 = HASH_KEY0 + 8;
    private static final int SLOTS = HASH_KEY1 + 8;

    private Node() {}

    static int kind(Page page) {
        return page.getByte(KIND);
    }

    static int depth(Page page) {
        return page.getByte(DEPTH);
    }

    static void setDepth(MutablePage page, int depth) {
        page.putByte(DEPTH, depth);
    }

    /** Makes a node without children, whatever the page was before; a root keeps nothing either. */
    static void format(MutablePage page, int kind, int depth) {
        page.clear(0, page.size());
        page.putByte(KIND, kind);
        page.putByte(DEPTH, depth);
    }

    static void setRoot(MutablePage page, boolean unique, long key0, long key1) {
        page.putShort(UNIQUE, unique ? 1 : 0);
        page.putLong(HASH_KEY0, key0);
        page.putLong(HASH_KEY1, key1);
    }

    static boolean unique(Page page) {
        return page.getShort(UNIQUE) != 0;
    }

    static long hashKey0(Page page) {
        return page.getLong(HASH_KEY0);
    }

    static long hashKey1(Page page) {
        return page.getLong(HASH_KEY1);
    }

    static int slot(Page page, long hash) {
        return (int) (hash >>> (Long.SIZE - BITS - depth(page))) & (FANOUT - 1);
    }

    static long child(Page page, int slot) {
        return page.getUnsignedInt(SLOTS + 4 * slot);
    }

    /** The number of slots of a child. */
    static int span(Page node, int childDepth) {
        return FANOUT >>> (childDepth - depth(node));
    }

    static int spanStart(int slot, int span) {
        return slot & -span;
    }

    static void set(MutablePage node, int from, int span, long child) {
        for (int i = from; i < from + span; i++) {
            node.putInt(SLOTS + 4 * i, (int) child);
        }
    }

    /** The one child, or none (0), of a range of slots; -1 where there are several. */
    static long only(Page node, int from, int span) {
        long first = child(node, from);
        for (int i = from + 1; i < from + span; i++) {
            if (child(node, i) != first) {
                return -1;
            }
        }
        return first;
    }

    static boolean isEmpty(Page node) {
        return only(node, 0, FANOUT) == 0;
    }

    /** The depth of the largest range without children that a slot without a child lies in. */
    static int emptyDepth(Page node, int slot) {
        int local = BITS;
        while (local > 0) {
            int span = FANOUT >>> (local - 1);
            if (only(node, spanStart(slot, span), span) != 0) {
                break;
            }
            local--;
        }
        return depth(node) + local;
    }

    /** Whether each child has two slots or more, so that the node could do with one bit less. */
    static boolean halves(Page node) {
        for (int i = 0; i < FANOUT; i += 2) {
            if (child(node, i) != child(node, i + 1)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a page may be a child of a node, by its kind and depth. */
    static boolean fits(Page node, Page child) {
        int deeper = depth(child) - depth(node);
        if (kind(node) == DIRECTORY) {
            return kind(child) == BUCKET && deeper >= 0 && deeper <= BITS;
        }
        return kind(child) == DIRECTORY
                ? deeper >= 0 && deeper <= BITS && depth(child) <= MAX_DEPTH - BITS
                : kind(child) == INNER && deeper == BITS && depth(child) <= MAX_DEPTH - 2 * BITS;
    }

    /** Tells what stands before the slots. */
    static void describeHead(Page page, String name, ByteMap into) {
        into.field(KIND, 1, "kind", name);
        into.field(DEPTH, 1, "depth", depth(page) + ": all here agrees in so many bits of the hash");
        if (kind(page) == ROOT) {
            into.field(UNIQUE, 2, "unique", unique(page) ? "yes" : "no");
            into.field(HASH_KEY0, 16, "hash key", "random, so that nobody can make keys that collide");
        }
    }

    /** Tells what stands in some slots side by side. */
    static void describeSlots(Page page, int from, int to, String name, String value, ByteMap into) {
        into.field(SLOTS + 4 * from, 4 * (to - from), name, value);
    }
}
