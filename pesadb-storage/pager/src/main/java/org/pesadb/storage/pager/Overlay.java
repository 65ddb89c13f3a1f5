package org.pesadb.storage.pager;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.pesadb.api.spi.Page;

/**
 * Commits that are appended to the log but perhaps not durable yet. No snapshot sees them; the next write transaction
 * builds on them.
 *
 * <p>Whoever holds the writer's place, and nobody else, changes and reads the pages here, so a transaction that looks a page up finds
 * the same answer from its begin to its end. A commit found durable is therefore only noted, by any thread, in {@link
 * #durable}, and leaves with the next {@link #prune}, oldest first. A transaction prunes, and only then registers the
 * snapshot on which it is based: the snapshot sees everything that was pruned.
 */
final class Overlay {
    private record Commit(long end, Page[] pages) {}

    private final LongMap<Page> newest = new LongMap<>();
    private final ArrayDeque<Commit> commits = new ArrayDeque<>();
    private final AtomicLong durable = new AtomicLong();
    private volatile long oldestEnd = Long.MAX_VALUE;
    private long newestEnd;

    Page get(long id) {
        return newest.get(id);
    }

    /**
     * How many pages it holds.
     *
     * @return of each page, the newest version only
     */
    int pages() {
        return newest.size();
    }

    /**
     * Where the newest commit that is not known durable ends.
     *
     * @return 0 where there is none
     */
    long end() {
        return commits.isEmpty() ? 0 : newestEnd;
    }

    void add(long end, Page[] pages) {
        for (Page page : pages) {
            newest.put(page.id(), page);
        }
        commits.add(new Commit(end, pages));
        newestEnd = end;
        oldestEnd = commits.getFirst().end;
    }

    /**
     * Notes that all commits up to a position are durable. Any thread may.
     *
     * @param end where the last of them ends
     */
    void durable(long end) {
        durable.accumulateAndGet(end, Math::max);
    }

    /** Where the newest commit ends of which {@link #durable} was told; 0 for none. Any thread may ask. */
    long durableEnd() {
        return durable.get();
    }

    /**
     * Whether {@link #prune} would find something. Any thread may ask.
     *
     * @return true where the oldest commit here is durable
     */
    boolean prunable() {
        return oldestEnd <= durable.get();
    }

    /** Lets go of what is durable. */
    void prune() {
        long to = durable.get();
        while (!commits.isEmpty() && commits.getFirst().end <= to) {
            for (Page page : commits.removeFirst().pages) {
                if (newest.get(page.id()) == page) { // else a later commit has replaced it
                    newest.remove(page.id());
                }
            }
        }
        oldestEnd = commits.isEmpty() ? Long.MAX_VALUE : commits.getFirst().end;
    }
}
