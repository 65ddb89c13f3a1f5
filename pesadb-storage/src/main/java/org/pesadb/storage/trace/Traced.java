package org.pesadb.storage.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.api.trace.TraceEvent.Source;

/**
 * What is told of one statement: its visits to pages while it runs, and when it has ended, the rows it looked at. Pages read through
 * {@link #of} belong to it, and so whatever reads rows from such pages finds the {@link Rows} to count them in. Of one thread.
 */
public final class Traced {
    private final TraceHub hub;
    private final IntFunction<String> owners;
    private final Map<String, Rows> rows = new LinkedHashMap<>();

    /**
     * @param hub    is told
     * @param owners the name of a table or index by the number that its pages have
     */
    public Traced(TraceHub hub, IntFunction<String> owners) {
        this.hub = hub;
        this.owners = owners;
    }

    /** Rows of one table that a statement has looked at. Of one thread. */
    public static final class Rows {
        private long examined;
        private long kept;

        /**
         * Counts.
         *
         * @param looked    how many were looked at
         * @param something whether the last of them was kept
         */
        public void count(int looked, boolean something) {
            examined += looked;
            kept += something ? 1 : 0;
        }
    }

    /**
     * Where to count the rows of a table.
     *
     * @param reader what they are read from
     * @param table  the table's name
     * @return null where nobody wants to know
     */
    public static Rows rows(PageReader reader, String table) {
        if (reader instanceof Reader traced) {
            return traced.statement().rows.computeIfAbsent(table, name -> new Rows());
        }
        return null;
    }

    /**
     * A state of the database whose pages are told as the statement visits them.
     *
     * @param pages the state
     * @return the same
     */
    public PageReader of(PageReader pages) {
        return new TracedPages(pages, this);
    }

    /**
     * A write transaction, told in the same way.
     *
     * @param transaction the transaction
     * @return the same
     */
    public PageTransaction of(PageTransaction transaction) {
        return new TracedTransaction(transaction, this);
    }

    /** Tells of the rows. */
    public void end() {
        rows.forEach((table, counted) -> hub.tell(new TraceEvent.RowsRead(table, counted.examined, counted.kept)));
        rows.clear();
    }

    Page visit(PageReader pages, long id) {
        TraceHub.ThreadWork work = hub.work();
        long reads = work.reads;
        Page page = pages.page(id);
        Source source = Source.CACHE;
        if (work.reads != reads) {
            source = switch (work.lastRead) {
                case LOG -> Source.LOG_FILE;
                case TEMPORARY -> Source.TEMPORARY_FILE;
                default -> Source.MAIN_FILE;
            };
        }
        hub.tell(new TraceEvent.PageVisit(id, page.type(), owners.apply(page.owner()), source));
        return page;
    }

    void changed(long id, PageType type, int owner, TraceEvent.Change change) {
        hub.tell(new TraceEvent.PageChange(id, type, owners.apply(owner), change));
    }

    /** What reads pages for a statement. */
    interface Reader extends PageReader {
        Traced statement();
    }
}
