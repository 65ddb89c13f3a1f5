package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * Figures of a log since it was opened, taken at one moment. Immutable; threads share it. A log tells those that it has.
 *
 * <p>It may be as short as:
 *
 * <pre>{@code
 * record Figures(long commits, long forces) implements LogStats {}
 * }</pre>
 */
@Stable(since = 1)
public interface LogStats {
    /**
     * The number of its generation.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long generation() {
        return -1;
    }

    /**
     * Bytes of records in its file, carried ones too.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long bytes() {
        return -1;
    }

    /**
     * Length of its file.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long fileBytes() {
        return -1;
    }

    /**
     * Commits appended.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long commits() {
        return -1;
    }

    /**
     * Page records appended.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long pages() {
        return -1;
    }

    /**
     * Forces done.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long forces() {
        return -1;
    }

    /**
     * Registered snapshots.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default int snapshots() {
        return -1;
    }

    /**
     * How many bytes of records lie beyond the oldest of them; 0 without any.
     *
     * @return 0 or more; -1, the default, where it is not known
     */
    default long oldestSnapshot() {
        return -1;
    }

    /**
     * Why it takes no more records, or null where it does.
     *
     * @return null by default
     */
    default String failure() {
        return null;
    }
}
