package org.pesadb.it.isolation;

/**
 * What can go wrong between transactions, by the names of the field. P0 to P4, A5A and A5B are Berenson et al. (1995), G0 to G2
 * are Adya (1999); see the package's documentation for both.
 */
public enum Phenomenon {
    /** Two transactions write the same rows in turn, so that some end as the one left them and some as the other. */
    DIRTY_WRITE("dirty write", "P0, G0"),
    /** What a transaction saw was written by one that never committed. */
    ABORTED_READ("aborted read", "A1, G1a"),
    /** What a transaction saw was not the last that its writer wrote. */
    INTERMEDIATE_READ("intermediate read", "G1b"),
    /** What a transaction saw was written by one that had not asked to commit yet. */
    DIRTY_READ("dirty read", "P1"),
    /** Each of some transactions saw what the next one wrote, in a circle. */
    CIRCULAR_INFORMATION_FLOW("circular information flow", "G1c"),
    /** Nobody ever wrote what a transaction saw. */
    VALUE_FROM_NOWHERE("value from nowhere", "garbage read"),
    /** A transaction did not see what it had written itself. */
    OWN_WRITE_MISSED("own write missed", "internal consistency"),
    /** Two transactions wrote the next version of the same version, so that one of them is gone. */
    LOST_UPDATE("lost update", "P4"),
    /** A transaction read a row twice and saw two versions of others. */
    FUZZY_READ("fuzzy read", "P2, A2"),
    /** A transaction saw one part of what another one wrote, and not the rest. */
    TORN_READ("torn read", "A5A, G-single; fractured read"),
    /** What a transaction saw was never true at one moment. */
    READ_SKEW("read skew", "A5A, G-single"),
    /** Each of two transactions wrote something that the other one had read the version before of. */
    WRITE_SKEW("write skew", "A5B, G2-item"),
    /** A row came to, or went from, the result of a scan that should have been one state. */
    PHANTOM("phantom", "P3, A3, G2"),
    /** A session saw an older state than it had seen before. */
    OLDER_SNAPSHOT("older snapshot", "monotonic reads, strong session"),
    /** A transaction did not see what had been acknowledged before it began. */
    STALE_READ("stale read", "real-time order, strictness"),
    /** Two transactions had the one writer's place at once. */
    TWO_WRITERS("two writers", "mutual exclusion"),
    /** What a transaction saw is not the state that the database says that it saw. */
    NOT_AS_NUMBERED("not as numbered", "the database's own order");

    private final String title;
    private final String source;

    Phenomenon(String title, String source) {
        this.title = title;
        this.source = source;
    }

    /**
     * Its name.
     *
     * @return in lower case
     */
    public String title() {
        return title;
    }

    /**
     * Its names in the literature.
     *
     * @return for people
     */
    public String source() {
        return source;
    }
}
