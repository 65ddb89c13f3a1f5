package org.pesadb.index.btree;

import org.pesadb.api.spi.Page;

/**
 * About how many entries lie between two places, from the ways down to both: pages beside them are taken to be as full as those on the
 * ways. Exact where both places are in one leaf, or in neighbours of one parent. Of one operation.
 */
final class Estimate {
    private final TreePages pages;
    private final Page root;
    private final int depth;

    /** The two ways: of each level the place in its page, 0 for the first child or entry, and how many there are. */
    private final int[] fromPlace;

    private final int[] fromCount;
    private final int[] toPlace;
    private final int[] toCount;
    private int apart;

    Estimate(TreePages pages, Page root) {
        this.pages = pages;
        this.root = root;
        depth = Node.level(root);
        fromPlace = new int[depth + 1];
        fromCount = new int[depth + 1];
        toPlace = new int[depth + 1];
        toCount = new int[depth + 1];
    }

    /** Null bounds are none. */
    long between(byte[] from, byte[] to) {
        Page fromPage = root;
        Page toPage = root;
        apart = -1;
        for (int level = depth; level >= 0; level--) {
            fromPlace[level] = place(fromPage, from, false);
            fromCount[level] = places(fromPage);
            toPlace[level] = place(toPage, to, true);
            toCount[level] = places(toPage);
            if (apart < 0 && (fromPlace[level] != toPlace[level] || level == 0)) {
                apart = level;
            }
            if (level > 0) {
                Page below = pages.child(fromPage, fromPlace[level] - 1);
                toPage = apart < 0 ? below : pages.child(toPage, toPlace[level] - 1);
                fromPage = below;
            }
        }
        return apart == 0 ? toPlace[0] - fromPlace[0] : Math.round(sum());
    }

    private static int places(Page page) {
        return Node.count(page) + (Node.isLeaf(page) ? 0 : 1);
    }

    private int place(Page page, byte[] key, boolean end) {
        if (key == null) {
            return end ? Node.count(page) : 0;
        }
        Sought sought = new Sought(pages, key, Sought.FIRST_ROW);
        return Node.isLeaf(page) ? sought.lowerBound(page) : sought.findChild(page) + 1;
    }

    private double sum() {
        double sum = fromCount[0] - fromPlace[0] + toPlace[0];
        double below = (fromCount[0] + toCount[0]) / 2.0;
        for (int level = 1; level < apart; level++) {
            sum += (fromCount[level] - 1 - fromPlace[level] + toPlace[level]) * below;
            below *= (fromCount[level] + toCount[level]) / 2.0;
        }
        return sum + (toPlace[apart] - fromPlace[apart] - 1) * below;
    }
}
