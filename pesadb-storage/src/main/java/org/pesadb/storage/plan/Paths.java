package org.pesadb.storage.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.pesadb.storage.catalog.TableIndex;

/**
 * Makes the path by an index, if the index is of any use:
 *
 * <pre>
 *   index on a,b,c    WHERE a=1 AND b IN 2,3 AND c&gt;4
 *                           └── single values ─┘  └─ range, on the first column without single ones: ordered kinds alone
 *                     ranges  1,2,after 4 …   1,3,after 4 …       in order of a, of b; of c where b has one value
 * </pre>
 *
 * <p>An index that is not ordered needs single values for all of its columns. An ordered one that no condition bounds is still of
 * use where its order is wanted.
 */
final class Paths {
    /** So many keys at most are made of the single values of several columns; a single IN may have more. */
    private static final int MOST_COMBINATIONS = 1_000;

    private static final double POINT_SHARE = 0.1;
    private static final double RANGE_SHARE = 1 / 3.0;

    private final Restrictions restrictions;
    private final Wanted wanted;

    Paths(Restrictions restrictions, Wanted wanted) {
        this.restrictions = restrictions;
        this.wanted = wanted;
    }

    /** The scan. */
    AccessPath scan() {
        for (int column : wanted.order()) {
            if (!restrictions.isPoint(column)) {
                return AccessPath.scan(false);
            }
        }
        return AccessPath.scan(true);
    }

    /** The path by an index, or null where it is of no use. */
    AccessPath by(TableIndex index) {
        List<byte[]> keys = List.of(KeyRange.nothing());
        BitSet answered = new BitSet();
        double share = 1;
        int place = 0;
        while (place < index.width() && fits(keys.size(), index.column(place), place)) {
            Domain domain = restrictions.domain(index.column(place));
            keys = combine(keys, domain.points());
            answered.set(index.column(place), domain.isExact());
            share *= Math.min(1, POINT_SHARE * domain.points().length);
            place++;
        }
        if (place == index.width()) {
            return path(index, keys.stream().map(KeyRange::of).toList(), place, answered, share);
        }
        if (!index.ordered()) {
            return null;
        }
        Domain next = restrictions.domain(index.column(place));
        List<KeyRange> ranges = new ArrayList<>();
        for (byte[] key : keys) {
            ranges.add(next == null ? KeyRange.beginning(key) : KeyRange.beginning(key, next.from(), next.to()));
        }
        if (next != null) {
            answered.set(index.column(place), next.isExact() && next.points() == null);
            share *= RANGE_SHARE;
            place++;
        }
        AccessPath path = path(index, ranges, place, answered, share);
        return place > 0 || wanted.order().length > 0 && path.inOrder() ? path : null;
    }

    /** Whether a column has single values, and not too many of them. */
    private boolean fits(int combinations, int column, int place) {
        Domain domain = restrictions.domain(column);
        return domain != null
                && domain.points() != null
                && (place == 0 || (long) combinations * domain.points().length <= MOST_COMBINATIONS);
    }

    private static List<byte[]> combine(List<byte[]> keys, byte[][] points) {
        List<byte[]> combined = new ArrayList<>(keys.size() * points.length);
        for (byte[] key : keys) {
            for (byte[] point : points) {
                combined.add(KeyRange.append(key, point));
            }
        }
        return combined;
    }

    private AccessPath path(TableIndex index, List<KeyRange> ranges, int place, BitSet answered, double share) {
        boolean inOrder = inOrder(index);
        boolean descending = inOrder && wanted.descending();
        List<KeyRange> read = ranges;
        if (descending && ranges.size() > 1) {
            read = new ArrayList<>(ranges);
            Collections.reverse(read);
        }
        return AccessPath.index(index, read, place, descending, inOrder, answered, share);
    }

    /**
     * Whether ranges in order of their keys are in the order wanted: columns that have one single value do not matter, all others
     * must come in the index as they are wanted.
     */
    private boolean inOrder(TableIndex index) {
        int place = 0;
        for (int column : wanted.order()) {
            if (restrictions.isPoint(column)) {
                continue;
            }
            while (place < index.width() && restrictions.isPoint(index.column(place))) {
                place++;
            }
            if (place == index.width() || index.column(place) != column) {
                return false;
            }
            place++;
        }
        return true;
    }

    /** Whether the key of a path by single values holds NULL, which a unique index takes many times. */
    boolean keyHasNull(TableIndex index) {
        for (int place = 0; place < index.width(); place++) {
            Domain domain = restrictions.domain(index.column(place));
            if (domain == null || domain.points() == null || domain.points()[0].length == 1) {
                return true;
            }
        }
        return false;
    }
}
