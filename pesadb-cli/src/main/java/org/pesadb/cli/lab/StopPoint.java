package org.pesadb.cli.lab;

/**
 * Where the power can go. Immutable.
 *
 * @param n      counts the points, from 1
 * @param kind   what kind of thing comes next and does not happen
 * @param what   the same for people, more exactly
 * @param page   the page that is written next; -1 where it is none
 * @param file   whose: {@code log}, {@code main file}, or the name of another file; empty of the last point
 * @param offset where in that file
 * @param length how many bytes come next; 0 where it is no write
 * @param where  {@code commit} or {@code checkpoint}: what is under way
 * @param call   the number of the call to the disk
 * @param within how many bytes of that call are written already
 */
public record StopPoint(
        int n,
        Kind kind,
        String what,
        long page,
        String file,
        long offset,
        long length,
        String where,
        long call,
        int within) {
    /** What can come next. */
    public enum Kind {
        /** A changed page goes to the log. */
        PAGE_RECORD,
        /** The record that says: all before is one whole. */
        COMMIT_RECORD,
        /** The second half of that. */
        COMMIT_HALF,
        /** A file is forced. */
        FORCE,
        /** A page goes to its place in the main file. */
        MAIN_PAGE,
        /** A slot of the log's header is written: with both, the log is begun anew. */
        HEADER,
        /** Something else is done with a file. */
        OTHER,
        /** Nothing: all is done. */
        END
    }
}
