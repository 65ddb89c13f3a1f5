package org.pesadb.storage.pager;

/**
 * The numbers of pages that left the cache lately after little use. One of them that comes back was thrown out too early.
 *
 * <p>A table of one slot per hash: number and time in one long. Two numbers of one hash push each other out, and a time that
 * wrapped around may make an old number look young: both are rare, and cost a less good guess.
 */
final class CacheGhosts {
    private static final int SLOTS = 4; // for each number remembered, or up to half as many

    private final long[] slots;
    private final int remembered;
    private int time;

    /** @param remembered how many of the last numbers count */
    CacheGhosts(int remembered) {
        this.remembered = remembered;
        slots = new long[Integer.highestOneBit(Math.max(8, remembered)) * SLOTS];
    }

    void add(long id) {
        time++;
        slots[slot(id)] = id << Integer.SIZE | time & 0xFFFF_FFFFL;
    }

    /**
     * Whether a page left lately; forgets it.
     *
     * @param id the page's number
     * @return true at most once
     */
    boolean remove(long id) {
        int slot = slot(id);
        long found = slots[slot];
        if (found == 0 || found >>> Integer.SIZE != id) {
            return false;
        }
        slots[slot] = 0;
        return time - (int) found < remembered;
    }

    private int slot(long id) {
        return LongMap.mix(id + 1) & slots.length - 1;
    }
}
