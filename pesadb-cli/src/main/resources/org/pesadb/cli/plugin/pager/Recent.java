package @package@;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;

/**
 * Commits that are in the log but may not be durable yet. No snapshot sees them; but the next transaction builds on them, so that it need not wait for the
 * device, and one force serves many commits. Of who has the writer's place.
 */
final class Recent {
    private record Commit(long end, Map<Long, Long> versions) {}

    private final Deque<Commit> commits = new ArrayDeque<>();

    /**
     * Adds one.
     *
     * @param versions the positions of its pages
     */
    void add(long end, Map<Long, Long> versions) {
        commits.add(new Commit(end, versions));
    }

    /** Forgets those that a snapshot at a position sees. */
    void forget(long position) {
        while (!commits.isEmpty() && commits.peek().end <= position) {
            commits.remove();
        }
    }

    /** The newest version of a page; null where none of them has it. */
    Long version(long id) {
        for (Iterator<Commit> newestFirst = commits.descendingIterator(); newestFirst.hasNext(); ) {
            Long version = newestFirst.next().versions.get(id);
            if (version != null) {
                return version;
            }
        }
        return null;
    }

    /** Where the newest of them ends; 0 where there is none. */
    long end() {
        return commits.isEmpty() ? 0 : commits.getLast().end;
    }
}
