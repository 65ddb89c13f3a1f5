package org.pesadb.storage.pager;

import org.pesadb.api.spi.Page;

/**
 * A page version in the cache. Readers walk {@code next} and compare {@code id} and {@code position} without a lock; all
 * else, and every change, belongs to who holds the shard's lock. {@code uses} is the exception: readers bump it in a race,
 * and a bump lost costs nothing but a little precision.
 */
final class CacheEntry {
    /** A position that no reader asks for: the entry has left the cache. */
    static final long GONE = -1;

    /** More hits than these say nothing more; once there, a hit writes nothing. */
    static final int MOST_USES = 3;

    final long id;

    /** Null once the entry has left: whoever still holds the entry does not hold the image. */
    Page page;

    volatile long position;
    int uses;

    /** The next entry of the same bucket. */
    volatile CacheEntry next;

    /** Neighbours in the queue. */
    CacheEntry older;

    CacheEntry newer;

    /** Whether it waits for the cut that makes it the main file's version. */
    boolean flushed;

    /** Which of the two queues it stands in. */
    boolean inMain;

    CacheEntry(long id, long position, Page page) {
        this.id = id;
        this.position = position;
        this.page = page;
    }
}
