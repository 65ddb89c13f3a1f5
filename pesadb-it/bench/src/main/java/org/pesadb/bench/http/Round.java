package org.pesadb.bench.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What came of one round, or of one connection's part in it.
 *
 * @param nanos  it took as a whole
 * @param reads  how long each read took, in nanoseconds
 * @param writes how long each write took, in nanoseconds
 * @param users  ids that were given to users
 * @param orders ids that were given to orders
 * @param errors what was answered instead of what should be
 */
record Round(long nanos, long[] reads, long[] writes, long[] users, long[] orders, List<String> errors) {
    /** The parts of the connections as one. */
    static Round of(long nanos, List<Round> parts) {
        List<String> errors = new ArrayList<>();
        parts.forEach(part -> errors.addAll(part.errors));
        return new Round(
                nanos,
                parts.stream().flatMapToLong(part -> Arrays.stream(part.reads)).toArray(),
                parts.stream().flatMapToLong(part -> Arrays.stream(part.writes)).toArray(),
                parts.stream().flatMapToLong(part -> Arrays.stream(part.users)).toArray(),
                parts.stream().flatMapToLong(part -> Arrays.stream(part.orders)).toArray(),
                errors);
    }

    double requestsPerSecond() {
        return (reads.length + writes.length) * 1e9 / nanos;
    }

    /** How long a part of the reads, the writes, or both took at most, in milliseconds. */
    double millis(double part, long[]... taken) {
        long[] sorted =
                Arrays.stream(taken).flatMapToLong(Arrays::stream).sorted().toArray();
        if (sorted.length == 0) {
            return 0;
        }
        int place = (int) Math.ceil(part * sorted.length) - 1;
        return sorted[Math.max(0, place)] / 1e6;
    }
}
