package org.pesadb.api;

/** Is told how far a long statement has come; see {@link Session#onProgress}. */
@FunctionalInterface
@Stable(since = 1)
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (step, done, total) -> {};

    /**
     * A statement has come so far. Called by the statement's thread, between pieces of its work: it must not take long,
     * and what it throws ends the statement.
     *
     * @param step  what is being done, for people, such as {@code building the index}
     * @param done  how much of it is done, from 0; of bytes, pages or rows, whatever the step counts
     * @param total how much there is to do, or -1 where nobody knows
     */
    void report(String step, long done, long total);
}
