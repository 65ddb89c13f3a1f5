package org.pesadb.api.trace;

import java.util.List;
import org.pesadb.api.Experimental;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.PageType;

/** Something that has happened inside a database. Immutable. Times are in nanoseconds, and -1 says that a figure is not known. */
@Experimental("events may be added, and they may come to tell more")
public sealed interface TraceEvent {
    /** Which file of a database is meant. */
    enum FileRole {
        /** The main file: the pages, as of the last checkpoint and some newer ones. */
        MAIN,
        /** The write-ahead log. */
        LOG,
        /** A file of a statement or transaction that is gone when that ends. */
        TEMPORARY,
        /** Another file beside them, such as the one that is locked. */
        OTHER
    }

    /** Where a page came from. */
    enum Source {
        /** Memory: the pager's buffer cache, or pages that the transaction itself has changed. */
        CACHE,
        /** The main file. */
        MAIN_FILE,
        /** The log, which has newer pages than the main file. */
        LOG_FILE,
        /** A temporary file, to which a large transaction puts aside what it has changed. */
        TEMPORARY_FILE
    }

    /** What was done to a page. */
    enum Change {
        /** It was taken to be changed. */
        EDIT,
        /** It is new. */
        ALLOCATE,
        /** It is given back. */
        FREE
    }

    /**
     * A line was cut into tokens.
     *
     * @param line   what was written
     * @param tokens its pieces, as they were understood
     * @param nanos  how long that took
     */
    record Tokens(String line, List<String> tokens, long nanos) implements TraceEvent {}

    /**
     * A statement has ended: its rows are read, or its changes committed.
     *
     * @param session the number of its session
     * @param command what it was, such as {@code Select users}
     * @param rows    returned or changed
     * @param transaction its transaction, or the newest one that it saw
     * @param failure null where it succeeded, else the error's code
     * @param nanos   from its beginning, its reader's time between rows included
     */
    record Statement(int session, String command, long rows, long transaction, String failure, long nanos)
            implements TraceEvent {}

    /**
     * How a statement is executed.
     *
     * @param steps in their order, as EXPLAIN tells them
     * @param reads how many reads of files it took to find the steps out a second time, for whoever listens: no other event tells of them
     */
    record Plan(List<Step> steps, long reads) implements TraceEvent {}

    /**
     * A step of a plan.
     *
     * @param action what is done
     * @param rows   about how many rows come of it
     * @param cost   estimated, in the unit of one row handled
     * @param why    why so
     */
    record Step(String action, long rows, long cost, String why) {}

    /**
     * A statement looked at a page.
     *
     * @param page   its number
     * @param type   what it is for
     * @param of     the table or index that it belongs to; empty for the database's own
     * @param source where it came from
     */
    record PageVisit(long page, PageType type, String of, Source source) implements TraceEvent {}

    /**
     * A statement changed a page, in its transaction.
     *
     * @param page   its number
     * @param type   what it is for
     * @param of     the table or index that it belongs to; empty for the database's own
     * @param change how
     */
    record PageChange(long page, PageType type, String of, Change change) implements TraceEvent {}

    /**
     * A statement has read rows of a table.
     *
     * @param table    the table
     * @param examined how many were looked at
     * @param kept     how many of them met the conditions
     */
    record RowsRead(String table, long examined, long kept) implements TraceEvent {}

    /**
     * A file was read.
     *
     * @param file   which
     * @param offset where, in bytes
     * @param bytes  how many came
     * @param device how many bytes the device had to deliver for it, read-ahead included; 0 where the kernel's page cache had them all; -1
     *     where the system does not say
     * @param nanos  how long that took
     */
    record FileRead(FileRole file, long offset, int bytes, long device, long nanos) implements TraceEvent {}

    /**
     * A file was written: the bytes are with the kernel, not yet on the device.
     *
     * @param file   which
     * @param offset where, in bytes
     * @param bytes  how many
     * @param nanos  how long that took
     */
    record FileWrite(FileRole file, long offset, int bytes, long nanos) implements TraceEvent {}

    /**
     * A file was forced: what was written to it before is on the device now.
     *
     * @param file  which
     * @param nanos how long that took
     */
    record FileForce(FileRole file, long nanos) implements TraceEvent {}

    /**
     * Something was waited for that another thread had.
     *
     * @param lock  what, for people
     * @param nanos how long
     */
    record LockWait(String lock, long nanos) implements TraceEvent {}

    /**
     * Records were appended to the log's memory, before anything is durable.
     *
     * @param transaction whose
     * @param pages       page images
     * @param position    where its commit marker ends; 0 where it has none yet
     * @param nanos       how long that took
     */
    record LogAppend(long transaction, int pages, long position, long nanos) implements TraceEvent {}

    /**
     * A commit has become visible, and durable as far as the sync mode has it; whoever waited for it goes on.
     *
     * @param position up to where
     * @param sync     only with {@link SyncMode#FULL} is the log forced for it
     * @param forces   how many forces the log made meanwhile; 0 where another commit's force took this one with it, -1 where the log does not say
     * @param commits  how many commits became durable meanwhile, this one too; of a log that does not remember its commits,
     *     transactions rolled back in between count as well; -1 where that cannot be said
     * @param nanos    how long it waited
     */
    record LogForce(long position, SyncMode sync, long forces, long commits, long nanos) implements TraceEvent {}

    /**
     * Pages of the log were copied to the main file.
     *
     * @param pages how many
     * @param cut   whether the log begins anew
     * @param nanos how long that took
     */
    record Checkpoint(long pages, boolean cut, long nanos) implements TraceEvent {}

    /**
     * A result was written for whoever asked.
     *
     * @param rows  how many
     * @param bytes how many bytes they take
     */
    record Result(long rows, long bytes) implements TraceEvent {}
}
