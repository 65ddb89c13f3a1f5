package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whom each page belongs to: four bytes a page, made as needed, for all 2^32 of them. A damaged number far off takes no more than its
 * own neighbourhood.
 */
final class PageOwners {
    /** A page that nothing has claimed. */
    static final int NOBODY = -1;

    /** A page of the free list. */
    static final int FREE = -2;

    private static final int PAGE_NUMBER_BITS = 32;
    private static final int CHUNK_BITS = 16;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final List<int[]> chunks = new ArrayList<>();

    /**
     * Whom a page belongs to.
     *
     * @param page its number
     * @return an owner's number, {@link #NOBODY} or {@link #FREE}
     */
    int get(long page) {
        if (page >>> PAGE_NUMBER_BITS != 0) {
            return NOBODY;
        }
        int chunk = (int) (page >>> CHUNK_BITS);
        int[] owners = chunk < chunks.size() ? chunks.get(chunk) : null;
        return owners != null ? owners[(int) (page & CHUNK - 1)] : NOBODY;
    }

    /**
     * Claims a page. A number that no page has is not kept.
     *
     * @param page  its number
     * @param owner who claims it
     * @return whom it belonged to before
     */
    int put(long page, int owner) {
        if (page >>> PAGE_NUMBER_BITS != 0) {
            return NOBODY;
        }
        int chunk = (int) (page >>> CHUNK_BITS);
        while (chunks.size() <= chunk) {
            chunks.add(null);
        }
        int[] owners = chunks.get(chunk);
        if (owners == null) {
            owners = new int[CHUNK];
            Arrays.fill(owners, NOBODY);
            chunks.set(chunk, owners);
        }
        int before = owners[(int) (page & CHUNK - 1)];
        owners[(int) (page & CHUNK - 1)] = owner;
        return before;
    }
}
