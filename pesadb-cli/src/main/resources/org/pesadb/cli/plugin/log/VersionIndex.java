package @package@;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which versions of each page are in the log: their positions, ascending. Holds what is committed, also what is not visible yet: who looks
 * up says up to which position it sees. Threads share it; an array in it never changes.
 */
final class VersionIndex {
    private final ConcurrentMap<Long, long[]> versions = new ConcurrentHashMap<>();

    /** Adds a version, newer than all before. */
    void add(long page, long position) {
        versions.merge(page, new long[] {position}, (before, one) -> {
            long[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = position;
            return after;
        });
    }

    /** The newest version of a page before a position, or 0. */
    long locate(long page, long limit) {
        long[] positions = versions.get(page);
        for (int i = positions == null ? -1 : positions.length - 1; i >= 0; i--) {
            if (positions[i] < limit) {
                return positions[i];
            }
        }
        return 0;
    }

    /** The pages that have a version before a position, in order. */
    long[] pages(long limit) {
        return versions.entrySet().stream()
                .filter(entry -> entry.getValue()[0] < limit)
                .mapToLong(entry -> entry.getKey())
                .sorted()
                .toArray();
    }

    /** Forgets the versions before a position. */
    void forget(long limit) {
        for (Long page : versions.keySet()) {
            versions.computeIfPresent(page, (same, positions) -> {
                long[] left = Arrays.stream(positions)
                        .filter(position -> position >= limit)
                        .toArray();
                return left.length == 0 ? null : left;
            });
        }
    }
}
