package org.pesadb.wal;

import java.util.Arrays;

/**
 * Which records the file holds, and where: what its header says, and the names of the versions that were carried over from the
 * generation before. Immutable; who reads takes it once and gets all of one cut or none.
 *
 * <p>A version keeps the name it was committed under, however often it is carried. So a name at or after {@link
 * LogHeader#start} is the position where the version stands, and one before {@link LogHeader#base} must be looked up: the
 * carried records stand in the order of their names.
 */
final class Generation {
    private static final long[] NOTHING = {};

    private final LogHeader header;
    private final long[] carried;

    /** One that begins with nothing. */
    Generation(LogHeader header) {
        this(header, NOTHING);
    }

    /** @param carried the names of the carried versions, ascending; as many as the header says */
    Generation(LogHeader header, long[] carried) {
        this.header = header;
        this.carried = carried;
    }

    LogHeader header() {
        return header;
    }

    /** Whether a version of this name, if the file holds it at all, stands among the carried ones. */
    boolean isCarried(long name) {
        return name < header.start();
    }

    /** The position where the version of a name stands now, or 0 where the file does not hold it. */
    long place(long name) {
        if (!isCarried(name)) {
            return name;
        }
        int at = Arrays.binarySearch(carried, name);
        return at < 0 ? 0 : header.base() + (long) at * LogFormat.carriedLength(header.pageBytes());
    }

    /**
     * How many bytes of records stand beyond what a snapshot sees.
     *
     * @param snapshot the snapshot's position
     * @param end      where the next record goes
     */
    long bytesBeyond(long snapshot, long end) {
        if (!isCarried(snapshot)) {
            return end - snapshot;
        }
        int at = Arrays.binarySearch(carried, snapshot);
        int seen = at < 0 ? -at - 1 : at;
        return (long) (carried.length - seen) * LogFormat.carriedLength(header.pageBytes()) + end - header.start();
    }
}
