package org.pesadb.storage.pager;

/** First in, first out, and out of the middle too: a list through the entries themselves. Under the shard's lock. */
final class CacheQueue {
    private CacheEntry oldest;
    private CacheEntry newest;
    private int size;

    int size() {
        return size;
    }

    void add(CacheEntry entry) {
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
        size++;
    }

    CacheEntry poll() {
        CacheEntry first = oldest;
        remove(first);
        return first;
    }

    void remove(CacheEntry entry) {
        if (entry.older == null) {
            oldest = entry.newer;
        } else {
            entry.older.newer = entry.newer;
        }
        if (entry.newer == null) {
            newest = entry.older;
        } else {
            entry.newer.older = entry.older;
        }
        entry.older = null;
        entry.newer = null;
        size--;
    }
}
