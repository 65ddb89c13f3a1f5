package org.pesadb.storage.pager;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.spi.Page;

/**
 * The buffer cache: page versions, named by page number and position in the log, 0 for the version in the main file. A
 * version never changes, so a hit takes no lock, makes no object and writes at most a small counter. Threads share it.
 *
 * <h2>Why (page, 0) is never out of date</h2>
 *
 * <p>Only a checkpoint gives the main file a newer version, and its limit is never beyond the oldest registered snapshot.
 * <ol>
 *   <li>A reader asks for (page, 0) where the log has no version before its snapshot. Then it has none before the
 *       limit either, and the checkpoint does not touch this page while that reader's snapshot is open.
 *   <li>{@link #flushed} drops (page, 0) and all versions older than the flushed one before the main file changes. By 1.
 *       no snapshot sees those.
 *   <li>A thread may have read the main file before that and enter the image after it, if its snapshot was closed under its
 *       hands by another thread. So {@link #begin} counts checkpoints, after their limits are chosen; who reads a page
 *       takes the count, then sees that its snapshot is open, then reads; and {@link #addMain} enters nothing under another
 *       count. With an unchanged count, the snapshot was open either when the limit was chosen, then 1. holds,
 *       or the whole flush is yet to come and drops what was entered.
 *   <li>After the cut, {@link #cut} gives the flushed versions the name (page, 0): the hot pages stay in the cache.
 *       A version that the cut took from the log and that was not cached, or entered too late, is never asked for again.
 * </ol>
 */
final class BufferCache {
    /** The position that names the version in the main file. */
    static final long MAIN_FILE = 0;

    /** The cache holds at least so many pages. */
    static final int LEAST_PAGES = 16;

    private static final int SHARD_PAGES = 1024;
    private static final int MOST_SHARDS = 16;
    private static final int MOST_SHARD_PAGES = 1 << 28;

    private final CacheShard[] shards;
    private final int shardBits;
    private final long capacity;
    private final List<CacheEntry> awaitingCut = new ArrayList<>();
    private volatile int checkpoints;

    /** @param bytes what the pages may take */
    BufferCache(long bytes) {
        long pages = Math.max(LEAST_PAGES, bytes / PageFormat.PAGE_BYTES);
        int count = Integer.highestOneBit((int) Math.max(1, Math.min(MOST_SHARDS, pages / SHARD_PAGES)));
        int each = (int) Math.min(MOST_SHARD_PAGES, pages / count);
        shardBits = Integer.numberOfTrailingZeros(count);
        capacity = (long) each * count;
        shards = new CacheShard[count];
        for (int i = 0; i < count; i++) {
            shards[i] = new CacheShard(each);
        }
    }

    static int hash(long id) {
        return LongMap.mix(id + 1);
    }

    private CacheShard shard(int hash) {
        // The buckets go by the lowest bits of the hash, the shards by its highest.
        return shards[(int) ((hash & 0xFFFF_FFFFL) >>> Integer.SIZE - shardBits)];
    }

    /**
     * Finds a version.
     *
     * @param id       the page's number
     * @param position the version's name
     * @return null where it is not here
     */
    Page get(long id, long position) {
        int hash = hash(id);
        return shard(hash).get(id, position, hash);
    }

    /**
     * Finds a version without a trace: it stays no longer for having been looked at.
     *
     * @param id       the page's number
     * @param position the version's name
     * @return null where it is not here
     */
    Page peek(long id, long position) {
        int hash = hash(id);
        return shard(hash).peek(id, position, hash);
    }

    /**
     * Enters a version out of the log.
     *
     * @param id       the page's number
     * @param position the version's name, greater than 0
     * @param page     its image
     * @return the page, or the same version entered by another thread
     */
    Page add(long id, long position, Page page) {
        int hash = hash(id);
        return shard(hash).add(id, position, page, hash);
    }

    /**
     * How many checkpoints have chosen their limit.
     *
     * @return to be taken before it is seen that the snapshot is open, for {@link #addMain}
     */
    int checkpoints() {
        return checkpoints;
    }

    /**
     * Enters a version out of the main file.
     *
     * @param id    the page's number
     * @param page  its image
     * @param count {@link #checkpoints()} before it was read; where there was another since, nothing is entered
     * @return the page, or the same version entered by another thread
     */
    Page addMain(long id, Page page, int count) {
        int hash = hash(id);
        CacheShard shard = shard(hash);
        synchronized (shard) { // the one that flushed() takes: either it finds the entry, or the count has changed
            return count == checkpoints ? shard.add(id, MAIN_FILE, page, hash) : page;
        }
    }

    /** A checkpoint has chosen its limit. By its thread. */
    void begin() {
        checkpoints = checkpoints + 1; // one checkpoint at a time, so no update is lost
        awaitingCut.removeIf(entry -> entry.position == CacheEntry.GONE);
    }

    /**
     * The main file is about to get a version. By the checkpoint's thread.
     *
     * @param id       the page's number
     * @param position the version's name until the log is cut
     */
    void flushed(long id, long position) {
        int hash = hash(id);
        CacheEntry entry = shard(hash).supersede(id, position, hash);
        if (entry != null) {
            awaitingCut.add(entry);
        }
    }

    /** The log was cut: what was flushed is the main file's now. By the checkpoint's thread. */
    void cut() {
        for (CacheEntry entry : awaitingCut) {
            int hash = hash(entry.id);
            shard(hash).promote(entry, hash);
        }
        awaitingCut.clear();
    }

    /**
     * What it holds.
     *
     * @return bytes of pages
     */
    long bytes() {
        long pages = 0;
        for (CacheShard shard : shards) {
            pages += shard.size();
        }
        return pages * PageFormat.PAGE_BYTES;
    }

    /**
     * What it may hold.
     *
     * @return bytes of pages
     */
    long limit() {
        return capacity * PageFormat.PAGE_BYTES;
    }
}
