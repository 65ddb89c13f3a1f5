package org.pesadb.it.isolation;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A transaction as its session saw it. Moments are ticks of one clock that all sessions share, so that what ended before
 * something else was asked for is known to have come before it. Immutable; threads may share it.
 *
 * <pre>
 *   asked ──── begun ──── steps ──── ending ──── ended
 *   BEGIN      answered   answered   COMMIT      answered
 * </pre>
 *
 * @param name    such as T7
 * @param session who ran it; one transaction at a time
 * @param steps   what it did, in order
 * @param outcome how it ended
 * @param asked   when its beginning was asked for
 * @param begun   when that was answered
 * @param ending  when its end was asked for; of a single statement the same as {@code asked}
 * @param ended   when that was answered
 * @param id      what the database says: of one that may write its own number, of one that only reads the number of the newest
 *                transaction that it sees; {@link #UNNAMED} where it is not known
 * @param reader  whether it could only read
 */
public record Transaction(
        String name,
        String session,
        List<Step> steps,
        Outcome outcome,
        long asked,
        long begun,
        long ending,
        long ended,
        long id,
        boolean reader) {
    /** The database has not said where this transaction stands. */
    public static final long UNNAMED = -1;

    /** How a transaction ended. */
    public enum Outcome {
        /** It was acknowledged. */
        COMMITTED,
        /** It was rolled back, or refused. */
        ABORTED,
        /** Nobody knows, as after a failed force: it counts as committed if somebody sees a mark that it wrote. */
        UNKNOWN
    }

    /**
     * One operation.
     *
     * @param answered  when its answer came
     * @param operation what was done and answered
     */
    public record Step(long answered, Operation operation) {}

    /** Copies. */
    public Transaction {
        steps = List.copyOf(steps);
    }

    /**
     * The transaction on one line, for people.
     *
     * @return all that it did
     */
    public String story() {
        return name + " (session " + session + ", from " + asked + " to " + ended
                + (id == UNNAMED ? "" : reader ? ", sees up to " + id : ", number " + id) + ", "
                + outcome.name().toLowerCase(java.util.Locale.ROOT) + "): "
                + steps.stream().map(step -> step.operation().toString()).collect(Collectors.joining("; "));
    }

    @Override
    public String toString() {
        return name;
    }
}
