package org.pesadb.storage.pager;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.pesadb.api.spi.Page;

/**
 * A part of the buffer cache: a hash table of page versions, found without a lock and changed under the shard's.
 *
 * <p>What stays is chosen by S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: "FIFO queues are all you need for cache eviction", SOSP
 * 2023). A new page enters a small queue, a tenth of the room. At its end, one that was hit more than once goes over to the
 * main queue; the others leave, and only their numbers are remembered. A page that comes back while it is remembered enters
 * the main queue at once; at that queue's end, a page hit since gets another round. So pages seen once, as by a scan,
 * pass through the small queue and never push out the others, and a hit moves nothing.
 *
 * <p>Versions of a page share a bucket, so that a version gets its new name after a cut without moving. A page that changes at
 * every commit must not fill a bucket: of one page only the {@value #MOST_VERSIONS} entered last stay.
 */
final class CacheShard {
    static final int MOST_VERSIONS = 8;

    private static final int SMALL_PART = 10;

    private final AtomicReferenceArray<CacheEntry> buckets;
    private final int capacity;
    private final int smallCapacity;
    private final CacheQueue small = new CacheQueue();
    private final CacheQueue main = new CacheQueue();
    private final CacheGhosts ghosts;

    CacheShard(int capacity) {
        this.capacity = capacity;
        smallCapacity = Math.max(1, capacity / SMALL_PART);
        ghosts = new CacheGhosts(capacity);
        buckets = new AtomicReferenceArray<>(Integer.highestOneBit(capacity) * 2);
    }

    Page get(long id, long position, int hash) {
        for (CacheEntry entry = buckets.getAcquire(bucket(hash)); entry != null; entry = entry.next) {
            if (entry.id == id && entry.position == position) {
                int uses = entry.uses;
                if (uses < CacheEntry.MOST_USES) {
                    entry.uses = uses + 1;
                }
                return entry.page; // null where it leaves at this moment: a miss
            }
        }
        return null;
    }

    Page peek(long id, long position, int hash) {
        for (CacheEntry entry = buckets.getAcquire(bucket(hash)); entry != null; entry = entry.next) {
            if (entry.id == id && entry.position == position) {
                return entry.page;
            }
        }
        return null;
    }

    synchronized int size() {
        return small.size() + main.size();
    }

    synchronized Page add(long id, long position, Page page, int hash) {
        int bucket = bucket(hash);
        int versions = 0;
        CacheEntry last = null;
        for (CacheEntry entry = buckets.get(bucket); entry != null; entry = entry.next) {
            if (entry.id == id) {
                if (entry.position == position) {
                    return entry.page; // another thread read it too, and was first
                }
                versions++;
                last = entry;
            }
        }
        if (versions >= MOST_VERSIONS) {
            drop(last);
        }
        while (small.size() + main.size() >= capacity) {
            evict();
        }
        CacheEntry entry = new CacheEntry(id, position, page);
        entry.next = buckets.get(bucket);
        buckets.setRelease(bucket, entry);
        entry.inMain = ghosts.remove(id);
        (entry.inMain ? main : small).add(entry);
        return page;
    }

    /** Drops the versions of a page that came before one; returns that one's entry, or null where it is not here or known. */
    synchronized CacheEntry supersede(long id, long position, int hash) {
        CacheEntry found = null;
        for (CacheEntry entry = buckets.get(bucket(hash)); entry != null; entry = entry.next) {
            if (entry.id == id) {
                if (entry.position < position) {
                    drop(entry);
                } else if (entry.position == position && !entry.flushed) {
                    entry.flushed = true; // once, however many checkpoints bring it before a cut
                    found = entry;
                }
            }
        }
        return found;
    }

    /** Gives an entry, if it is still here, the name of the main file's version. */
    synchronized void promote(CacheEntry flushed, int hash) {
        if (flushed.position == CacheEntry.GONE) {
            return;
        }
        for (CacheEntry entry = buckets.get(bucket(hash)); entry != null; entry = entry.next) {
            if (entry.id == flushed.id && entry.position == BufferCache.MAIN_FILE) {
                drop(entry); // the same image, read again from the main file
            }
        }
        flushed.position = BufferCache.MAIN_FILE;
    }

    private void evict() {
        while (true) {
            if (small.size() > smallCapacity || main.size() == 0) {
                CacheEntry entry = small.poll();
                if (entry.uses <= 1) {
                    ghosts.add(entry.id);
                    unlink(entry);
                    return;
                }
                entry.uses = 0;
                entry.inMain = true;
                main.add(entry);
            } else {
                CacheEntry entry = main.poll();
                if (entry.uses == 0) {
                    unlink(entry);
                    return;
                }
                entry.uses--;
                main.add(entry);
            }
        }
    }

    private void drop(CacheEntry entry) {
        (entry.inMain ? main : small).remove(entry);
        unlink(entry);
    }

    /** Takes an entry out of its bucket. Its own next stays, so that a reader who stands on it finds the way on. */
    private void unlink(CacheEntry gone) {
        int bucket = bucket(BufferCache.hash(gone.id));
        gone.position = CacheEntry.GONE;
        gone.page = null;
        CacheEntry entry = buckets.get(bucket);
        if (entry == gone) {
            buckets.setRelease(bucket, gone.next);
            return;
        }
        while (entry.next != gone) {
            entry = entry.next;
        }
        entry.next = gone.next;
    }

    private int bucket(int hash) {
        return hash & buckets.length() - 1;
    }
}
