package org.pesadb.index;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** A set of page numbers: a bit for each, in pieces, so that few far apart take little. Of one thread. */
public final class PageSet {
    private static final int PIECE_BITS = 16;

    private final Map<Long, BitSet> pieces = new HashMap<>();

    /** An empty set. */
    public PageSet() {}

    /**
     * Adds a page.
     *
     * @param id 0 to 2^32 - 1
     * @return false where it is there already
     */
    public boolean add(long id) {
        BitSet piece = pieces.computeIfAbsent(id >>> PIECE_BITS, first -> new BitSet());
        int bit = (int) id & (1 << PIECE_BITS) - 1;
        if (piece.get(bit)) {
            return false;
        }
        piece.set(bit);
        return true;
    }
}
